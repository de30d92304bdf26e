/** A least-recently-used map bounded by bytes. Values are owned by the map; what is evicted is handed to `onEvict`. */
export class ByteLru<Key, Value> {
  readonly #entries = new Map<Key, { readonly value: Value; readonly byteLength: number }>();
  readonly #onEvict: ((key: Key, value: Value) => void) | undefined;
  #budgetBytes: number;
  #usedBytes = 0;

  constructor(budgetBytes: number, onEvict?: (key: Key, value: Value) => void) {
    this.#budgetBytes = budgetBytes;
    this.#onEvict = onEvict;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  get budgetBytes(): number {
    return this.#budgetBytes;
  }

  /** Shrinking evicts at once. */
  set budgetBytes(bytes: number) {
    this.#budgetBytes = bytes;
    this.#trim();
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  /** The value, now the most recently used. */
  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Keeps `value`, unless it alone is larger than the budget: then it is not kept and `false` comes back. */
  set(key: Key, value: Value, byteLength: number): boolean {
    this.delete(key);
    if (byteLength > this.#budgetBytes) return false;
    this.#entries.set(key, { value, byteLength });
    this.#usedBytes += byteLength;
    this.#trim();
    return true;
  }

  delete(key: Key): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined) return false;
    this.#entries.delete(key);
    this.#usedBytes -= entry.byteLength;
    return true;
  }

  clear(): void {
    this.#entries.clear();
    this.#usedBytes = 0;
  }

  #trim(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#usedBytes <= this.#budgetBytes) return;
      this.#entries.delete(key);
      this.#usedBytes -= entry.byteLength;
      this.#onEvict?.(key, entry.value);
    }
  }
}
