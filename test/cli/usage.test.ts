import { describe, expect, it } from 'vitest';
import { parseBytes, parseColumns, parseCount, parseMicros, parsePort, parseSize } from '../../src/cli/units.js';
import { built, firstlight } from './cli-harness.js';

const commands = ['open', 'serve', 'info', 'render', 'convert', 'generate', 'demo', 'bench'] as const;

describe.skipIf(!built)('firstlight', () => {
  it('lists its commands and prints its version', () => {
    const help = firstlight(['--help']);
    expect([help.status, help.stderr]).toEqual([0, '']);
    for (const command of commands) expect(help.stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect(firstlight(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+/);
  });

  it.each(commands)('%s has help with examples', (command) => {
    const help = firstlight([command, '--help']);
    expect(help.status).toBe(0);
    const of = command === 'bench' ? firstlight(['bench', 'events', '--help']) : help;
    expect(of.stdout).toContain('Examples:\n');
    expect(of.stdout).toContain(`firstlight ${command}`);
  });

  it.each([
    [[]],
    [['nonsense']],
    [['info']],
    [['info', 'a.raw', 'b.raw']],
    [['info', 'a.raw', '--nonsense']],
    [['info', 'a.raw', '--geometry', '12']],
    [['info', 'a.txt', '--columns', 't,x,y']],
    [['render', 'a.raw']],
    [['render', 'a.raw', '-o', 'a.tiff']],
    [['render', 'a.raw', '-o', 'a.png', '--window', '0']],
    [['render', 'a.raw', '-o', 'a.png', '--palette', 'sepia']],
    [['render', 'a.raw', '-o', 'a.png', '--from', '2s', '--to', '1s']],
    [['convert', 'a.raw', 'a.nothing']],
    [['convert', 'a.raw', 'a.dat', '--from', '1s', '--to', '1s']],
    [['generate', 'nothing', '-o', 'a.raw']],
    [['generate', 'fan', '-o', 'a.raw', '--events', '0']],
    [['generate', 'fan', '-o', 'a.raw', '--blades', '1000']],
    [['generate', 'star', '-o', 'a.dat', '--size', '5000x5000']],
    [['render', 'a.raw', '-o', 'a.png', '--size', '65535x65535']],
    [['serve', '.', '--memory', '512']],
    [['serve', '.', '--port', '99999']],
  ])('ends with 2 for wrong use: %j', (args) => {
    const run = firstlight(args);
    expect([run.status, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toMatch(/\w/);
    expect(run.stderr).not.toMatch(/\n\s+at /);
  });
});

describe('units', () => {
  it('reads what people write', () => {
    expect(['512MB', '1.5GiB', '1e9', '0', '100 kb'].map(parseBytes)).toEqual([512e6, 1.5 * 2 ** 30, 1e9, 0, 100_000]);
    expect(['10ms', '2.5s', '300us', '7', '-1s', '0.5µs', '1min'].map(parseMicros)).toEqual([
      10_000, 2_500_000, 300, 7, -1_000_000, 1, 6e7,
    ]);
    expect(['1e8', '250_000'].map(parseCount)).toEqual([1e8, 250_000]);
    expect(parseSize('1280x720')).toEqual([1280, 720]);
    expect(parseColumns('x, y,p,-,T')).toEqual(['x', 'y', 'p', '-', 't']);
    expect(parsePort('0')).toBe(0);
  });

  it.each([
    [parseBytes, ['', 'MB', '5XB', '-5', '1e30']],
    [parseMicros, ['', 'ms', '5 days', 'NaN', '1e30s']],
    [parseCount, ['0', '-1', '1.5', 'x', '']],
    [parseSize, ['12', '0x5', '5x', '70000x2', '1.5x2']],
    [parseColumns, ['t,x,y', 't,x,y,p,p', 'a,b,c,d', '']],
    [parsePort, ['', '-1', '65536', '80.5']],
  ])('refuses the rest', (parse, texts) => {
    for (const text of texts) expect(() => (parse as (text: string) => unknown)(text)).toThrow(/Expected/);
  });
});
