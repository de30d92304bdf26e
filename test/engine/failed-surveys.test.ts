import { describe, expect, it } from 'vitest';
import { FirstlightError } from '../../src/base/errors.js';
import { createInProcessProvider } from '../../src/engine/in-process-provider.js';
import { ProviderClient } from '../../src/protocol/provider-client.js';
import { MadeUpDat } from './dat-recording.js';
import { HostFixture } from './host-fixture.js';

/** A recording of which samples can be read, but no whole chunk. */
class Brittle extends MadeUpDat {
  wholeChunks = 0;

  override async read(offset: number, length: number): Promise<Uint8Array> {
    if (length <= 1 << 16) return super.read(offset, length);
    this.wholeChunks += 1;
    throw new FirstlightError('network', 'The disk went away');
  }
}

describe('a survey that failed', () => {
  it('is said, and not tried again each time a curve is asked for', async () => {
    const source = new Brittle(400_000, 1);
    const fixture = new HostFixture({ 'a.dat': () => source }, { warm: false });
    const client = new ProviderClient(createInProcessProvider(fixture.host));
    const ask = (): Promise<unknown> =>
      client.rate({ recording: '0:a.dat', fromMicros: 0, toMicros: 400_000, bins: 16 }).catch((error: unknown) => error);
    await client.survey('0:a.dat').catch(() => undefined);
    expect((await client.describe('0:a.dat')).facts.notices.map(({ code }) => code)).toContain('not-surveyed');
    const before = source.wholeChunks;
    expect(before).toBeGreaterThan(0);
    for (let again = 0; again < 3; again += 1) await ask();
    expect(source.wholeChunks).toBe(before);
    await fixture.host.close();
  });
});
