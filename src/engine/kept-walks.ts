import type { PlaneFormat, PlaneLayout } from '../formats/plane-format.js';
import type { IndexStore } from './ports.js';
import { type SealKind, sealBytes, sealKey, unsealBytes } from './sealed-bytes.js';

/** What a kept walk must agree with before it is believed. */
export interface WalkedFile {
  readonly format: Pick<PlaneFormat, 'id' | 'decoderVersion'>;
  readonly fingerprint: string;
  readonly byteLength: number;
}

const seal: SealKind = { kind: 4, schema: 1 };
/** A shorter walk costs less than looking it up. */
const leastPlanes = 64;

/** Where the planes of a file lie that were found by walking through it, kept between runs. */
export class KeptWalks {
  readonly #index: IndexStore | undefined;
  readonly #guard: string;
  readonly #key: string;

  constructor(index: IndexStore | undefined, { format, fingerprint, byteLength }: WalkedFile) {
    this.#index = index;
    this.#guard = JSON.stringify([format.id, format.decoderVersion, fingerprint, byteLength]);
    this.#key = `${sealKey('planes', JSON.stringify([fingerprint, format.id]))}.walk`;
  }

  /** The layout as an earlier walk left it, where one was kept that can be believed; else the layout itself. */
  async resume(layout: PlaneLayout): Promise<PlaneLayout> {
    if (this.#index === undefined || layout.resume === undefined) return layout;
    const bytes = await this.#index.get(this.#key);
    const walked = bytes === undefined ? undefined : unsealBytes(seal, this.#guard, bytes);
    return (walked === undefined ? undefined : layout.resume(walked)) ?? layout;
  }

  /** Keeps what a whole walk found, if there is a place for it and it was long. */
  async keep(layout: PlaneLayout): Promise<void> {
    if (layout.walked === undefined || layout.planesKnown < leastPlanes) return;
    await this.#index?.set(this.#key, sealBytes(seal, this.#guard, layout.walked()));
  }
}
