import type { Finding } from '../../model/finding.ts';
import type { Side } from '../../model/side.ts';
import type { TableSource } from '../csv/csv-format.ts';
import { findingOf } from '../csv/csv-problem.ts';
import { openTable } from '../csv/open-table.ts';
import { readHeader } from '../csv/read-header.ts';
import type { ColumnDeclarations } from '../equivalence/declaration.ts';
import { Equivalence } from '../equivalence/equivalence.ts';
import { unknownColumns } from '../equivalence/unknown-columns.ts';
import { grown, HashIndex } from '../tables/hash-index.ts';
import { keyColumns, missingKeys } from '../tables/key-columns.ts';
import { type CommonColumn, matchColumns } from '../tables/match-columns.ts';
import { digest, encodeCells } from '../tables/record-hash.ts';

/** The keys of both sides' records, in the order of the records, as numbers from 0 that both sides share: equal keys, equal numbers. */
export interface KeySequences {
  readonly legacy: Uint32Array;
  readonly candidate: Uint32Array;
  /** How many distinct keys there are. */
  readonly keys: number;
  /** False when the keys are not complete: a key column is missing, or a file cannot be read to its end. Says a finding why. */
  readonly complete: boolean;
  readonly findings: readonly Finding[];
}

export interface KeyOptions {
  /** The columns of the key; without them the whole record (its common columns that are not ignored) is the key. */
  readonly by?: readonly string[];
  /** What counts as equal, by column. */
  readonly columns?: ColumnDeclarations;
  /** Both files hold the same bytes: then one of them is read, where no rules are declared. */
  readonly identical?: boolean;
  readonly signal?: AbortSignal;
}

/** Reads both files once; holds 4 bytes a record and 24 to 48 for each distinct key. Throws `csv.unreadable`, `compare.cancelled`. */
export async function readKeySequences(legacy: TableSource, candidate: TableSource, options: KeyOptions): Promise<KeySequences> {
  const { by, columns = {}, identical = false, signal } = options;
  const headers = { legacy: await readHeader(legacy, signal), candidate: await readHeader(candidate, signal) };
  const match = matchColumns(headers.legacy ?? headers.candidate ?? [], headers.candidate ?? headers.legacy ?? []);
  const missing = missingKeys(by, headers);
  const key = keyColumns(by, match.common);
  const rules = Object.keys(columns).length === 0 ? undefined : new Equivalence(columns, match.common);
  const reading = { columns: key ?? rules?.compared ?? match.common, rules, index: new HashIndex(), signal };
  const mine = await readKeys(legacy, 'legacy', reading);
  const theirs = identical && rules === undefined ? mine : await readKeys(candidate, 'candidate', reading);
  return {
    legacy: mine.numbers,
    candidate: theirs.numbers,
    keys: reading.index.size,
    complete: missing.length === 0 && mine.complete && theirs.complete,
    findings: [
      ...mine.findings,
      ...(theirs === mine ? [] : theirs.findings),
      ...match.findings,
      ...missing,
      ...unknownColumns(columns, [headers.legacy ?? [], headers.candidate ?? []]),
    ],
  };
}

interface Reading {
  readonly columns: readonly CommonColumn[];
  readonly rules: Equivalence | undefined;
  readonly index: HashIndex;
  readonly signal: AbortSignal | undefined;
}

async function readKeys(source: TableSource, side: Side, { columns, rules, index, signal }: Reading) {
  const { table: reader } = await openTable(source, signal);
  const forms = rules?.formsOf(side);
  const places = columns.map((column) => column[side]);
  let numbers = new Uint32Array(1 << 10);
  let count = 0;
  for await (const batch of reader.batches()) {
    for (const record of batch) {
      if (count === numbers.length) numbers = grown(numbers);
      numbers[count++] = index.intern(digest(encodeCells(forms?.formsOf(record) ?? record.cells, places)));
    }
  }
  const problems = reader.problems.map((problem) => findingOf(problem, side, source.name ?? source.file));
  return {
    numbers: numbers.subarray(0, count),
    complete: !reader.problems.some((problem) => problem.fatal),
    findings: [...problems, ...(forms?.findings ?? [])],
  };
}
