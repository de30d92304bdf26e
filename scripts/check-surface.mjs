// Holds what the package exports (each entry's names, from its declarations) against docs/public-surface.json, so that a
// change of the public surface is seen in review. `--update` writes the file.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const snapshotPath = join(root, 'docs', 'public-surface.json');
const surface = {};
for (const [entry, target] of Object.entries(manifest.exports)) {
  if (typeof target === 'string') {
    surface[entry] = target;
    continue;
  }
  surface[entry] = exportedNames(readFileSync(join(root, target.types), 'utf8'));
}

/** Names an entry's declaration file exports; entries only re-export by name. */
function exportedNames(declarations) {
  const names = [];
  for (const match of declarations.matchAll(/export\s+(type\s+)?\{([^}]*)\}/g)) {
    for (const item of match[2].split(',')) {
      const name = item.trim().replace(/^.*\sas\s/, '');
      if (name !== '') names.push(name.startsWith('type ') || match[1] === undefined ? name : `type ${name}`);
    }
  }
  for (const match of declarations.matchAll(/export\s+declare\s+(?:async\s+)?(?:function|const|class)\s+(\w+)/g)) names.push(match[1]);
  for (const match of declarations.matchAll(/export\s+(?:declare\s+)?(?:interface|type)\s+(\w+)/g)) names.push(`type ${match[1]}`);
  return names.sort();
}

const text = `${JSON.stringify(surface, null, 2)}\n`;
if (process.argv.includes('--update')) writeFileSync(snapshotPath, text);
const wanted = readFileSync(snapshotPath, 'utf8');
if (wanted === text) console.log(`${Object.keys(surface).length} entries as in docs/public-surface.json`);
else {
  console.error('The public surface changed. If that is meant: node scripts/check-surface.mjs --update, and say it in CHANGELOG.md.');
  console.error(text);
  process.exitCode = 1;
}
