import type { Difference } from '../../model/difference.ts';
import type { Side } from '../../model/side.ts';
import { compareSources } from '../compare-sources.ts';
import type { TableSource } from '../csv/csv-format.ts';
import { fileChunks } from '../csv/file-chunks.ts';
import { openTable } from '../csv/open-table.ts';
import { matchColumns } from '../tables/match-columns.ts';
import type { CompareOptions, TableComparison } from '../tables/table-comparison.ts';
import { CELL_HYPOTHESES } from './cell/cell-hypotheses.ts';
import type { Explained } from './explained.ts';
import { Explainer } from './explainer.ts';
import { type ExplainFacts, NO_FACTS } from './facts.ts';
import type { NamedTableExplanation } from './give-to-tables.ts';
import type { TableInput, TableRecord } from './hypothesis.ts';
import { explainPairs } from './table/explain-pairs.ts';
import { TABLE_HYPOTHESES } from './table/table-hypotheses.ts';

/** Added and removed records that hypotheses about tables may look at, on each side; fewer where they are large. */
const ONE_SIDED = 250_000;
/** Bytes, roughly, that they may take on each side, and what a record and a cell cost beside their letters. */
const MOST_BYTES = 64 * (1 << 20);
const BESIDE = { record: 100, cell: 40 };

export interface ExplainOptions extends CompareOptions {
  readonly facts?: ExplainFacts;
  /** The output's name, for the explanations. */
  readonly output?: string;
  /** Most differences of which the cells are looked at. Default: all. Where there are more, the tables as wholes may not be looked at either. */
  readonly examine?: number;
  /** The same where very many records differ, so that they are counted and not shown one by one. Default: `examine`. */
  readonly examineOfMany?: number;
  /** Which differences are to be explained. Default: all that `allow` leaves open. */
  readonly concerns?: (difference: Difference) => boolean;
}

export interface ExplainedTables {
  readonly comparison: TableComparison;
  readonly explained: Explained;
}

/**
 * Compares two tables as `compareTables` does, and says what causes the differences. Throws what `compareTables` throws. An explanation changes nothing in
 * the comparison: what differs still differs.
 */
export async function explainTables(legacy: TableSource, candidate: TableSource, options: ExplainOptions = {}): Promise<ExplainedTables> {
  const { facts = NO_FACTS, output = '', examine, examineOfMany, allow, visit, signal } = options;
  const concerns = options.concerns ?? ((difference) => allow?.(difference) === undefined);
  const explainer = new Explainer({ hypotheses: CELL_HYPOTHESES, facts, output, ...(examine === undefined ? {} : { limit: examine }) });
  // Where nobody must see each difference, what is not looked at need not be read.
  const sampled = examine !== undefined && options.concerns === undefined && allow === undefined && visit === undefined;
  let visited = 0;
  const comparison = await compareSources(legacy, candidate, {
    ...options,
    ...(sampled ? { visitAtMost: examine, ...(examineOfMany === undefined ? {} : { visitAtMostOfMany: examineOfMany }) } : {}),
    visit: (difference) => {
      visited += 1;
      visit?.(difference);
      if (concerns(difference)) explainer.visit(difference);
    },
  });
  const unseen = comparison.differences.total - visited;
  if (sampled && unseen > 0) {
    explainer.notShown(unseen);
    return { comparison, explained: explainer.finish() };
  }
  const sources = { legacy, candidate };
  const input = await tableInput(comparison, sources, explainer, { key: options.key, facts, ...(signal === undefined ? {} : { signal }) });
  return { comparison, explained: explainer.finish(await explanationsOf(input, concerns)) };
}

/** What is shown beyond the comparison, and is of no concern, is left out: it is not among the differences that are explained. */
async function explanationsOf(input: TableInput, concerns: (difference: Difference) => boolean): Promise<NamedTableExplanation[]> {
  const found: NamedTableExplanation[] = [...explainPairs(input)];
  for (const { id, onlyShows = false, explain } of TABLE_HYPOTHESES) {
    if (onlyShows && !concerns({ kind: 'representation' })) continue;
    for (const explanation of await explain(input))
      if (explanation.shows === undefined || concerns(explanation.shows)) found.push({ id, explanation });
  }
  return found;
}

type Sources = Readonly<Record<Side, TableSource>>;

async function tableInput(
  comparison: TableComparison,
  sources: Sources,
  { others }: Explainer,
  more: Pick<TableInput, 'key' | 'facts' | 'signal'>,
): Promise<TableInput> {
  const header = { legacy: comparison.legacy.header ?? [], candidate: comparison.candidate.header ?? [] };
  return {
    ...more,
    comparison,
    match: matchColumns(header.legacy, header.candidate),
    records: (side) => recordsOf(sources[side], more.signal),
    bytes: (side) => fileChunks(sources[side], more.signal),
    removed: await pickRecords(sources.legacy, others.numbersOf('removed', ONE_SIDED), more.signal),
    added: await pickRecords(sources.candidate, others.numbersOf('added', ONE_SIDED), more.signal),
  };
}

async function* recordsOf(source: TableSource, signal?: AbortSignal): AsyncGenerator<readonly TableRecord[]> {
  const { table } = await openTable(source, signal);
  yield* table.batches();
}

async function pickRecords(source: TableSource, numbers: readonly number[], signal?: AbortSignal): Promise<readonly TableRecord[]> {
  const last = numbers.at(-1) ?? 0;
  const wanted = new Set(numbers);
  const found: TableRecord[] = [];
  let bytes = 0;
  if (last === 0) return found;
  for await (const records of recordsOf(source, signal)) {
    for (const { number, cells } of records) {
      if (!wanted.has(number) || bytes > MOST_BYTES) continue;
      found.push({ number, cells });
      bytes += BESIDE.record;
      for (const { length } of cells) bytes += length + BESIDE.cell;
    }
    if ((records.at(-1)?.number ?? 0) >= last || bytes > MOST_BYTES) break;
  }
  return found;
}
