import type { Command } from './commands/command.js';

/** What a key event says; a test may build one by hand. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const names: Readonly<Record<string, string>> = {
  ' ': 'Space',
  Escape: 'Esc',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Backspace: 'Delete',
};

/** How often further a press goes that fits the command: 1, or 10 with Shift; 0 when it does not fit. */
export function matchKey(command: Command, press: KeyPress): number {
  if (press.altKey) return 0;
  const control = press.ctrlKey || press.metaKey;
  for (const key of command.keys) {
    const parts = key.split('+');
    const main = parts.at(-1) ?? '';
    if (parts.includes('Ctrl') !== control) continue;
    const wantsShift = parts.includes('Shift');
    if (isLetter(main) || control) {
      if (press.key.toUpperCase() === main && press.shiftKey === wantsShift) return 1;
    } else if (isDigit(main)) {
      if (!press.shiftKey && (press.key === main || press.code === `Digit${main}`)) return 1;
    } else if (nameOf(press) === main) {
      if (!press.shiftKey || main.length === 1) return press.shiftKey && command.shiftTimesTen === true ? 10 : 1;
    } else if (press.shiftKey && command.shiftTimesTen === true && punctuation[press.code] === main) {
      return 10;
    }
  }
  return 0;
}

const punctuation: Readonly<Record<string, string>> = { Comma: ',', Period: '.' };

function nameOf(press: KeyPress): string {
  return names[press.key] ?? press.key;
}

function isLetter(text: string): boolean {
  return /^[A-Z]$/.test(text);
}

function isDigit(text: string): boolean {
  return /^\d$/.test(text);
}

/** Keys that a focused control keeps for itself: all of a text field, Space and Enter of a button, arrows of a choice. */
export function yieldsTo(target: EventTarget | null, press: KeyPress): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (press.key === 'Escape') return false;
  if ((press.ctrlKey || press.metaKey) && press.key.toLowerCase() === 'k') return false;
  if (target instanceof HTMLInputElement && ['radio', 'checkbox', 'range'].includes(target.type)) {
    return press.key === ' ' || press.key.startsWith('Arrow') || press.key === 'Home' || press.key === 'End';
  }
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement || target.tagName === 'SUMMARY') {
    return press.key === ' ' || press.key === 'Enter';
  }
  return false;
}
