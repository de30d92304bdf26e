/** Metadata of Zarr stores of version 2. */
const zarrNames: ReadonlySet<string> = new Set(['.zgroup', '.zarray', '.zattrs', '.zmetadata']);

/** Whether one part of a name is hidden: it begins with a dot, and is not that of a file of Zarr's metadata. */
export function isHiddenName(part: string): boolean {
  return part.startsWith('.') && !zarrNames.has(part);
}
