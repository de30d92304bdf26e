import { expect, it } from 'vitest';
import { HostFixture } from './host-fixture.js';
import { GatedSource, ramp, shutGate, sourceOf } from './stack-fixture.js';
import { settle } from './test-clock.js';

const recording = '0:a.npy';

it('a stack is read as a whole when that is asked for, and its facts say that nothing was wrong', async () => {
  const fixture = new HostFixture({ 'a.npy': sourceOf(ramp(6, 40, 50)) });
  fixture.send({ type: 'describe', request: 1, recording });
  await fixture.answer('facts');
  fixture.send({ type: 'survey', request: 2, recording });
  const last = await fixture.answer('survey', ({ final }) => final);
  expect(last).toMatchObject({ request: 2, recording, bytesRead: last.bytesTotal });
  const facts = await fixture.answer('facts', (answer) => answer.facts.kind === 'stack' && answer.facts.integrity !== undefined);
  expect(facts.facts).toMatchObject({ kind: 'stack', integrity: { truncatedBytes: 0, brokenFrames: 0 } });
  await fixture.host.close();
});

it('a cancelled survey of a stack ends its read', async () => {
  const source = new GatedSource(ramp(20, 800, 800), 'cube');
  const fixture = new HostFixture({ 'a.npy': () => source });
  fixture.send({ type: 'describe', request: 1, recording });
  await fixture.answer('facts');
  const { gate, open } = shutGate();
  source.gate = gate;
  fixture.send({ type: 'survey', request: 2, recording });
  await settle();
  fixture.send({ type: 'cancel', request: 2 });
  await settle();
  expect(source.signals.at(-1)?.aborted).toBe(true);
  open();
  await fixture.host.close();
});
