import { expect, test } from 'vitest';
import type { Place } from '../../src/viewer/state/commands/command.js';
import { commandById, commands, commandsIn } from '../../src/viewer/state/commands/commands.js';
import { type KeyPress, matchKey } from '../../src/viewer/state/keys.js';

function press(key: string, more: Partial<KeyPress> = {}): KeyPress {
  return { key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more };
}

function found(where: Place, key: KeyPress): [string, number][] {
  return commandsIn(where).flatMap((command): [string, number][] =>
    matchKey(command, key) > 0 ? [[command.id, matchKey(command, key)]] : [],
  );
}

test('every key runs one command in each place, and names are unique', () => {
  expect(new Set(commands.map((command) => command.id)).size).toBe(commands.length);
  for (const where of ['player', 'library', 'stack', 'map'] as const) {
    const keys = commandsIn(where).flatMap((command) => command.keys);
    expect(new Set(keys).size).toBe(keys.length);
  }
});

test('letters, digits, punctuation and Shift do what the table says', () => {
  expect(found('player', press('w'))).toEqual([['windowShorter', 1]]);
  expect(found('player', press('W', { shiftKey: true }))).toEqual([['windowLonger', 1]]);
  expect(found('player', press('.'))).toEqual([['stepForward', 1]]);
  expect(found('player', press('>', { shiftKey: true, code: 'Period' }))).toEqual([['stepForward', 10]]);
  expect(found('player', press('&', { code: 'Digit1' }))).toEqual([['show-polarity', 1]]);
  expect(found('player', press('k', { ctrlKey: true }))).toEqual([['palette', 1]]);
  expect(found('player', press('k', { metaKey: true }))).toEqual([['palette', 1]]);
  expect(found('player', press('Z', { ctrlKey: true, shiftKey: true }))).toEqual([['redo', 1]]);
  expect(found('player', press('?', { shiftKey: true }))).toEqual([['help', 1]]);
  expect(found('library', press('/'))).toEqual([['search', 1]]);
  expect(found('player', press('a', { altKey: true }))).toEqual([]);
  expect(() => commandById('nothing')).toThrow('nothing');
});
