import type { EventOpenOptions, Geometry } from '../../shapes/event-facts.js';
import { geometryFromName, geometryFromSystem, geometryOf, parseGeometry } from './find-geometry.js';
import type { PercentHeader } from './percent-header.js';

/** Formats that a RAW file may hold and that are read here. */
export type RawEncodingName = 'EVT2' | 'EVT2.1' | 'EVT3';

/** What a RAW header says about its data. */
export interface RawEncoding {
  /** A name of ours where the format is known, else as the header has it; absent when it names none. */
  readonly name?: string;
  /** Order of the halves of EVT2.1 words, where it is stated. */
  readonly order?: 'little' | 'legacy';
}

/** The encoding that a RAW header names; `format EVT3;height=…` wins over `evt 3.0`. Source: OpenEB `raw_file_header.cpp`. */
export function readRawEncoding({ fields }: PercentHeader): RawEncoding {
  const parts = (fields.get('format') ?? '').split(';').map((part) => part.trim());
  const stated = parts[0] ?? '';
  const name = stated !== '' ? nameOfFormat(stated) : nameOfVersion(fields.get('evt'));
  const endianness = formatField(parts, 'endianness') ?? fields.get('endianness');
  const order = endianness === 'legacy' || endianness === 'little' ? endianness : undefined;
  return { ...(name === undefined ? {} : { name }), ...(order === undefined ? {} : { order }) };
}

/** Geometry that a person or the file states, in this order: option, header, name of the camera's system, name of the file. */
export function findRawGeometry({ fields }: PercentHeader, name: string, { geometry }: EventOpenOptions): Geometry | undefined {
  const parts = (fields.get('format') ?? '').split(';').map((part) => part.trim());
  return (
    (geometry === undefined ? undefined : geometryOf(geometry[0], geometry[1], 'option')) ??
    geometryOf(Number(formatField(parts, 'width')), Number(formatField(parts, 'height')), 'header') ??
    parseGeometry(fields.get('geometry'), 'header') ??
    geometryOf(Number(fields.get('width')), Number(fields.get('height')), 'header') ??
    geometryFromSystem(fields) ??
    geometryFromName(name)
  );
}

function formatField(parts: readonly string[], key: string): string | undefined {
  return parts.find((part) => part.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1);
}

function nameOfFormat(text: string): string {
  switch (text.toUpperCase()) {
    case 'EVT2':
    case 'EVT2.0':
      return 'EVT2';
    case 'EVT21':
    case 'EVT2.1':
      return 'EVT2.1';
    case 'EVT3':
    case 'EVT3.0':
      return 'EVT3';
    default:
      return text;
  }
}

function nameOfVersion(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  const [major, minor] = text.split('.');
  return minor === undefined || minor === '0' ? `EVT${major}` : `EVT${major}.${minor}`;
}
