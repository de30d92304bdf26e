/** A number as arrays store it: unsigned, signed or floating, with its bits. */
export type ElementKind = 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'u64' | 'i64' | 'f32' | 'f64';

/** How one number is stored. Plain: safe to post. */
export interface ElementType {
  readonly kind: ElementKind;
  readonly order: 'little' | 'big';
}

const sizes: Readonly<Record<ElementKind, number>> = { u8: 1, i8: 1, u16: 2, i16: 2, u32: 4, i32: 4, u64: 8, i64: 8, f32: 4, f64: 8 };

/** Bytes that one number takes. */
export function elementBytes(kind: ElementKind): number {
  return sizes[kind];
}

/** Whether numbers of this kind can have a fraction. */
export function isFloat(kind: ElementKind): boolean {
  return kind === 'f32' || kind === 'f64';
}

/** The kind for a letter (`u`, `i`, `f`) and a size in bytes, where there is one. */
export function elementKind(letter: string, size: number): ElementKind | undefined {
  const name = `${letter}${8 * size}`;
  return isElementKind(name) ? name : undefined;
}

function isElementKind(name: string): name is ElementKind {
  return Object.hasOwn(sizes, name);
}
