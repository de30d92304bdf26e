import { describe, expect, it } from 'vitest';
import { Limited } from '../../src/engine/limited.js';

const never = new AbortController().signal;

/** Work that lasts until it is ended, and how much of it runs. */
class Work {
  running = 0;
  most = 0;
  readonly order: number[] = [];
  readonly #ends: (() => void)[] = [];

  start(limited: Limited, name: number, signal: AbortSignal = never): Promise<void> {
    return limited.run(signal, async () => {
      this.order.push(name);
      this.running += 1;
      this.most = Math.max(this.most, this.running);
      await new Promise<void>((resolve) => this.#ends.push(resolve));
      this.running -= 1;
    });
  }

  end(): void {
    this.#ends.shift()?.();
  }
}

describe('work a few at a time', () => {
  it('never runs more at once, also where some comes just as other ends', async () => {
    const limited = new Limited(2);
    const work = new Work();
    const all = [1, 2, 3].map((name) => work.start(limited, name));
    work.end();
    for (let turn = 0; turn < 4; turn += 1) {
      await Promise.resolve();
      all.push(work.start(limited, 4 + turn));
    }
    for (let left = all.length; left > 0; left -= 1) {
      await new Promise((resolve) => setTimeout(resolve));
      work.end();
    }
    await Promise.all(all);
    expect(work.most).toBe(2);
    expect(work.order).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('leaves out what was cancelled while it waited', async () => {
    const limited = new Limited(1);
    const work = new Work();
    const controller = new AbortController();
    const first = work.start(limited, 1);
    const second = work.start(limited, 2, controller.signal);
    const third = work.start(limited, 3);
    controller.abort();
    await expect(second).rejects.toMatchObject({ code: 'aborted' });
    work.end();
    await first;
    await new Promise((resolve) => setTimeout(resolve));
    work.end();
    await third;
    expect(work.order).toEqual([1, 3]);
  });
});
