import { readFileSync } from 'node:fs';
import * as v from 'valibot';

const packageSchema = v.object({ version: v.string() });

/** The version in this package's `package.json`. */
export function packageVersion(): string {
  return v.parse(packageSchema, JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))).version;
}
