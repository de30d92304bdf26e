import type { Fingerprint } from './byte-source.js';

/**
 * A fingerprint from a size, a modification time and sampled bytes: 64-bit FNV-1a over the samples, as two 32-bit lanes.
 * Not cryptographic: it guards caches against changed files, not against attackers.
 */
export function contentFingerprint(samples: readonly Uint8Array[], byteLength: number, modifiedMillis: number): Fingerprint {
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (const sample of samples) {
    for (const byte of sample) {
      low = Math.imul(low ^ byte, 0x01000193);
      high = Math.imul(high ^ byte ^ (low >>> 24), 0x01000193);
    }
  }
  const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
  return `${byteLength.toString(16)}-${Math.round(modifiedMillis).toString(16)}-${hex(high)}${hex(low)}`;
}
