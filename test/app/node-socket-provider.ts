import { WebSocket } from 'ws';
import type { Answer } from '../../src/protocol/answers.js';
import type { Provider } from '../../src/protocol/provider.js';
import type { Request } from '../../src/protocol/requests.js';
import { decodeAnswer, encodeMessage } from '../../src/protocol/wire.js';

/** A provider that talks to a server's socket from Node, as a program with the token would. */
export async function connectProvider(page: URL): Promise<Provider> {
  const address = new URL('socket', page);
  address.protocol = 'ws:';
  address.search = '';
  const socket = new WebSocket(address, { headers: { Authorization: `Bearer ${page.searchParams.get('token')}` } });
  socket.binaryType = 'nodebuffer';
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  return {
    send: (request: Request) => socket.send(encodeMessage(request)),
    listen: (listener: (answer: Answer) => void) => {
      const take = (data: Buffer): void => listener(decodeAnswer(Uint8Array.from(data)));
      socket.on('message', take);
      return () => socket.off('message', take);
    },
    watchConnection: (listener) => {
      listener('open');
      const lost = (): void => listener('lost');
      socket.on('close', lost);
      return () => socket.off('close', lost);
    },
    close: () => socket.close(),
  };
}
