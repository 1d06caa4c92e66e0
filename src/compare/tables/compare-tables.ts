import { stat } from 'node:fs/promises';
import type { Difference } from '../../model/difference.ts';
import { message } from '../../model/message.ts';
import type { TableSource } from '../csv/csv-format.ts';
import { findingOf } from '../csv/csv-problem.ts';
import { readHeader } from '../csv/read-header.ts';
import { compareRepresentation, representation } from '../csv/representation.ts';
import { Equivalence, unknownColumns } from '../equivalence/equivalence.ts';
import { type KernelChoice, readByKernel } from '../kernel/read-by-kernel.ts';
import { comparePairs } from './compare-pairs.ts';
import { DifferenceSink } from './difference-sink.ts';
import { duplicateFinding } from './duplicate-finding.ts';
import type { CountedPairs, FirstReading, ReadingTask, SideReading } from './first-reading.ts';
import { keyColumns, missingKeys } from './key-columns.ts';
import { type ColumnMatch, matchColumns } from './match-columns.ts';
import { PairList } from './pair-list.ts';
import type { PairFigures } from './pair-task.ts';
import { KeyCollision } from './pair-work.ts';
import type { PairPlan } from './plan-pairs.ts';
import { readByText, unreadable } from './read-by-text.ts';
import type { CompareOptions, SideFigures, TableComparison } from './table-comparison.ts';

const LIMIT = 100;
const MEMORY = 256 * (1 << 20);
const NO_PLAN: PairPlan = { pairs: new PairList(), added: new Uint32Array(), duplicates: { legacy: 0, candidate: 0, unequal: 0 } };
const NO_PAIRS: PairFigures = { changed: 0, cells: 0, nullQuoting: 0, equivalent: new Map(), ignored: new Map() };

/**
 * Compares two tables, cell by exact cell, or by the rules that are declared for a column; the order of records does not count. Large plain files are read
 * by the wasm kernel; what it does not read, and what needs rules, by csv-parse. Streams: what is held is some 20 bytes a record, by csv-parse 12 and up to 96
 * for each distinct one, and `memoryBytes` of the records that differ. Throws `csv.unreadable`, `compare.file-changed`, `compare.cancelled`.
 */
export async function compareTables(legacy: TableSource, candidate: TableSource, options: CompareOptions = {}): Promise<TableComparison> {
  const { limit = LIMIT, memoryBytes = MEMORY, signal, identical = false } = options;
  const headers = { legacy: await readHeader(legacy, signal), candidate: await readHeader(candidate, signal) };
  const match = matchHeaders(headers);
  const key = keyColumns(options.key, match.common);
  const equivalence = options.columns === undefined ? undefined : new Equivalence(options.columns, match.common);
  const task: ReadingTask = {
    ...{ legacy, candidate, columns: match.common, identical, listed: Math.max(limit, options.visitAtMost ?? 0), memoryBytes },
    ...(key === undefined ? {} : { key }),
    ...(equivalence === undefined ? {} : { equivalence }),
    ...(signal === undefined ? {} : { signal }),
  };
  const matchable = options.key === undefined || key !== undefined;
  const work = { task, options, headers, match };
  const fast = matchable && options.engine !== 'text' ? await readByKernel(task, headers, kernelChoice(options)) : undefined;
  const byText = async () => await readByText(task, { matchable, oracle: options.engine === 'text' });
  try {
    return await compareAsRead(fast ?? (await byText()), work);
  } catch (error) {
    // Two keys had the same hash, by chance: the other way tells them apart.
    if (!(error instanceof KeyCollision)) throw error;
    return await compareAsRead(await byText(), work);
  }
}

/** Differences that somebody wants to see one by one cannot just be counted. */
function kernelChoice({ allow, visit, visitAtMost, engine, kernelSizes = {} }: CompareOptions): KernelChoice {
  return { everyPair: allow !== undefined || (visit !== undefined && visitAtMost === undefined), always: engine === 'kernel', sizes: kernelSizes };
}

interface Work {
  readonly task: ReadingTask;
  readonly options: CompareOptions;
  readonly headers: Headers;
  readonly match: ColumnMatch;
}

async function compareAsRead(reading: FirstReading, { task, options, headers, match }: Work): Promise<TableComparison> {
  const { legacy, candidate, key, equivalence } = task;
  const { limit = LIMIT, memoryBytes = MEMORY, allow, visit } = options;
  const { sides, readers, verifyKeys, counted } = reading;
  const plan = reading.plan ?? NO_PLAN;
  const readable = !unreadable(sides.legacy) && !unreadable(sides.candidate);
  const sink = new DifferenceSink(limit, allow, visit);
  if (readable) sink.addAll(missingHeader(headers));
  sink.addAll(match.differences);
  const facts = readable ? compareFacts(sides, match, headers) : [];
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
    added: plan.added.length,
    removed: plan.pairs.alone,
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

type Headers = { readonly legacy: readonly string[] | undefined; readonly candidate: readonly string[] | undefined };

/** A file without a header lacks no single column: it lacks the header. Its side is matched as if it had the other's. */
function matchHeaders({ legacy, candidate }: Headers): ColumnMatch {
  return matchColumns(legacy ?? candidate ?? [], candidate ?? legacy ?? []);
}

/** A file that is empty where the other is not. */
function missingHeader({ legacy, candidate }: Headers): Difference[] {
  if ((legacy === undefined) === (candidate === undefined)) return [];
  const side = legacy === undefined ? 'legacy' : 'candidate';
  return [{ kind: 'column', message: message('columns.no-header', '{side} has no header: the file is empty', { side }) }];
}

/** Files without a first record have no traits to compare. */
function compareFacts(sides: FirstReading['sides'], match: ColumnMatch, headers: Headers): Difference[] {
  const { legacy, candidate } = headers;
  if (legacy === undefined || candidate === undefined) return [];
  return compareRepresentation(sides.legacy.facts, sides.candidate.facts, match.common, { legacy, candidate, sameOrder: match.sameOrder });
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
