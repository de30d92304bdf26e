import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { WebSocket } from 'ws';

const candidates = [
  process.env.FIREFOX_PATH,
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
];

/** Path of an installed Firefox, if there is one. */
export const firefoxPath: string | undefined = candidates.find((path) => path !== undefined && existsSync(path));

const replySchema = v.object({
  id: v.optional(v.nullable(v.number())),
  type: v.picklist(['success', 'error', 'event']),
  result: v.optional(v.unknown()),
  message: v.optional(v.string()),
});
const treeSchema = v.object({ contexts: v.array(v.object({ context: v.string() })) });
const evaluatedSchema = v.object({ type: v.string(), result: v.optional(v.object({ type: v.string(), value: v.optional(v.unknown()) })) });
const screenshotSchema = v.object({ data: v.string() });

/** A headless Firefox driven through WebDriver BiDi, with one page. */
export class Firefox {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  #nextId = 1;
  #context = '';

  private constructor(child: ChildProcess, profile: string, socket: WebSocket) {
    this.#process = child;
    this.#profile = profile;
    this.#socket = socket;
    socket.on('message', (data) => {
      const reply = v.parse(replySchema, JSON.parse(String(data)));
      const waiting = typeof reply.id === 'number' ? this.#waiting.get(reply.id) : undefined;
      if (waiting === undefined || typeof reply.id !== 'number') return;
      this.#waiting.delete(reply.id);
      if (reply.type === 'error') waiting.reject(new Error(reply.message ?? 'WebDriver BiDi error'));
      else waiting.resolve(reply.result);
    });
  }

  /** Starts `path` with a fresh profile. */
  static async start(path: string): Promise<Firefox> {
    const profile = await mkdtemp(join(tmpdir(), 'firstlight-firefox-'));
    await writeFile(
      join(profile, 'user.js'),
      'user_pref("webgl.force-enabled", true);\nuser_pref("webgl.enable-draft-extensions", false);\n',
    );
    const child = spawn(path, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, HOME: profile, MOZ_HEADLESS_WIDTH: '1280', MOZ_HEADLESS_HEIGHT: '720' },
    });
    const address = await new Promise<string>((resolve, reject) => {
      let seen = '';
      child.stderr?.on('data', (data: Buffer) => {
        seen += data.toString();
        const match = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(seen);
        if (match?.[1] !== undefined) resolve(match[1]);
      });
      child.once('exit', (code) => reject(new Error(`Firefox ended with ${code}: ${seen.slice(-500)}`)));
    });
    const socket = new WebSocket(`${address}/session`);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    const firefox = new Firefox(child, profile, socket);
    await firefox.#send('session.new', { capabilities: {} });
    const { contexts } = v.parse(treeSchema, await firefox.#send('browsingContext.getTree', {}));
    firefox.#context = contexts[0]?.context ?? '';
    return firefox;
  }

  async open(url: string): Promise<void> {
    await this.#send('browsingContext.navigate', { context: this.#context, url, wait: 'complete' });
  }

  /** The value of a JavaScript expression in the page, as a string. */
  async evaluate(expression: string): Promise<string> {
    const answer = await this.#send('script.evaluate', {
      expression: `(async () => JSON.stringify(await (${expression})) ?? 'undefined')()`,
      target: { context: this.#context },
      awaitPromise: true,
    });
    const { type, result } = v.parse(evaluatedSchema, answer);
    if (type !== 'success' || typeof result?.value !== 'string') throw new Error(`The page threw: ${JSON.stringify(answer)}`);
    return result.value;
  }

  /** PNG of the viewport. */
  async screenshot(): Promise<Buffer> {
    const { data } = v.parse(screenshotSchema, await this.#send('browsingContext.captureScreenshot', { context: this.#context }));
    return Buffer.from(data, 'base64');
  }

  async close(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#process.once('exit', () => resolve()));
    this.#socket.terminate();
    this.#process.kill('SIGKILL');
    await ended;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  async #send(method: string, params: Record<string, unknown>): Promise<unknown> {
    const id = this.#nextId;
    this.#nextId += 1;
    const result = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#socket.send(JSON.stringify({ id, method, params }));
    return result;
  }
}
