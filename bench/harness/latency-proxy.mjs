// An HTTP proxy on the loopback that answers `latencyMillis` later: a server far away with a wide line.
import { once } from 'node:events';
import { createServer, request } from 'node:http';

/**
 * Every request is held back for `latencyMillis` once; bytes then flow freely. Counts requests and bytes.
 * @returns {Promise<{ url: string, counts: { requests: number, bytes: number }, close: () => Promise<void> }>}
 */
export async function startLatencyProxy(target, latencyMillis) {
  const counts = { requests: 0, bytes: 0 };
  const upstream = new URL(target);
  const server = createServer((incoming, outgoing) => {
    counts.requests += 1;
    setTimeout(() => {
      const forwarded = request(
        {
          host: upstream.hostname,
          port: upstream.port,
          path: incoming.url,
          method: incoming.method,
          headers: { ...incoming.headers, host: upstream.host },
        },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.on('data', (chunk) => {
            counts.bytes += chunk.length;
          });
          answer.pipe(outgoing);
        },
      );
      forwarded.on('error', () => outgoing.destroy());
      outgoing.on('close', () => forwarded.destroy());
      incoming.pipe(forwarded);
    }, latencyMillis);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}`,
    counts,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
