// A plain static web server with ranges, far away: every request is answered `latencyMillis` later.
import { once } from 'node:events';
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';

const allowed = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'Range',
  'Access-Control-Expose-Headers': 'Content-Range, Accept-Ranges, ETag, Content-Length',
  'Access-Control-Max-Age': '600',
};

/**
 * Serves the files of a folder on the loopback and counts requests and bytes.
 * @returns {Promise<{ url: string, counts: { requests: number, bytes: number }, close: () => Promise<void> }>}
 */
export async function startRangeServer(folder, latencyMillis) {
  const counts = { requests: 0, bytes: 0 };
  const server = createServer((request, response) => {
    counts.requests += 1;
    setTimeout(() => answer(folder, request, response, counts), latencyMillis);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    counts,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answer(folder, request, response, counts) {
  if (request.method === 'OPTIONS') {
    response.writeHead(204, allowed).end();
    return;
  }
  const path = join(folder, normalize(decodeURIComponent(new URL(request.url, 'http://server').pathname)));
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) {
    response.writeHead(404, allowed).end();
    return;
  }
  const { size, mtimeMs } = stats;
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const start = range === null ? 0 : Number(range[1]);
  const end = Math.min(size - 1, range === null || range[2] === '' ? size - 1 : Number(range[2]));
  response.writeHead(range === null ? 200 : 206, {
    ...allowed,
    'Accept-Ranges': 'bytes',
    'Content-Type': 'application/octet-stream',
    'Content-Length': end - start + 1,
    ETag: `"${size.toString(16)}-${Math.round(mtimeMs).toString(16)}"`,
    ...(range === null ? {} : { 'Content-Range': `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const stream = createReadStream(path, { start, end });
  stream.on('data', (chunk) => {
    counts.bytes += chunk.length;
  });
  response.on('close', () => stream.destroy());
  stream.pipe(response);
}
