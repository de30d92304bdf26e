import { type Command, playable } from './command.js';
import { type Transport, transportOf } from './transport.js';

function setEndHere(transport: Transport | undefined, end: 'a' | 'b'): void {
  if (transport?.at === undefined) return;
  transport.setEnds(end === 'a' ? transport.at : transport.a, end === 'b' ? transport.at : transport.b);
}

function toggleBookmark(transport: Transport | undefined): void {
  if (transport?.at === undefined) return;
  const { at, bookmarks } = transport;
  transport.setBookmarks(bookmarks.includes(at) ? bookmarks.filter((one) => one !== at) : [...bookmarks, at]);
}

function jumpToBookmark(transport: Transport | undefined, direction: 1 | -1): void {
  if (transport?.at === undefined) return;
  const { at, bookmarks } = transport;
  const target = direction > 0 ? bookmarks.find((one) => one > at) : bookmarks.findLast((one) => one < at);
  if (target !== undefined) transport.seek(target);
}

/** What moves through a recording in time, or along the axis that plays. */
export const playingCommands: readonly Command[] = [
  {
    id: 'play',
    title: 'Play or pause',
    group: 'Playing',
    keys: ['Space'],
    where: playable,
    run: (model) => {
      const transport = transportOf(model);
      if (transport?.playing === true) transport.pause();
      else transport?.play();
    },
  },
  {
    id: 'stepForward',
    title: 'One step forward',
    group: 'Playing',
    keys: ['.', '→'],
    help: 'A frame of a stack; a window of events, or the stride where one is set. Shift-wheel does the same',
    where: playable,
    shiftTimesTen: true,
    run: (model, factor) => transportOf(model)?.step(factor),
  },
  {
    id: 'stepBack',
    title: 'One step back',
    group: 'Playing',
    keys: [',', '←'],
    where: playable,
    shiftTimesTen: true,
    run: (model, factor) => transportOf(model)?.step(-factor),
  },
  {
    id: 'first',
    title: 'To the start',
    group: 'Playing',
    keys: ['Home'],
    where: playable,
    run: (model) => transportOf(model)?.seek(Number.MIN_SAFE_INTEGER),
  },
  {
    id: 'last',
    title: 'To the end',
    group: 'Playing',
    keys: ['End'],
    where: playable,
    run: (model) => transportOf(model)?.seek(Number.MAX_SAFE_INTEGER),
  },
  {
    id: 'reverse',
    title: 'Play backwards',
    group: 'Playing',
    keys: ['D'],
    where: playable,
    run: (model) => {
      const transport = transportOf(model);
      transport?.setReverse(!transport.reverse);
    },
  },
  {
    id: 'loop',
    title: 'Loop: all, A–B, none',
    group: 'Playing',
    keys: ['Shift+L'],
    where: playable,
    run: (model) => {
      const transport = transportOf(model);
      if (transport === undefined) return;
      const hasEnds = transport.a !== undefined && transport.b !== undefined;
      transport.setLoop(transport.loop === 'all' ? (hasEnds ? 'ab' : 'none') : transport.loop === 'ab' ? 'none' : 'all');
    },
  },
  {
    id: 'loopA',
    title: 'Loop starts here (A)',
    group: 'Playing',
    keys: ['A'],
    where: playable,
    run: (model) => setEndHere(transportOf(model), 'a'),
  },
  {
    id: 'loopB',
    title: 'Loop ends here (B)',
    group: 'Playing',
    keys: ['B'],
    where: playable,
    run: (model) => setEndHere(transportOf(model), 'b'),
  },
  {
    id: 'clearLoop',
    title: 'Clear A and B',
    group: 'Playing',
    keys: [],
    where: playable,
    run: (model) => transportOf(model)?.setEnds(undefined, undefined),
  },
  {
    id: 'bookmark',
    title: 'Bookmark here, or remove it',
    group: 'Playing',
    keys: ['M'],
    where: playable,
    run: (model) => toggleBookmark(transportOf(model)),
  },
  {
    id: 'nextBookmark',
    title: 'To the next bookmark',
    group: 'Playing',
    keys: [']'],
    where: playable,
    run: (model) => jumpToBookmark(transportOf(model), 1),
  },
  {
    id: 'previousBookmark',
    title: 'To the bookmark before',
    group: 'Playing',
    keys: ['['],
    where: playable,
    run: (model) => jumpToBookmark(transportOf(model), -1),
  },
];
