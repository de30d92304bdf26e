// The real server, as a user starts it, and a client that speaks its protocol without a browser.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { repository } from './repository.mjs';

/**
 * Starts `firstlight serve FOLDER` on a free port.
 * @param {string} folder
 * @param {string[]} [args] further arguments
 * @returns {Promise<{ url: string, pid: number, close: () => Promise<void> }>}
 */
export async function startServer(folder, args = []) {
  const child = spawn(process.execPath, [join(repository, 'dist/cli/main.js'), 'serve', folder, '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  const url = await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        const found = /https?:\/\/\S+/.exec(line)?.[0];
        if (found !== undefined) resolve(found);
      });
    }
    child.once('exit', (code) => reject(new Error(`firstlight serve ended with ${code}: ${complaints.slice(-400)}`)));
  });
  return {
    url,
    pid: child.pid,
    async close() {
      if (child.exitCode !== null) return;
      const late = setTimeout(end, 5000);
      child.kill('SIGTERM');
      await once(child, 'exit');
      clearTimeout(late);
      process.off('exit', end);
    },
  };
}

/**
 * A client of the server's socket. `listen` hears every answer; `ask` sends a request.
 * @param {string} url the URL that the server printed
 */
export async function connectClient(url) {
  const { decodeAnswer, encodeMessage } = await import(join(repository, 'dist/protocol/wire.js'));
  const page = new URL(url);
  const token = page.searchParams.get('token');
  const socket = new WebSocket(`ws://${page.host}${page.pathname}socket`, {
    headers: { authorization: `Bearer ${token}`, origin: page.origin },
  });
  socket.binaryType = 'nodebuffer';
  await once(socket, 'open');
  const listeners = new Set();
  socket.on('message', (bytes) => {
    const answer = decodeAnswer(new Uint8Array(bytes));
    for (const listener of listeners) listener(answer);
  });
  const send = (request) => socket.send(encodeMessage(request));
  send({ type: 'hello', protocol: 1 });
  return {
    send,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** The first answer for which `test` holds. An `error` answer rejects. */
    next(test, timeoutMillis = 60_000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => stop(new Error(`no answer in ${timeoutMillis} ms`)), timeoutMillis);
        const listener = (answer) => {
          if (answer.type === 'error') stop(new Error(answer.error.message));
          else if (test(answer)) stop(undefined, answer);
        };
        const stop = (error, answer) => {
          clearTimeout(timer);
          listeners.delete(listener);
          if (error) reject(error);
          else resolve(answer);
        };
        listeners.add(listener);
      });
    },
    async close() {
      socket.close();
      await once(socket, 'close');
    },
  };
}
