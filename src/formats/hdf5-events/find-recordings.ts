import { FirstlightError } from '../../base/errors.js';
import { attemptPlan } from '../../bytes/attempt-plan.js';
import { joinPlans } from '../../bytes/join-plans.js';
import type { Plan } from '../../bytes/plan.js';
import type { TimeUnit } from '../../shapes/event-facts.js';
import { type ColumnRole, columnRoles } from '../arrays/array-column.js';
import { type Dataset, isDataset, readDataset } from '../hdf5/dataset.js';
import { isGroup, type Link, listLinks } from '../hdf5/group.js';
import { followLink, type Hdf5File } from '../hdf5/hdf5-file.js';
import type { ObjectHeader } from '../hdf5/object-header.js';
import { readColumnNames } from '../text/column-names.js';
import { type ColumnPlace, elementOf, eventCount } from './hdf5-column.js';

/** A data set by the name it has in its group. */
export interface NamedDataset {
  readonly name: string;
  readonly dataset: Dataset;
}

/** A group with what is in it, as far as it was looked at. */
export interface VisitedGroup {
  readonly path: string;
  readonly header: ObjectHeader;
  readonly parent: VisitedGroup | undefined;
  readonly datasets: readonly NamedDataset[];
}

/** Something in a file that can be read as a recording. */
export interface RecordingCandidate {
  /** Path of the group of columns, or of the one data set. */
  readonly path: string;
  readonly group: VisitedGroup;
  /** Columns whose roles are named; `undefined` where they must be guessed from the numbers. */
  readonly named: Readonly<Record<ColumnRole, ColumnPlace>> | undefined;
  /** All columns in file order, where roles must be guessed. */
  readonly unnamed: readonly ColumnPlace[];
  /** What column names say about the unit of time. */
  readonly timeUnit: TimeUnit | undefined;
  /** The attributes of this data set may describe the recording. */
  readonly header: ObjectHeader;
}

const depthLimit = 5;
const groupLimit = 512;
const childLimit = 256;
const widestArray = 16;
/** Names that are looked at however many members a group has. */
const tellingNames =
  /^(events?|raw_events|cd|davis|prophesee|left|right|ext_trigger|t|x|y|p|[txyp]s|ms_to_idx|ms_map_idx|t_offset|indexes|calib|resolution)$/i;

/**
 * Looks through a file's groups, breadth first, for what can be read as a recording: named columns before compounds and
 * arrays, guesses last. Objects that cannot be read are passed over; their error is thrown when nothing else is found.
 */
export function* findRecordings(file: Hdf5File): Plan<{ candidates: RecordingCandidate[]; groups: VisitedGroup[] }> {
  const seen = new Set<number>([file.root.address]);
  const groups: VisitedGroup[] = [];
  let firstError: FirstlightError | undefined;
  let level: { path: string; header: ObjectHeader; parent: VisitedGroup | undefined }[] = [
    { path: '', header: file.root, parent: undefined },
  ];
  for (let depth = 0; depth < depthLimit && level.length > 0; depth += 1) {
    const visits = yield* joinPlans(level.map((entry) => visitGroup(file, entry.header)));
    const next: typeof level = [];
    for (const [at, visit] of visits.entries()) {
      const entry = level[at]!;
      const group: VisitedGroup = { ...entry, datasets: visit.datasets };
      groups.push(group);
      firstError ??= visit.error;
      for (const { name, header } of visit.groups) {
        if (seen.has(header.address) || groups.length + next.length >= groupLimit) continue;
        seen.add(header.address);
        next.push({ path: `${entry.path}/${name}`, header, parent: group });
      }
    }
    level = next;
  }
  const candidates = groups.flatMap(candidatesIn);
  const sure = candidates.filter((candidate) => candidate.named !== undefined);
  const found = sure.length > 0 ? [...sure, ...candidates.filter(isArrayNamedEvents)] : candidates;
  if (found.length === 0 && firstError !== undefined) throw firstError;
  return { candidates: found, groups };
}

interface GroupVisit {
  readonly datasets: NamedDataset[];
  readonly groups: { name: string; header: ObjectHeader }[];
  readonly error: FirstlightError | undefined;
}

function* visitGroup(file: Hdf5File, header: ObjectHeader): Plan<GroupVisit> {
  const visit = { datasets: [] as NamedDataset[], groups: [] as { name: string; header: ObjectHeader }[] };
  let error: FirstlightError | undefined;
  const listed = yield* attemptPlan(listLinks(file, header));
  if (listed instanceof FirstlightError) return { ...visit, error: listed };
  const telling = listed.filter(({ name }) => tellingNames.test(name));
  const others = listed.filter(({ name }) => !tellingNames.test(name)).slice(0, childLimit);
  const children = yield* joinPlans([...telling, ...others].map((link) => attemptPlan(visitChild(file, header, link))));
  for (const child of children) {
    if (child instanceof FirstlightError) error ??= child;
    else if (child?.dataset !== undefined) visit.datasets.push({ name: child.name, dataset: child.dataset });
    else if (child !== undefined && isGroup(child.header)) visit.groups.push({ name: child.name, header: child.header });
  }
  return { ...visit, error };
}

function* visitChild(
  file: Hdf5File,
  group: ObjectHeader,
  link: Link,
): Plan<{ name: string; header: ObjectHeader; dataset: Dataset | undefined } | undefined> {
  const header = yield* followLink(file, group, link);
  if (header === undefined) return undefined;
  try {
    return { name: link.name, header, dataset: isDataset(header) ? yield* readDataset(file, header) : undefined };
  } catch (thrown) {
    throw thrown instanceof FirstlightError && tellingNames.test(link.name) ? thrown.at(link.name) : thrown;
  }
}

function isArrayNamedEvents({ path, named }: RecordingCandidate): boolean {
  return named === undefined && /(^|\/)(raw_)?events?$/i.test(path);
}

function candidatesIn(group: VisitedGroup): RecordingCandidate[] {
  const found: RecordingCandidate[] = [];
  const columns = namedColumns(group);
  if (columns !== undefined) found.push(columns);
  for (const { name, dataset } of group.datasets) {
    const path = `${group.path}/${name}`;
    const compound = compoundColumns(dataset);
    if (compound !== undefined) found.push({ path, group, header: dataset.header, unnamed: [], ...compound });
    const array = arrayColumns(dataset);
    if (array !== undefined) found.push({ path, group, header: dataset.header, named: undefined, unnamed: array, timeUnit: undefined });
  }
  if (found.length === 0) {
    const unnamed = equalColumns(group);
    if (unnamed !== undefined) {
      found.push({ path: group.path || '/', group, header: group.header, named: undefined, unnamed, timeUnit: undefined });
    }
  }
  return found;
}

/** The axis that counts events in a data set of one dimension, or of two of which one is 1, as MATLAB writes vectors. */
function axisOfColumn({ space: { shape } }: Dataset): 0 | 1 | undefined {
  if (shape.length === 1 || (shape.length === 2 && shape[1] === 1)) return 0;
  return shape.length === 2 && shape[0] === 1 ? 1 : undefined;
}

function columnOf(dataset: Dataset): ColumnPlace | undefined {
  const element = elementOf(dataset.type);
  const eventAxis = axisOfColumn(dataset);
  if (element === undefined || eventAxis === undefined) return undefined;
  return { dataset, element, fieldOffset: 0, eventAxis, column: 0 };
}

function namedColumns(group: VisitedGroup): RecordingCandidate | undefined {
  const usable = group.datasets.flatMap(({ name, dataset }) => {
    const place = columnOf(dataset);
    return place === undefined ? [] : [{ name, place }];
  });
  const reading = readColumnNames(usable.map(({ name }) => name));
  if (reading === undefined) return undefined;
  const named = pickRoles(
    reading.order,
    usable.map(({ place }) => place),
  );
  return { path: group.path || '/', group, header: named.t.dataset.header, named, unnamed: [], timeUnit: reading.timeUnit };
}

function compoundColumns(
  dataset: Dataset,
): { named: Readonly<Record<ColumnRole, ColumnPlace>>; timeUnit: TimeUnit | undefined } | undefined {
  const { type } = dataset;
  const eventAxis = axisOfColumn(dataset);
  if (type.class !== 'compound' || eventAxis === undefined) return undefined;
  const usable = type.members.flatMap(({ name, offset, type: memberType }) => {
    const element = elementOf(memberType);
    return element === undefined ? [] : [{ name, place: { dataset, element, fieldOffset: offset, eventAxis, column: 0 } }];
  });
  const reading = readColumnNames(usable.map(({ name }) => name));
  if (reading === undefined) return undefined;
  return {
    named: pickRoles(
      reading.order,
      usable.map(({ place }) => place),
    ),
    timeUnit: reading.timeUnit,
  };
}

function pickRoles(order: readonly string[], places: readonly ColumnPlace[]): Record<ColumnRole, ColumnPlace> {
  const [t, x, y, p] = columnRoles.map((role) => places[order.indexOf(role)]!) as [ColumnPlace, ColumnPlace, ColumnPlace, ColumnPlace];
  return { t, x, y, p };
}

/** The columns of an N × k or k × N array of numbers, k from 4 to 16. */
function arrayColumns(dataset: Dataset): ColumnPlace[] | undefined {
  const element = elementOf(dataset.type);
  const { shape } = dataset.space;
  if (element === undefined || shape.length !== 2) return undefined;
  const [rows, columns] = shape as [number, number];
  const fits = (count: number): boolean => count >= 4 && count <= widestArray;
  if (!fits(columns) && !fits(rows)) return undefined;
  const eventAxis = fits(columns) && (rows >= columns || !fits(rows)) ? 0 : 1;
  const count = eventAxis === 0 ? columns : rows;
  return Array.from({ length: count }, (_, column) => ({ dataset, element, fieldOffset: 0, eventAxis, column }));
}

/** Four equally long columns of a group that has no others as long. */
function equalColumns(group: VisitedGroup): ColumnPlace[] | undefined {
  const places = group.datasets.flatMap(({ dataset }) => columnOf(dataset) ?? []);
  const byLength = new Map<number, ColumnPlace[]>();
  for (const place of places) {
    const length = eventCount(place);
    byLength.set(length, [...(byLength.get(length) ?? []), place]);
  }
  const four = [...byLength].filter(([length, equal]) => length > 1 && equal.length === 4).sort((a, b) => b[0] - a[0]);
  return four[0]?.[1];
}
