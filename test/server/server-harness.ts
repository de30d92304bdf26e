import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineGate, EngineListener } from '../../src/server/engine-gate.js';
import { StaticFiles } from '../../src/server/static-files.js';

/** A small built page in a temporary folder. */
export async function makePage(): Promise<{ readonly folder: string; readonly page: StaticFiles }> {
  const folder = mkdtempSync(join(tmpdir(), 'firstlight-page-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><script type="module" src="./assets/app-1a2b3c.js"></script>');
  writeFileSync(join(folder, 'assets', 'app-1a2b3c.js'), 'export {};'.repeat(100));
  writeFileSync(join(folder, 'assets', 'app-1a2b3c.js.br'), 'pretend brotli');
  writeFileSync(join(folder, 'assets', 'notes.unknown'), 'not a type of ours');
  writeFileSync(join(folder, '..', 'firstlight-outside.txt'), 'outside');
  return { folder, page: await StaticFiles.load(folder) };
}

/** An engine that records what it is told and answers when the test says so. */
export class FakeEngine implements EngineGate {
  readonly lines: { readonly listener: EngineListener; readonly received: Uint8Array[]; closed: boolean }[] = [];

  connect(listener: EngineListener): { send(bytes: Uint8Array): void; close(): void } {
    const line = { listener, received: [] as Uint8Array[], closed: false };
    this.lines.push(line);
    return {
      send: (bytes) => {
        line.received.push(bytes);
      },
      close: () => {
        line.closed = true;
      },
    };
  }

  async close(): Promise<void> {}
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One HTTP request with exactly these headers, redirects not followed. */
export function ask(port: number | string, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const where = typeof port === 'number' ? { host: '127.0.0.1', port } : { socketPath: port };
    const going = request({ ...where, path, method, headers: { Host: 'localhost', ...headers }, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    going.on('error', reject);
    going.end();
  });
}

/** Resolves when `check` is true, looked at between turns of the event loop. */
export async function until(check: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < 2000; turn += 1) {
    if (check()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`Waited in vain: ${what}`);
}
