const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'variant' });

/** Orders names as people do: `take2` before `take10`. */
export function compareNames(a: string, b: string): number {
  return collator.compare(a, b);
}
