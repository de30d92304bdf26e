import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../../src/bytes/memory-source.js';
import { runPlan } from '../../../src/bytes/plan.js';
import { findPlaneFormat } from '../../../src/formats/plane-formats.js';
import { openLayout, openStack, readNumbers } from '../open-planes.js';
import { packNumbers, type TiffField, type TiffImage, writeTiff } from './write-tiff.js';

const plane = (value: number, fields: readonly TiffField[] = []): TiffImage => ({
  width: 3,
  height: 2,
  segments: [packNumbers('u8', new Array<number>(6).fill(value))],
  fields,
});
const text = (values: string): TiffField => ({ tag: 270, type: 2, values });
const stackOf = (count: number, description?: string, first: readonly TiffField[] = []): TiffImage[] =>
  Array.from({ length: count }, (_, at) => plane(at, at === 0 && description !== undefined ? [text(description), ...first] : []));
const axesText = (axes: readonly { readonly name: string; readonly size: { readonly value: number } }[]): string =>
  axes.map(({ name, size }) => `${name}${size.value}`).join(' ');

describe('stacks in TIFF files', () => {
  it('knows how many images there are after walking, and says so before', async () => {
    const stack = await openStack(writeTiff(stackOf(40)), 'a.tif');
    expect(stack.facts.frames.exactness).toBe('estimated');
    const seen: number[] = [];
    stack.watch(({ frames }) => seen.push(frames.value));
    await stack.settle();
    expect(stack.facts.frames).toEqual({ value: 40, exactness: 'exact' });
    expect(seen.at(-1)).toBe(40);
    expect((await readNumbers(stack)).map(([first]) => first)).toEqual(Array.from({ length: 40 }, (_, at) => at));
  });

  it('reaches an image beyond those known by walking that far', async () => {
    const stack = await openStack(writeTiff(stackOf(100)), 'a.tif');
    expect((await stack.plane(60)).samples[0]).toBe(60);
    expect(stack.facts.frames.exactness).not.toBe('exact');
    await expect(stack.plane(100)).rejects.toMatchObject({ code: 'out-of-range' });
  });

  it('opens with one read of the head and plans an image with two rounds', async () => {
    const file = writeTiff(stackOf(40));
    const source = new MemorySource(file);
    // A head of 64 bytes: all else must be read.
    const probe = { name: 'a.tif', byteLength: file.length, head: file.slice(0, 16), options: {} };
    const cost = { rounds: 0, ranges: 0, bytes: 0 };
    const layout = await runPlan(source, findPlaneFormat(probe)!.open(probe), { cost });
    expect(cost).toEqual({ rounds: 1, ranges: 1, bytes: 1024 });
    const planning = { rounds: 0, ranges: 0, bytes: 0 };
    const jobs = await runPlan(source, layout.planPlanes(0, 1), { cost: planning });
    expect(planning).toEqual({ rounds: 1, ranges: 1, bytes: 1024 });
    expect(jobs.flatMap(({ ranges }) => ranges)).toEqual([{ offset: 8, length: 6 }]);
  });

  it('leaves reduced images and masks out, and says what else differs', async () => {
    const aside: TiffField = { tag: 254, type: 4, values: [1] };
    const other: TiffImage = { width: 5, height: 2, segments: [new Uint8Array(10)] };
    const stack = await openStack(writeTiff([plane(1), plane(9, [aside]), other, plane(2)]), 'a.tif');
    expect((await stack.survey()).max).toBe(2);
    expect(stack.facts.frames).toEqual({ value: 2, exactness: 'exact' });
    expect(stack.facts.notices).toEqual([
      { code: 'mixed-sizes', message: '1 image is of another size or type than the first and left out' },
    ]);
  });

  it('ends where directories lead in a circle or out of the file', async () => {
    const circle = await openStack(writeTiff(stackOf(3), { lastNext: 14 }), 'a.tif');
    await circle.settle();
    expect(circle.facts.frames).toEqual({ value: 3, exactness: 'exact' });
    expect(circle.facts.notices.map(({ code }) => code)).toEqual(['damaged']);
    const beyond = await openStack(writeTiff(stackOf(3), { lastNext: 1 << 30 }), 'a.tif');
    await beyond.settle();
    expect(beyond.facts.notices.map(({ code }) => code)).toEqual(['truncated']);
    const file = writeTiff(stackOf(1));
    new DataView(file.buffer).setUint16(14, 60_000, true);
    await expect(openStack(file, 'a.tif')).rejects.toMatchObject({ code: 'corrupt' });
  });

  it('names the axes of a hyperstack of ImageJ and reads its calibration', async () => {
    const said =
      'ImageJ=1.54f\nimages=12\nchannels=2\nslices=3\nframes=2\nhyperstack=true\nunit=\\u00B5m\nspacing=2.0\nfinterval=0.25\ncf=0\nc0=-32768.0\nc1=1.0\nvunit=gray value\n';
    const resolution: TiffField[] = [
      { tag: 282, type: 5, values: [4, 1] },
      { tag: 283, type: 5, values: [2, 1] },
    ];
    const stack = await openStack(writeTiff(stackOf(12, said, resolution)), 'a.tif');
    await stack.settle();
    expect(stack.facts).toMatchObject({
      format: 'ImageJ TIFF',
      frames: { value: 12, exactness: 'exact' },
      pixelSize: { x: 0.25, y: 0.5, z: 2, unit: 'µm' },
      frameIntervalSeconds: 0.25,
      valueCalibration: { offset: -32_768, slope: 1, unit: 'gray value' },
    });
    expect(axesText(stack.facts.axes)).toBe('T2 Z3 C2 Y2 X3');
    expect(stack.facts.notices.map(({ code }) => code)).toEqual(['calibrated-values']);
    expect((await stack.plane({ t: 1, z: 2, c: 1 })).samples[0]).toBe(11);
    await expect(stack.plane({ z: 3 })).rejects.toMatchObject({ code: 'out-of-range' });
  });

  it('finds the images of a stack of more than 4 GB behind its one directory', async () => {
    const description = 'ImageJ=1.54f\nimages=5000\nslices=5000\n';
    const written = writeTiff([{ width: 1024, height: 512, bits: 16, segments: [new Uint8Array(16)], fields: [text(description)] }], {
      bigEndian: true,
    });
    const file = new Uint8Array(4096);
    file.set(written);
    const layout = await openLayout(file, 'a.tif', 8 + 5000 * 2 ** 20);
    expect(layout.facts.frames).toEqual({ value: 5000, exactness: 'exact' });
    expect(axesText(layout.facts.axes)).toBe('Z5000 Y512 X1024');
    const step = layout.planPlanes(4999, 5000).next([]);
    expect(step.done === true ? step.value.flatMap(({ ranges }) => ranges) : []).toEqual([{ offset: 8 + 4999 * 2 ** 20, length: 2 ** 20 }]);
    const cut = await openLayout(file, 'a.tif', 8 + 3 * 2 ** 20 + 5);
    expect(cut.facts.frames.value).toBe(3);
    expect(cut.missingBytes).toBe(4997 * 2 ** 20 - 5);
  });

  it('reads sizes, order and units of OME, and takes the planes in its order', async () => {
    const pixels = (order: string, places: string): string =>
      `<?xml version="1.0"?><OME xmlns="x"><Image ID="i"><Pixels DimensionOrder="${order}" SizeX="3" SizeY="2" SizeZ="2" SizeC="3" SizeT="1" Type="uint8" PhysicalSizeX="0.5" PhysicalSizeXUnit="&#181;m" TimeIncrement="20" TimeIncrementUnit="ms">${places}</Pixels></Image></OME>`;
    const plain = await openStack(writeTiff(stackOf(8, pixels('XYZCT', '<TiffData/>'))), 'a.ome.tif');
    await plain.settle();
    expect(plain.facts).toMatchObject({ format: 'OME-TIFF', pixelSize: { x: 0.5, y: 0.5, unit: 'µm' }, frameIntervalSeconds: 0.02 });
    expect(plain.facts.frames).toEqual({ value: 6, exactness: 'exact' });
    expect(axesText(plain.facts.axes)).toBe('C3 Z2 Y2 X3');
    const places = [0, 1, 2].flatMap((c) =>
      [0, 1].map((z) => `<TiffData FirstC="${c}" FirstZ="${z}" IFD="${5 - 2 * c - z}" PlaneCount="1"/>`),
    );
    const turned = await openStack(writeTiff(stackOf(6, pixels('XYZCT', places.join('')))), 'a.ome.tif');
    await turned.settle();
    expect((await readNumbers(turned)).map(([first]) => first)).toEqual([5, 4, 3, 2, 1, 0]);
    const elsewhere = '<TiffData IFD="0"><UUID FileName="b.ome.tif">urn:uuid:1</UUID></TiffData>';
    const many = await openStack(writeTiff(stackOf(2, pixels('XYZCT', elsewhere))), 'a.ome.tif');
    await many.settle();
    expect(many.facts.frames.value).toBe(2);
    expect(many.facts.notices.map(({ code }) => code)).toEqual(['other-files']);
  });

  it('names the axes of a shape in JSON', async () => {
    const stack = await openStack(writeTiff(stackOf(6, '{"shape": [2, 3, 2, 3], "axes": "QCYX"}')), 'a.tif');
    await stack.settle();
    expect(axesText(stack.facts.axes)).toBe('T2 C3 Y2 X3');
  });

  it('is not held up by descriptions made to hold up', async () => {
    const bad = `<OME><Pixels ${'a'.repeat(50_000)}${'<TiffData '.repeat(20_000)}`;
    const stack = await openStack(writeTiff(stackOf(2, bad)), 'a.tif');
    await stack.settle();
    expect(stack.facts.frames.value).toBe(2);
  });
});
