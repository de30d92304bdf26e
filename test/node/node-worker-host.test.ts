import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MemorySource } from '../../src/bytes/memory-source.js';
import { runPlan } from '../../src/bytes/plan.js';
import { type ChunkTask, runChunkTask } from '../../src/engine/chunk-task.js';
import { decodeChunk, sniffFormat } from '../../src/formats/event-formats.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import { FileSource } from '../../src/node/file-source.js';
import { createNodeEngine } from '../../src/node/node-engine.js';
import { NodeWorkerHost } from '../../src/node/node-worker-host.js';
import { openPath } from '../../src/node/open-path.js';

let folder: string;
const hosts: NodeWorkerHost[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firstlight-workers-'));
});
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A host whose threads run `script`. */
function hostOf(name: string, script: string, size = 1): NodeWorkerHost {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, `import { parentPort } from 'node:worker_threads';\n${script}`);
  const host = new NodeWorkerHost({ size, script: pathToFileURL(path) });
  hosts.push(host);
  return host;
}

function task(chunk: number, bytes: Uint8Array = new Uint8Array(8)): ChunkTask {
  return { job: { chunk, ranges: [], spec: { format: 'dat' } }, bytes: [bytes], binMicros: 64, extent: false };
}

const echo = `parentPort.on('message', ({ job, bytes }) => parentPort.postMessage({ result: { chunk: job.chunk, length: bytes[0].length } }));`;

describe('NodeWorkerHost', () => {
  it('takes the bytes over and runs tasks at once, no more than it has threads', async () => {
    const host = hostOf('echo', echo, 2);
    const bytes = [1, 2, 3, 4, 5].map((length) => new Uint8Array(length));
    const results = await Promise.all(bytes.map((each, index) => host.run(task(index, each))));
    expect(results).toEqual([0, 1, 2, 3, 4].map((chunk) => ({ chunk, length: chunk + 1 })));
    expect(bytes.map((each) => each.byteLength)).toEqual([0, 0, 0, 0, 0]);
  });

  it.each([
    ['throws', `throw new Error('struck')`],
    ['exits', 'process.exit(3)'],
  ])('rejects the task of a thread that %s, and goes on with another', async (name, death) => {
    const host = hostOf(
      name,
      `parentPort.on('message', ({ job }) => { if (job.chunk === 7) { ${death}; } parentPort.postMessage({ result: { chunk: job.chunk } }); });`,
    );
    const [dead, next] = await Promise.allSettled([host.run(task(7)), host.run(task(8))]);
    expect(dead).toMatchObject({ status: 'rejected', reason: { code: 'internal' } });
    expect(next).toEqual({ status: 'fulfilled', value: { chunk: 8 } });
  });

  it('never runs what was cancelled while it waited', async () => {
    const host = hostOf(
      'slow',
      `parentPort.on('message', ({ job }) => setTimeout(() => parentPort.postMessage({ result: { chunk: job.chunk } }), 20));`,
    );
    const controller = new AbortController();
    const waitingBytes = new Uint8Array(4);
    const first = host.run(task(1));
    const second = host.run(task(2, waitingBytes), { signal: controller.signal });
    const third = host.run(task(3));
    controller.abort();
    await expect(second).rejects.toMatchObject({ code: 'aborted' });
    expect(await Promise.all([first, third])).toEqual([{ chunk: 1 }, { chunk: 3 }]);
    expect(waitingBytes.byteLength).toBe(4);
    await expect(host.run(task(4), { signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
  });

  it('rejects everything when it is closed', async () => {
    const host = hostOf('silent', `parentPort.on('message', () => undefined);`);
    const waiting = [host.run(task(1)), host.run(task(2))].map((each) => expect(each).rejects.toMatchObject({ code: 'aborted' }));
    await host.close();
    await Promise.all(waiting);
    await expect(host.run(task(3))).rejects.toMatchObject({ code: 'internal' });
  });

  it.skipIf(!existsSync('dist/node/decode-worker.js'))('sums up a chunk as this thread would', async () => {
    const header = new TextEncoder().encode('% Height 720\n% Version 2\n% Width 1280\n% end\n\x0c\x08');
    const file = new Uint8Array(header.length + 8000);
    file.set(header);
    const view = new DataView(file.buffer);
    for (let i = 0; i < 1000; i += 1) {
      view.setUint32(header.length + 8 * i, 100 + 3 * i, true);
      view.setUint32(header.length + 8 * i + 4, (i % 1280) | ((i % 720) << 14) | ((i & 1) << 28), true);
    }
    const source = new MemorySource(file, 'a.dat');
    const probe = { name: 'a.dat', byteLength: file.length, head: file };
    const kernels = createTwinKernels();
    const layout = await runPlan(source, sniffFormat(probe).open({ ...probe, options: {}, kernels }));
    const job = await runPlan(source, layout.planChunk(0, undefined));
    const make = async (): Promise<ChunkTask> => {
      const bytes = await Promise.all(job.ranges.map(({ offset, length }) => source.read(offset, length)));
      return { job, bytes, binMicros: 64, extent: true };
    };
    const host = new NodeWorkerHost({ size: 1 });
    hosts.push(host);
    const here = runChunkTask(await make(), kernels, decodeChunk);
    expect(await host.run(await make())).toEqual(here);

    const path = join(folder, 'a.dat');
    writeFileSync(path, file);
    const onDisk = await FileSource.open(path);
    try {
      const reading = {
        kind: 'chunks' as const,
        jobs: [job, job],
        binMicros: 64,
        extent: true,
        file: { descriptor: onDisk.descriptor, path },
      };
      expect(await host.run(reading)).toEqual([here, here].map((each) => ({ ...each, bytes: [] })));
      truncateSync(path, 4000);
      expect(await host.run(reading)).toMatchObject([job, job].map(() => ({ tally: { events: 0 }, damage: { code: 'truncated', path } })));
    } finally {
      await onDisk.close();
    }
  });

  it.skipIf(!existsSync('dist/node/decode-worker.js'))('surveys a file that its threads read as this thread would', async () => {
    const header = new TextEncoder().encode('% Height 720\n% Version 2\n% Width 1280\n% end\n\x0c\x08');
    const events = 400_000;
    const file = new Uint8Array(header.length + 8 * events);
    file.set(header);
    const view = new DataView(file.buffer);
    for (let i = 0; i < events; i += 1) view.setUint32(header.length + 8 * i, 3 * i, true);
    const path = join(folder, 'b.dat');
    writeFileSync(path, file);
    const surveyed = async (workers: number) => {
      const { shared, close } = await createNodeEngine({ cacheFolder: false, workers });
      const recording = await openPath(path, shared);
      const before = recording.bytesRead;
      await recording.survey();
      const { findings, facts, bytesRead } = recording;
      await recording.close();
      await close();
      return { found: { index: findings?.index, rate: findings?.rate.on, facts }, read: bytesRead - before };
    };
    const [two, none] = [await surveyed(2), await surveyed(0)];
    expect(two.found).toEqual(none.found);
    expect(two.read).toBe(8 * events);
  });
});
