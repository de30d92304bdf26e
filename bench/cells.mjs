// Tables of cells: opening, a category, genes, density images, a range, a lasso, beside anndata, NumPy and fetch + inflate.
// node bench/cells.mjs [--rounds 5]
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Atlases } from './harness/atlases.mjs';
import { GeneFetcher } from './harness/fetch-genes.mjs';
import { interleave, spread } from './harness/interleave.mjs';
import { describeMachine } from './harness/machine.mjs';
import { benchOptions } from './harness/options.mjs';
import { askOnce, PeerProcess, peersPython } from './harness/peer-process.mjs';
import { startRangeServer } from './harness/range-server.mjs';
import { warmPageCache } from './harness/recordings.mjs';
import { figure, ratio, report, withSpread } from './harness/report.mjs';
import { repository } from './harness/repository.mjs';

const built = (path) => import(join(repository, 'dist', path));
const { createNodeEngine } = await built('node/node-engine.js');
const { openAnyPath } = await built('node/open-path.js');
const { DensityDrawing } = await built('picture/map-density.js');
const { categoryColours } = await built('picture/category-colors.js');
const { colormapTable } = await built('picture/colormaps.js');
const { fitProjection, mapBounds } = await built('picture/map-projection.js');
const { drawCells, planarPlaces } = await built('generate/atlas-cells.js');
const { atlasClusters } = await built('generate/atlas-clusters.js');

const options = benchOptions({ events: 1e6, rounds: 5 });
const cells = options.short ? 5000 : options.events;
const genes = options.short ? 60 : 2000;
const denseGenes = options.short ? 20 : 200;
const genesARound = options.short ? 2 : 8;
const [width, height] = [1280, 800];
const peers = peersPython() !== undefined;
const machine = describeMachine(peers ? (await askOnce({ measure: 'versions' })).versions : {});
const atlases = new Atlases(options);
const peer = peers ? new PeerProcess() : undefined;
const data = {};
const tables = [];

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const label = (count) => count.toLocaleString('en-US').replaceAll(',', ' ');

await measureOpening();
await measureGenes('csc', genes);
await measureGenes('dense', denseGenes);
await measureDrawing();
await measureChoosing();
await peer?.close();
atlases.clear();
report(
  'cells',
  {
    title: 'Tables of cells',
    machine,
    notes: [
      'Generated atlases (`firstlight generate atlas`, 8 % of the values not 0 unless said otherwise, deflate 1), page cache warm, one thread of ours. Every gene is read by each side for the first time.',
    ],
    tables,
    data,
  },
  options,
);

/** Opening until a density image by category is drawn, each in a process of its own. */
async function measureOpening() {
  const wanted = options.short
    ? [{ cells, genes, density: 0.08, layout: 'csr' }]
    : [
        { cells: 1e5, genes: 2000, density: 0.08, layout: 'csr' },
        { cells: 1e6, genes: 2000, density: 0.08, layout: 'csr' },
        { cells: 2e6, genes: 33_000, density: 0.002, layout: 'csr' },
      ];
  const rows = [];
  for (const atlas of wanted) {
    const path = atlases.make(atlas);
    warmPageCache(path);
    const main = join(repository, 'dist/node/bench/atlas-main.js');
    const runs = Array.from({ length: options.rounds }, () =>
      JSON.parse(spawnSync(process.execPath, [main, path, '1'], { encoding: 'utf8' }).stdout),
    );
    const picture = spread(runs.map((run) => run.firstPictureMillis));
    const theirs = [];
    for (let round = 0; peers && round < options.rounds; round += 1) {
      theirs.push((await askOnce({ measure: 'cells', what: 'open', file: path })).seconds * 1000);
    }
    const anndata = peers ? spread(theirs) : undefined;
    rows.push([
      `${label(atlas.cells)} × ${label(atlas.genes)}`,
      withSpread(picture),
      `${figure(runs[0].firstPictureBytes / 1e6)}`,
      anndata === undefined ? '–' : withSpread(anndata),
      ratio(anndata?.median, picture.median),
      figure(spread(runs.map((run) => run.firstGeneMillis)).median),
      figure(Math.max(...runs.map((run) => run.peakBytes)) / 1e6),
    ]);
    data[`opening ${atlas.cells} x ${atlas.genes}`] = { ours: runs, anndata };
  }
  tables.push({
    caption: 'Opening, milliseconds: until the map is drawn by a category (density image of 1280 × 800 on the processor)',
    head: [
      'cells × genes (CSR)',
      'ours',
      'MB read',
      'anndata backed: read both, not drawn',
      'anndata : ours',
      'first gene by a pass, ms',
      'peak memory, MB',
    ],
    rows,
  });
}

/** Genes that nobody read before. */
async function measureGenes(layout, count) {
  const path = atlases.make({ cells, genes: count, density: 0.08, layout });
  warmPageCache(path);
  const { shared, close } = await createNodeEngine({ cacheFolder: false, workers: 0 });
  const server = await startRangeServer(atlases.folder, 0);
  const url = `${server.url}/${path.slice(atlases.folder.length + 1)}`;
  const near = (await openAnyPath(path, shared)).table;
  const far = (await openAnyPath(url, shared)).table;
  const fetcher = new GeneFetcher(url, cells);
  let next = 0;
  const turns = () => {
    const places = Array.from({ length: genesARound }, (_, at) => Math.floor((((next + at) * 0.618_034) % 1) * count));
    next += genesARound;
    return places;
  };
  const names = (index) => `ENSG${String(index + 1).padStart(11, '0')}`;
  const timed = async (places, read) => {
    const millis = [];
    for (const place of places) {
      const started = performance.now();
      await read(place);
      millis.push(performance.now() - started);
    }
    return mean(millis);
  };
  for (const table of [near, far]) await table.geneColumn(names(0));
  const contenders = {
    ours: () => timed(turns(), (gene) => near.geneColumn(names(gene))),
    oursHttp: () => timed(turns(), (gene) => far.geneColumn(names(gene))),
    ...(peer === undefined
      ? {}
      : { anndata: async () => mean((await peer.ask({ measure: 'cells', what: 'gene', file: path, genes: turns() })).millis) }),
    ...(peer === undefined || layout !== 'csc'
      ? {}
      : {
          fetch: async () => {
            const { ranges } = await peer.ask({ measure: 'cells', what: 'ranges', file: path, genes: turns() });
            return timed(ranges, (range) => fetcher.read(range));
          },
        }),
  };
  await contenders.anndata?.();
  await contenders.fetch?.();
  const figures = await interleave(options.rounds, contenders);
  await checkGene(near, path, names, count);
  for (const table of [near, far]) await table.close();
  fetcher.close();
  await server.close();
  await close();
  const of = (name) => (figures[name] === undefined ? '–' : withSpread(figures[name]));
  data[`gene ${layout}`] = figures;
  tables.push({
    caption: `A gene of ${label(cells)} × ${label(count)}, ${layout === 'csc' ? 'by columns (CSC)' : 'dense in chunks'}, milliseconds, as one number a cell`,
    head: ['ours, from disk', 'anndata backed', 'anndata : ours', 'ours, over HTTP', 'a range over HTTP + inflate', 'that : ours'],
    rows: [
      [
        of('ours'),
        of('anndata'),
        ratio(figures.anndata?.median, figures.ours.median),
        of('oursHttp'),
        of('fetch'),
        ratio(figures.fetch?.median, figures.oursHttp.median),
      ],
    ],
  });
}

/** Both sides read the same numbers. */
async function checkGene(table, path, names, count) {
  if (peer === undefined) return;
  const gene = Math.floor(count / 3);
  const { values } = await table.geneColumn(names(gene));
  const { total } = await peer.ask({ measure: 'cells', what: 'gene', file: path, genes: [gene] });
  const ours = values.reduce((sum, value) => sum + value, 0);
  if (Math.abs(ours - total) > 1e-6 * Math.abs(total) + 1e-6) throw new Error(`gene ${gene} sums to ${ours}, and to ${total} by anndata`);
}

/** Density images of growing maps, by a category and by a number. */
async function measureDrawing() {
  const { shared, close } = await createNodeEngine({ cacheFolder: false, workers: 0 });
  const rows = [];
  for (const count of options.short ? [2e4] : [1e6, 1e7]) {
    const clusters = atlasClusters(20);
    const drawn = drawCells(count, 1 << 15, clusters, 10, 1);
    const coordinates = planarPlaces(drawn, clusters, 1, 0, count);
    const projection = fitProjection(mapBounds(coordinates, 2), width, height, { yDown: false });
    const view = { width, height, projection, diameter: 1, background: [0, 0, 0], shading: 'density' };
    const rgba = new Uint8Array(4 * width * height);
    const drawing = new DensityDrawing(shared.kernels);
    const draw = (colouring) => () => {
      const started = performance.now();
      drawing.draw({ dims: 2, coordinates }, 0, count, colouring, view, rgba);
      return performance.now() - started;
    };
    const category = draw({ kind: 'mixture', codes: drawn.clusters, colours: categoryColours(clusters.length) });
    const number = draw({ kind: 'mean', values: drawn.sizeFactors, lo: 0, hi: 3, table: colormapTable('viridis'), missing: [9, 9, 9] });
    const path = count === cells ? atlases.make({ cells, genes, density: 0.08, layout: 'csc' }) : undefined;
    const theirs = async () => (await peer.ask({ measure: 'cells', what: 'density', file: path, repeats: 1 })).seconds * 1000;
    category();
    const figures = await interleave(options.rounds, { category, number, ...(peer === undefined || path === undefined ? {} : { theirs }) });
    drawing.release();
    rows.push([
      label(count),
      withSpread(figures.category),
      withSpread(figures.number),
      figures.theirs === undefined ? '–' : withSpread(figures.theirs),
      ratio(figures.theirs?.median, figures.category.median),
    ]);
    data[`density ${count}`] = figures;
  }
  await close();
  tables.push({
    caption: 'A density image of 1280 × 800, milliseconds, from coordinates in memory to RGBA',
    head: ['points', 'by category, mixed by share', 'by number, mean', 'NumPy bincount, mixed by share', 'NumPy : ours'],
    rows,
  });
}

/** Cells by a number and inside of a polygon. */
async function measureChoosing() {
  const path = atlases.make({ cells, genes, density: 0.08, layout: 'csc' });
  const main = join(repository, 'dist/node/bench/atlas-main.js');
  const run = () => JSON.parse(spawnSync(process.execPath, [main, path, '3'], { encoding: 'utf8' }).stdout);
  const repeats = 3;
  const rows = [];
  for (const [name, key, what] of [
    ['range of a gene', 'rangeMillis', 'range'],
    ['lasso of 64 points', 'lassoMillis', 'lasso'],
  ]) {
    const theirs = async () =>
      (await peer.ask({ measure: 'cells', what, file: path, gene: Math.floor(genes * 0.83), repeats })).seconds * 1000;
    const figures = await interleave(options.rounds, { ours: () => run()[key], ...(peer === undefined ? {} : { theirs }) });
    rows.push([
      name,
      withSpread(figures.ours),
      figures.theirs === undefined ? '–' : withSpread(figures.theirs),
      ratio(figures.theirs?.median, figures.ours.median),
    ]);
    data[what] = figures;
  }
  tables.push({ caption: `Choosing among ${label(cells)} cells, milliseconds`, head: ['', 'ours', 'NumPy', 'NumPy : ours'], rows });
}
