import { FirstlightError } from '../base/errors.js';
import { allocateCodes, type CategoryCodes } from '../shapes/table-columns.js';
import { type PackedStrings, stringAt } from '../shapes/table-strings.js';

/** Different texts of a column up to which they are categories. */
export const mostTextCategories = 32_767;

/** Texts as a list of different ones, sorted, and the place of each in it. */
export interface TextCategories {
  readonly names: readonly string[];
  /** `names.length` where a cell has none. */
  readonly codes: CategoryCodes;
}

/**
 * The different ones of some texts. `missing`: 1 where a cell has none. Errors: `unsupported` where there are more of them
 * than can be told apart in a legend, with their number.
 */
export function textCategories(name: string, texts: PackedStrings, missing: Uint8Array | undefined): TextCategories {
  const { numbers, firsts } = numberTexts(texts, missing);
  if (firsts.length > mostTextCategories) {
    throw new FirstlightError('unsupported', `${name} has ${firsts.length} different texts; colours tell ${mostTextCategories} apart`);
  }
  const different = firsts.map((first) => stringAt(texts, first));
  const order = different.map((_, number) => number).sort((a, b) => (different[a]! < different[b]! ? -1 : 1));
  const codes = allocateCodes(texts.length, different.length);
  const codeOf = new Uint32Array(different.length);
  for (const [code, number] of order.entries()) codeOf[number] = code;
  for (let cell = 0; cell < texts.length; cell += 1) {
    const number = numbers[cell]!;
    codes[cell] = number < 0 ? different.length : codeOf[number]!;
  }
  return { names: order.map((number) => different[number]!), codes };
}

/** Numbers texts in the order they are first seen (−1: none), by their bytes: no string is made. `firsts`: where each was. */
function numberTexts({ bytes, ends, length }: PackedStrings, missing: Uint8Array | undefined): { numbers: Int32Array; firsts: number[] } {
  const numbers = new Int32Array(length).fill(-1);
  const firsts: number[] = [];
  const hashes: number[] = [];
  let slots = new Int32Array(2048).fill(-1);
  const startOf = (text: number): number => (text === 0 ? 0 : ends[text - 1]!);
  const same = (text: number, other: number): boolean => {
    const from = startOf(text);
    const shift = startOf(other) - from;
    if (ends[other]! - ends[text]! !== shift) return false;
    for (let at = from; at < ends[text]!; at += 1) if (bytes[at] !== bytes[at + shift]) return false;
    return true;
  };
  for (let text = 0; text < length; text += 1) {
    if (missing?.[text] === 1) continue;
    const hash = hashBytes(bytes, startOf(text), ends[text]!);
    let slot = hash & (slots.length - 1);
    while (slots[slot]! >= 0 && !(hashes[slots[slot]!] === hash && same(text, firsts[slots[slot]!]!)))
      slot = (slot + 1) & (slots.length - 1);
    if (slots[slot]! < 0) {
      slots[slot] = firsts.length;
      firsts.push(text);
      hashes.push(hash);
    }
    numbers[text] = slots[slot]!;
    if (2 * firsts.length > slots.length) slots = widerSlots(hashes, 4 * slots.length);
  }
  return { numbers, firsts };
}

function widerSlots(hashes: readonly number[], size: number): Int32Array<ArrayBuffer> {
  const slots = new Int32Array(size).fill(-1);
  for (const [number, hash] of hashes.entries()) {
    let slot = hash & (size - 1);
    while (slots[slot]! >= 0) slot = (slot + 1) & (size - 1);
    slots[slot] = number;
  }
  return slots;
}

/** FNV-1a, its bits mixed once more. Source: G. Fowler, L. C. Noll, K.-P. Vo; G. Eastlake, "The FNV non-cryptographic hash". */
function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
