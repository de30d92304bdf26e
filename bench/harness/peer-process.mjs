// A Python process that measures peers, asked line by line (bench/peers/peer.py serve).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = join(dirname(fileURLToPath(import.meta.url)), '..', 'peers', 'peer.py');

/** The Python of the peers' environment (`FIRSTLIGHT_PEERS_PYTHON`), or undefined: then ratios are left out. */
export function peersPython() {
  const python = process.env.FIRSTLIGHT_PEERS_PYTHON;
  return python !== undefined && existsSync(python) ? python : undefined;
}

export class PeerProcess {
  #child;
  #answers;

  /** @param {{ threads?: number }} [options] `threads`: what Polars may use; the other peers take one */
  constructor(options = {}) {
    const python = peersPython();
    if (python === undefined) throw new Error('FIRSTLIGHT_PEERS_PYTHON does not name a Python');
    const threads = options.threads === undefined ? {} : { POLARS_MAX_THREADS: String(options.threads) };
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...threads };
    this.#child = spawn(python, [script, 'serve'], { stdio: ['pipe', 'pipe', 'ignore'], env });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Asks for one measurement; throws with the peer's own words where it cannot. */
  async ask(request) {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error('the peers’ process ended');
    const answer = JSON.parse(value);
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  }

  /** Resident memory now, bytes (Linux). */
  get pid() {
    return this.#child.pid;
  }

  async close() {
    if (this.#child.exitCode !== null) return;
    this.#child.stdin.end();
    await once(this.#child, 'exit');
  }
}

/** Asks a fresh process one thing: for measures whose memory must not linger. */
export async function askOnce(request, options) {
  const peer = new PeerProcess(options);
  try {
    return await peer.ask(request);
  } finally {
    await peer.close();
  }
}
