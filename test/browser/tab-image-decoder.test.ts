import { expect, test } from 'vitest';
import { tabImageDecoder } from '../../src/web/tab-image-decoder.js';

const [width, height] = [96, 64];

/** A JPEG file of smooth colours, and what it shows. */
async function smoothJpeg(): Promise<{ readonly bytes: Uint8Array; readonly rgb: Uint8Array }> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(width, height);
  const rgb = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at += 1) {
    const colour = [(at % width) * 2, Math.floor(at / width) * 3, 90];
    image.data.set([...colour, 255], at * 4);
    rgb.set(colour, at * 3);
  }
  context.putImageData(image, 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 1 });
  return { bytes: new Uint8Array(await blob.arrayBuffer()), rgb };
}

/** The same file with a segment after its first marker. */
function withSegment(bytes: Uint8Array, code: number, content: Uint8Array): Uint8Array {
  const length = content.length + 2;
  return Uint8Array.of(0xff, 0xd8, 0xff, code, length >> 8, length & 255, ...content, ...bytes.subarray(2));
}

/** Exif that says: shown turned by 90°. */
const turned = Uint8Array.of(
  ...new TextEncoder().encode('Exif\0\0MM\0*'),
  ...[0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0],
);

function farthest(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((far, value, at) => Math.max(far, Math.abs(value - b[at]!)), a.length === b.length ? 0 : 255);
}

test('JPEG comes as it is stored, three samples a pixel or one', async () => {
  const { bytes, rgb } = await smoothJpeg();
  const colours = await tabImageDecoder.decode(bytes, { mediaType: 'image/jpeg', channels: 3 });
  expect([colours.width, colours.height]).toEqual([width, height]);
  expect(farthest(colours.samples, rgb)).toBeLessThanOrEqual(6);
  const first = await tabImageDecoder.decode(bytes, { mediaType: 'image/jpeg', channels: 1 });
  expect(first.samples).toEqual(colours.samples.filter((_, at) => at % 3 === 0));
});

test('neither an orientation nor a colour profile changes what is stored', async () => {
  const { bytes } = await smoothJpeg();
  const plain = await tabImageDecoder.decode(bytes, { mediaType: 'image/jpeg', channels: 3 });
  for (const marked of [
    withSegment(bytes, 0xe1, turned),
    withSegment(bytes, 0xe2, new TextEncoder().encode('ICC_PROFILE\0\x01\x01none')),
  ]) {
    expect(await tabImageDecoder.decode(marked, { mediaType: 'image/jpeg', channels: 3 })).toEqual(plain);
  }
});

test('damage and cancelling are told', async () => {
  const { bytes } = await smoothJpeg();
  const decode = (file: Uint8Array, signal?: AbortSignal): Promise<unknown> =>
    tabImageDecoder.decode(file, { mediaType: 'image/jpeg', channels: 3, signal });
  await expect(decode(bytes.slice(0, Math.floor(bytes.length * 0.7)))).rejects.toMatchObject({ code: 'corrupt' });
  await expect(decode(bytes.slice(0, 40))).rejects.toMatchObject({ code: 'corrupt' });
  await expect(decode(new Uint8Array(3))).rejects.toMatchObject({ code: 'corrupt' });
  await expect(decode(bytes, AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
});
