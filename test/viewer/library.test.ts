import { expect, test } from 'vitest';
import { Questions } from '../../src/protocol/questions.js';
import { layOutGrid, neighbour, visibleRows } from '../../src/viewer/library/grid-layout.js';
import { filterEntries, groupEntries, type LibraryEntry, LibraryModel } from '../../src/viewer/library/library-model.js';
import { FakeProvider } from './fake-provider.js';

const measures = { width: 1_000, leastTileWidth: 200, gap: 12, captionHeight: 68, headingHeight: 28 };

function entry(name: string, folder = '', modifiedMillis = 0, byteLength = 1): LibraryEntry {
  return { recording: `${folder}/${name}`, name, folder, kind: 'events', byteLength, modifiedMillis };
}

test('groups by folder in natural order, recent ones first, each recording once', () => {
  const entries = [entry('b10.raw', 'x', 1), entry('b2.raw', 'x', 2), entry('a.raw', '', 9), entry('c.raw', 'y', 3)];
  expect(groupEntries(entries, 'recent', false, {}, 2).map((group) => [group.heading, group.entries.map((one) => one.name)])).toEqual([
    ['Recent', ['a.raw', 'c.raw']],
    ['x', ['b2.raw', 'b10.raw']],
  ]);
  expect(groupEntries(entries, 'name', false, {}, 2).map((group) => [group.heading, group.entries.map((one) => one.name)])).toEqual([
    ['', ['a.raw']],
    ['x', ['b2.raw', 'b10.raw']],
    ['y', ['c.raw']],
  ]);
  expect(groupEntries(entries, 'recent', false, { 'x/b10.raw': 99 }, 1)[0]?.entries[0]?.name).toBe('b10.raw');
});

test('search wants every word somewhere in folder and name', () => {
  const entries = [entry('fan.raw', 'lab/2026'), entry('fan.dat'), entry('drone.raw', 'lab')];
  expect(filterEntries(entries, 'LAB fan', 'all').map((one) => one.name)).toEqual(['fan.raw']);
  expect(filterEntries(entries, '', 'unknown')).toEqual([]);
});

test('the grid shows what overlaps the window and arrows move in it', () => {
  const entries = Array.from({ length: 1_000 }, (_, index) => entry(`r${index}.raw`));
  const layout = layOutGrid([{ heading: '', entries }], measures);
  expect(layout.columns).toBe(4);
  const rows = visibleRows(layout, 5_000, 5_700);
  expect(rows.length).toBeLessThan(6);
  for (const row of rows) expect(row.top < 5_700 && row.top + row.height > 5_000).toBe(true);
  expect(neighbour(layout, '/r5.raw', 'down')?.name).toBe('r9.raw');
  expect(neighbour(layout, '/r5.raw', 'up')?.name).toBe('r1.raw');
  expect(neighbour(layout, '/r0.raw', 'left')?.name).toBe('r0.raw');
  expect(neighbour(layout, '/r999.raw', 'down')?.name).toBe('r999.raw');
  expect(neighbour(layout, undefined, 'down')?.name).toBe('r0.raw');
});

test('thumbnails are asked for on the screen only, four at a time, and given up when scrolled away', () => {
  const provider = new FakeProvider({ recordings: 100, delayMillis: 60_000 });
  const library = new LibraryModel(new Questions(provider));
  library.showTiles(['r0', 'r1', 'r2', 'r3', 'r4', 'r5']);
  const asked = (): string[] => provider.sent.flatMap((request) => (request.type === 'thumbnail' ? [request.recording] : []));
  expect(asked()).toEqual(['r0', 'r1', 'r2', 'r3']);
  library.showTiles(['r3', 'r50']);
  expect(asked()).toEqual(['r0', 'r1', 'r2', 'r3', 'r50']);
  expect(provider.sent.filter((request) => request.type === 'cancel')).toHaveLength(3);
  library.close();
});

test('what comes and goes after the list changes it', () => {
  const provider = new FakeProvider({ recordings: 3 });
  const library = new LibraryModel(new Questions(provider));
  library.list();
  const [first, second, third] = library.entries.value;
  const { request } = provider.sent.find((sent) => sent.type === 'list')!;
  const grown = { ...second!, byteLength: 12_345 };
  const fresh = { ...third!, recording: 'new', name: 'new.dat' };
  provider.say({ type: 'entries', request, entries: [grown, fresh], removed: [first!.recording], done: true });
  expect(library.entries.value).toEqual([third, grown, fresh]);
});

test('a recording that changed is drawn anew', () => {
  const provider = new FakeProvider({ recordings: 3 });
  const library = new LibraryModel(new Questions(provider));
  library.list();
  library.showTiles(['r0', 'r1']);
  const asked = (): string[] => provider.sent.flatMap((sent) => (sent.type === 'thumbnail' ? [sent.recording] : []));
  expect(asked()).toEqual(['r0', 'r1']);
  expect(library.details('r1').value.thumbnail).toBeDefined();
  const { request } = provider.sent.find((sent) => sent.type === 'list')!;
  const changed = { ...library.entries.value.find(({ recording }) => recording === 'r1')!, byteLength: 1 };
  provider.say({ type: 'entries', request, entries: [changed], removed: [], done: true });
  expect(asked()).toEqual(['r0', 'r1', 'r1']);
});

test('a list that comes again replaces the one before', () => {
  const provider = new FakeProvider({ recordings: 3 });
  const library = new LibraryModel(new Questions(provider));
  library.list();
  expect(library.entries.value).toHaveLength(3);
  expect(library.listed.value).toBe(true);
  library.list();
  expect(library.entries.value).toHaveLength(3);
  expect(library.find('bench/fan-ramp.dat')?.recording).toBe('r1');
});
