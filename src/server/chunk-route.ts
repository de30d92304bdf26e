import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ErrorCode, type ErrorRecord, errorToRecord, FirstlightError } from '../base/errors.js';
import { decodeAnswer, encodeMessage } from '../protocol/wire.js';
import type { EngineGate } from './engine-gate.js';

/** The route's name, below the base path: `chunk?recording=…&key=fingerprint/…`. */
export const chunkRouteName = 'chunk';

const statuses: Readonly<Partial<Record<ErrorCode, number>>> = {
  'not-found': 404,
  denied: 403,
  'too-large': 413,
  'out-of-range': 416,
  network: 502,
  internal: 500,
};
const mostAtOnce = 32;
const longestMillis = 30_000;

/**
 * Derived bytes over HTTP, where browsers and proxies can keep them: a key begins with the recording's fingerprint, so
 * that an answer never changes. Errors are JSON, `{"error": {code, message}}`.
 */
export class ChunkRoute {
  readonly #gate: EngineGate;
  #atOnce = 0;

  constructor(gate: EngineGate) {
    this.#gate = gate;
  }

  /** Answers one request; a client that goes away ends the work. */
  answer(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const recording = url.searchParams.get('recording');
    const key = url.searchParams.get('key');
    if (recording === null || key === null) {
      answerError(response, 400, { code: 'not-found', message: 'A chunk needs recording and key' });
      return;
    }
    const etag = `"${Buffer.from(key).toString('base64url')}"`;
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { ETag: etag }).end();
      return;
    }
    if (this.#atOnce >= mostAtOnce) {
      response.setHeader('Retry-After', '1');
      answerError(response, 503, { code: 'too-large', message: 'Too many chunks are asked for at once' });
      return;
    }
    this.#ask(response, recording, key, (bytes) => {
      response.setHeader('Cache-Control', 'private, max-age=31536000, immutable');
      response.setHeader('ETag', etag);
      response.setHeader('Content-Type', 'application/octet-stream');
      response.setHeader('Content-Length', bytes.byteLength);
      response.writeHead(200).end(request.method === 'HEAD' ? undefined : bytes);
    });
  }

  #ask(response: ServerResponse, recording: string, key: string, deliver: (bytes: Uint8Array) => void): void {
    this.#atOnce += 1;
    let ended = false;
    const end = (settle: () => void): void => {
      if (ended) return;
      ended = true;
      this.#atOnce -= 1;
      clearTimeout(timer);
      line.close();
      settle();
    };
    const fail = (error: ErrorRecord): void => end(() => answerError(response, statuses[error.code] ?? 422, error));
    const line = this.#gate.connect({
      answer: ({ bytes }) => {
        try {
          const answer = decodeAnswer(bytes);
          if (answer.type === 'chunk') end(() => deliver(answer.bytes));
          else if (answer.type === 'error') fail(errorToRecord(new FirstlightError(answer.error.code, answer.error.message)));
        } catch (thrown) {
          fail(errorToRecord(thrown));
        }
      },
      lost: () => fail({ code: 'internal', message: 'The engine stopped' }),
    });
    const timer = setTimeout(() => fail({ code: 'network', message: 'The engine did not answer in time' }), longestMillis);
    response.once('close', () => end(() => undefined));
    line.send(encodeMessage({ type: 'chunk', request: 1, recording, key }));
  }
}

function answerError(response: ServerResponse, status: number, error: ErrorRecord): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.writeHead(status).end(`${JSON.stringify({ error })}\n`);
}
