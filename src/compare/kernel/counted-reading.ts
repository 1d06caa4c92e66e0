import type { CountedPairs, FirstReading, ReadingTask } from '../tables/first-reading.ts';
import { PairList } from '../tables/pair-list.ts';
import { COUNT_WORDS, type JoinReport } from './join-task.ts';
import { codedColumns } from './kernel-columns.ts';
import { addedRecords, addPairs } from './planned-reading.ts';

/**
 * The differing cells counted by column; the plan holds the first `listed` pairs, and the first of each column. Undefined where that would not be exact: repeated
 * keys that differ, or nothing that differs (then a pass would rest on codes).
 */
export function countedReading(
  task: ReadingTask,
  joins: readonly JoinReport[],
  reading: Omit<FirstReading, 'plan'>,
  listed: number,
): FirstReading | undefined {
  const columns = codedColumns(task);
  const counts = columnCounts(joins, columns.length);
  const changed = countChanged(joins);
  if (changed === 0 || joins.some(({ members }) => members.legacy.length + members.candidate.length > 0)) return undefined;
  const repeated = joins.reduce((sum, join) => sum + join.repeated, 0);
  const duplicates = { legacy: repeated, candidate: repeated, unequal: 0 };
  const plan = { pairs: listedPairs(joins, counts, listed), added: addedRecords(joins), duplicates };
  return { ...reading, plan, counted: countedPairs(counts, changed, columns) };
}

/** Pairs with a cell that differs, listed or not. */
export function countChanged(joins: readonly JoinReport[]): number {
  return joins.reduce((sum, join) => sum + join.changed, 0);
}

interface ColumnCount {
  readonly cells: number;
  readonly first: readonly [legacy: number, candidate: number];
}

/** Of each column: cells that differ, cells that differ in quoting only. */
function columnCounts(joins: readonly JoinReport[], columns: number): readonly (readonly [ColumnCount, ColumnCount])[] {
  return Array.from(
    { length: columns },
    (_, column) => [merged(joins, 2 * column * COUNT_WORDS), merged(joins, (2 * column + 1) * COUNT_WORDS)] as const,
  );
}

function merged(joins: readonly JoinReport[], at: number): ColumnCount {
  const counts = joins.map(({ columns }): ColumnCount => ({ cells: columns[at] ?? 0, first: [columns[at + 1] ?? 0, columns[at + 2] ?? 0] }));
  const met = counts.filter(({ cells }) => cells > 0).sort((a, b) => a.first[0] - b.first[0]);
  return { cells: met.reduce((sum, { cells }) => sum + cells, 0), first: met[0]?.first ?? [0, 0] };
}

/** The first pairs, the first of each column, and all records only in legacy. */
function listedPairs(joins: readonly JoinReport[], counts: readonly (readonly [ColumnCount, ColumnCount])[], limit: number): PairList {
  const all = new PairList();
  addPairs(
    all,
    joins.map((join) => ({ ...join, removed: new Uint32Array() })),
  );
  all.sort();
  const wanted = new Map<number, number>();
  for (let at = 0; at < Math.min(limit, all.length); at++) wanted.set(all.legacy(at), all.candidate(at));
  for (const { cells, first } of counts.flat()) if (cells > 0) wanted.set(first[0] - 1, first[1] - 1);
  const pairs = new PairList();
  for (const [legacy, candidate] of wanted) pairs.add(legacy, candidate);
  addPairs(
    pairs,
    joins.map((join) => ({ ...join, pairs: new Uint32Array() })),
  );
  return pairs.sort();
}

function countedPairs(counts: readonly (readonly [ColumnCount, ColumnCount])[], changed: number, columns: ReadingTask['columns']): CountedPairs {
  const cells = new Map<string, number>();
  for (const [nth, column] of columns.entries()) {
    const count = counts[nth]?.[0].cells ?? 0;
    if (count > 0) cells.set(column.name, (cells.get(column.name) ?? 0) + count);
  }
  return { changed, cells, nullQuoting: counts.reduce((sum, [, quoting]) => sum + quoting.cells, 0) };
}
