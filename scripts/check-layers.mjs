// Holds src/ against the layer table: every import stays inside what its folder may import, no import cycles between
// files, no Node API outside the Node layers, and project references that say the same.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { layers } from './layers.mjs';
import { root } from './run.mjs';

const source = join(root, 'src');
const problems = [];
const importPattern =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|new URL\(\s*['"](\.[^'"]+)['"]/g;
const files = walk(source);
const known = new Set(files);

function walk(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => /\.tsx?$/.test(path) && !path.includes(`${sep}assembly${sep}`) && !path.endsWith('.d.ts'));
}

/** @type {Map<string, string[]>} */
const graph = new Map();
for (const file of files) {
  const layer = relative(source, file).split(sep)[0];
  const rule = layers[layer];
  if (rule === undefined) {
    problems.push(`${relative(root, file)}: no layer named ${layer}`);
    continue;
  }
  const edges = [];
  for (const match of readFileSync(file, 'utf8').matchAll(importPattern)) {
    const specifier = match[1] ?? match[2] ?? match[3];
    if (!specifier.startsWith('.')) {
      if (specifier.startsWith('node:') && rule.node !== true)
        problems.push(`${relative(root, file)}: ${layer} is portable and may not import ${specifier}`);
      continue;
    }
    const target = resolve(dirname(file), specifier);
    const targetLayer = relative(source, target).split(sep)[0];
    if (targetLayer !== layer && targetLayer in layers && !rule.imports.includes(targetLayer)) {
      problems.push(`${relative(root, file)}: ${layer} may not import ${targetLayer}`);
    }
    const path = [target.replace(/\.js$/, '.ts'), target.replace(/\.js$/, '.tsx'), target].find((candidate) => known.has(candidate));
    if (path !== undefined && match[3] === undefined) edges.push(path);
  }
  graph.set(file, edges);
}

const state = new Map();
function visit(file, trail) {
  if (state.get(file) === 'done') return;
  if (state.get(file) === 'open') {
    const cycle = [...trail.slice(trail.indexOf(file)), file].map((path) => relative(source, path));
    problems.push(`import cycle: ${cycle.join(' → ')}`);
    return;
  }
  state.set(file, 'open');
  for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
  state.set(file, 'done');
}
for (const file of files) visit(file, []);

for (const [layer, { imports }] of Object.entries(layers)) {
  const { references } = JSON.parse(readFileSync(join(source, layer, 'tsconfig.json'), 'utf8'));
  const said = references.map(({ path }) => path.replace('../', '')).sort();
  if (said.join() !== [...imports].sort().join())
    problems.push(`src/${layer}/tsconfig.json refers to ${said.join(' ')}, the table says ${imports.join(' ')}`);
}

for (const problem of problems) console.error(problem);
console.log(`${files.length} files in ${Object.keys(layers).length} layers, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
