import { stat } from 'node:fs/promises';
import type { Difference } from '../../model/difference.ts';
import { message } from '../../model/message.ts';
import type { TableSource } from '../csv/csv-format.ts';
import { findingOf } from '../csv/csv-problem.ts';
import { headerQuoting } from '../csv/read-header.ts';
import { compareRepresentation, representation } from '../csv/representation.ts';
import { unknownColumns } from '../equivalence/unknown-columns.ts';
import { comparePairs } from './compare-pairs.ts';
import { DifferenceSink } from './difference-sink.ts';
import { duplicateFinding } from './duplicate-finding.ts';
import type { CountedPairs, FirstReading, Headers, ReadingTask, SideReading } from './first-reading.ts';
import { missingKeys } from './key-columns.ts';
import type { ColumnMatch } from './match-columns.ts';
import { PairList } from './pair-list.ts';
import type { PairFigures } from './pair-task.ts';
import type { PairPlan } from './plan-pairs.ts';
import { unreadable } from './read-by-text.ts';
import type { CompareOptions, SideFigures, TableComparison } from './table-comparison.ts';

/** Most differences to list, where nothing else is asked. */
export const LIMIT = 100;
/** Bytes of records to hold, where nothing else is asked. */
export const MEMORY = 256 * (1 << 20);
const NO_PLAN: PairPlan = { pairs: new PairList(), added: new Uint32Array(), duplicates: { legacy: 0, candidate: 0, unequal: 0 } };
const NO_PAIRS: PairFigures = { changed: 0, cells: 0, nullQuoting: 0, split: 0, equivalent: new Map(), ignored: new Map() };

/** What a comparison was asked, and what is known of its columns. */
export interface Comparing {
  readonly task: ReadingTask;
  readonly options: CompareOptions;
  readonly headers: Headers;
  readonly match: ColumnMatch;
}

/** Reads again what the first reading planned, and gives the whole result. Throws `csv.unreadable`, `compare.file-changed`, `compare.cancelled`. */
export async function compareAsRead(reading: FirstReading, comparing: Comparing): Promise<TableComparison> {
  const { task, options, headers, match } = comparing;
  const { legacy, candidate, key, equivalence } = task;
  const { limit = LIMIT, memoryBytes = MEMORY, allow, visit } = options;
  const { sides, readers, verifyKeys, counted } = reading;
  const plan = reading.plan ?? NO_PLAN;
  const readable = !unreadable(sides.legacy) && !unreadable(sides.candidate);
  const sink = new DifferenceSink(limit, allow, visit);
  if (readable) sink.addAll(missingHeader(headers));
  sink.addAll(match.differences);
  const facts = readable ? await compareFacts(sides, comparing) : [];
  sink.addAll(facts);
  const placeOfNullQuoting = sink.reserve();
  const holdRecords = Math.max(1, Math.floor(memoryBytes / (await heldBytes(candidate, sides.candidate.rows, headers.candidate?.length ?? 0))));
  const listRecords = allow === undefined && visit === undefined ? limit : Number.POSITIVE_INFINITY;
  const rules = equivalence === undefined ? {} : { equivalence };
  const shown = key ?? match.common;
  const listed =
    reading.plan === undefined
      ? NO_PAIRS
      : await comparePairs({
          legacy,
          candidate,
          columns: match.common,
          key: shown,
          plan,
          holdRecords,
          listRecords,
          sink,
          readers,
          verifyKeys,
          ...rules,
        });
  const pairs = counted === undefined ? listed : withCounted(listed, counted, sink);
  const quoting = pairs.nullQuoting > 0 ? [nullQuoting(pairs)] : [];
  for (const difference of quoting) sink.add(difference.kind, undefined, () => difference, placeOfNullQuoting);

  return {
    legacy: figuresOf(legacy, sides.legacy, headers.legacy),
    candidate: figuresOf(candidate, sides.candidate, headers.candidate),
    compared: reading.plan !== undefined,
    engine: verifyKeys ? 'kernel' : 'text',
    added: plan.added.length + pairs.split,
    removed: plan.pairs.alone + pairs.split,
    changed: pairs.changed,
    cells: pairs.cells,
    nullQuoting: pairs.nullQuoting,
    emptyKeys: sides.legacy.emptyKeys + sides.candidate.emptyKeys,
    duplicates: key === undefined ? NO_PLAN.duplicates : plan.duplicates,
    representation: [...facts, ...quoting],
    equivalent: pairs.equivalent,
    ignored: [...(equivalence?.ignored ?? [])].map(([column, reason]) => ({ column, reason, cells: pairs.ignored.get(column) ?? 0 })),
    ...sink.result,
    findings: [
      ...sides.legacy.problems.map((problem) => findingOf(problem, 'legacy', nameOf(legacy))),
      ...sides.candidate.problems.map((problem) => findingOf(problem, 'candidate', nameOf(candidate))),
      ...match.findings,
      ...missingKeys(options.key, headers),
      ...unknownColumns(options.columns ?? {}, [headers.legacy ?? [], headers.candidate ?? []]),
      ...sides.legacy.unread,
      ...sides.candidate.unread,
      ...(key === undefined ? [] : duplicateFinding(plan.duplicates)),
    ],
  };
}

/** What was only counted, beside what was listed. */
function withCounted(listed: PairFigures, { changed, cells, nullQuoting }: CountedPairs, sink: DifferenceSink): PairFigures {
  sink.countUnlisted(cells);
  return { ...listed, changed, cells: [...cells.values()].reduce((total, count) => total + count, 0), nullQuoting };
}

/** A file that is empty where the other is not. */
function missingHeader({ legacy, candidate }: Headers): Difference[] {
  if ((legacy === undefined) === (candidate === undefined)) return [];
  const side = legacy === undefined ? 'legacy' : 'candidate';
  return [{ kind: 'column', message: message('columns.no-header', '{side} has no header: the file is empty', { side }) }];
}

/** Files without a first record have no traits to compare. */
async function compareFacts(sides: FirstReading['sides'], { task, headers: { legacy, candidate }, match }: Comparing): Promise<Difference[]> {
  if (legacy === undefined || candidate === undefined) return [];
  const quoting = { legacy: await headerQuoting(task.legacy, task.signal), candidate: await headerQuoting(task.candidate, task.signal) };
  const headers = { legacy, candidate, sameOrder: match.sameOrder, quoting };
  return compareRepresentation(sides.legacy.facts, sides.candidate.facts, match.common, headers);
}

/** What a record costs in memory, in bytes, roughly: its text, and what the engine adds for it and for each cell. */
async function heldBytes(source: TableSource, rows: number, cells: number): Promise<number> {
  const { size } = await stat(source.file);
  return 300 + 64 * cells + (2 * size) / Math.max(1, rows);
}

function nullQuoting(pairs: PairFigures): Difference {
  const { nullQuoting: cells, firstNullQuoting: first } = pairs;
  const template = '{cells} empty cells are quoted on one side only (NULL against an empty string?), the first in column {column}';
  const difference = representation('null-quoting', template, { cells, column: first?.column ?? '' });
  return first === undefined ? difference : { ...difference, record: { legacy: first.legacy, candidate: first.candidate } };
}

function figuresOf(source: TableSource, side: SideReading, header: readonly string[] | undefined): SideFigures {
  return { file: nameOf(source), rows: side.rows, ...(header === undefined ? {} : { header }) };
}

function nameOf(source: TableSource): string {
  return source.name ?? source.file;
}
