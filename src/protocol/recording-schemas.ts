import * as v from 'valibot';
import { tableFactsSchema, tableOpenOptionsSchema } from './cell-schemas.js';
import { planeFactsSchema, planeOpenOptionsSchema } from './plane-schemas.js';
import { eventFactsSchema, eventOpenOptionsSchema, primitives } from './schemas.js';

/** Valibot schemas of what is said about any recording, of whatever kind. */

const { count, finite, name } = primitives;

/** What a person says about a recording that it does not say itself. */
export const openOptionsSchema = v.object({
  /** What it is; else its bytes decide. */
  kind: v.optional(v.picklist(['events', 'stack', 'cells'])),
  events: v.optional(eventOpenOptionsSchema),
  planes: v.optional(planeOpenOptionsSchema),
  tables: v.optional(tableOpenOptionsSchema),
});

export const factsSchema = v.variant('kind', [eventFactsSchema, planeFactsSchema, tableFactsSchema]);

/** One entry of the library. `recording` is opaque and stable while the host runs. */
export const libraryEntrySchema = v.object({
  recording: name,
  name,
  /** Folder below the opened root, parts joined by `/`; empty at the root. */
  folder: name,
  /** What its name says it is; what it is, is seen when it is opened. */
  kind: v.picklist(['events', 'stack', 'cells', 'unknown']),
  byteLength: count,
  /** How many files it consists of, where it is a folder of them. */
  files: v.optional(count),
  modifiedMillis: v.optional(finite),
});
