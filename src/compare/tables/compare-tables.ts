import type { TableSource } from '../csv/csv-format.ts';
import { readHeader } from '../csv/read-header.ts';
import type { ColumnDeclarations } from '../equivalence/declaration.ts';
import type { Equivalence } from '../equivalence/equivalence.ts';
import type { KernelChoice } from '../kernel/read-by-kernel.ts';
import { suitsKernel } from '../kernel/suits-kernel.ts';
import { compareAsRead, LIMIT, MEMORY } from './compare-as-read.ts';
import type { FirstReading, Headers, ReadingTask } from './first-reading.ts';
import { keyColumns } from './key-columns.ts';
import { type ColumnMatch, type CommonColumn, matchColumns } from './match-columns.ts';
import { readByText } from './read-by-text.ts';
import type { CompareOptions, TableComparison } from './table-comparison.ts';

/**
 * Compares two tables, cell by exact cell, or by the rules that are declared for a column; the order of records does not count. Large plain files are read
 * by the wasm kernel; what it does not read, and what needs rules, by csv-parse. Streams: what is held is some 20 bytes a record, by csv-parse 12 and up to 96
 * for each distinct one, and `memoryBytes` of the records that differ. Throws `csv.unreadable`, `compare.file-changed`, `compare.cancelled`.
 */
export async function compareTables(legacy: TableSource, candidate: TableSource, options: CompareOptions = {}): Promise<TableComparison> {
  const { limit = LIMIT, memoryBytes = MEMORY, signal, identical = false } = options;
  const suited = options.engine !== 'text' && options.columns === undefined && suitsKernel([legacy, candidate]);
  if (suited) await warm(options.kernelSizes?.threads);
  const headers = { legacy: await readHeader(legacy, signal), candidate: await readHeader(candidate, signal) };
  const match = matchHeaders(headers);
  const key = keyColumns(options.key, match.common);
  const equivalence = options.columns === undefined ? undefined : await equivalenceOf(options.columns, match.common);
  const { visitAtMost = 0, visitAtMostOfMany = visitAtMost } = options;
  const task: ReadingTask = {
    ...{ legacy, candidate, columns: match.common, identical, memoryBytes },
    ...{ listed: Math.max(limit, visitAtMost), listedOfMany: Math.max(limit, visitAtMostOfMany) },
    ...(key === undefined ? {} : { key }),
    ...(equivalence === undefined ? {} : { equivalence }),
    ...(signal === undefined ? {} : { signal }),
  };
  const matchable = options.key === undefined || key !== undefined;
  const fast = matchable && (suited || options.engine === 'kernel') ? await readByKernel(task, headers, kernelChoice(options)) : undefined;
  const reading = fast ?? (await readByText(task, { matchable, oracle: options.engine === 'text' }));
  return await compareAsRead(reading, { task, options, headers, match });
}

/** Loaded only where rules are declared: it brings the schemas of all rules with it. */
async function equivalenceOf(columns: ColumnDeclarations, common: readonly CommonColumn[]): Promise<Equivalence> {
  const rules = await import('../equivalence/equivalence.ts');
  return new rules.Equivalence(columns, common);
}

/** Threads need longer to start, and the kernel to be loaded, than headers to be read. */
async function warm(threads: number | undefined): Promise<void> {
  const workers = await import('../kernel/idle-workers.ts');
  workers.warmKernel(threads);
  // What goes wrong is told where it is used.
  import('../kernel/read-by-kernel.ts').catch(() => {});
}

async function readByKernel(task: ReadingTask, headers: Headers, choice: KernelChoice): Promise<FirstReading | undefined> {
  const kernel = await import('../kernel/read-by-kernel.ts');
  return await kernel.readByKernel(task, headers, choice);
}

/** Differences that somebody wants to see one by one cannot just be counted. */
function kernelChoice({ allow, visit, visitAtMost, engine, kernelSizes = {} }: CompareOptions): KernelChoice {
  return { everyPair: allow !== undefined || (visit !== undefined && visitAtMost === undefined), always: engine === 'kernel', sizes: kernelSizes };
}

/** A file without a header lacks no single column: it lacks the header. Its side is matched as if it had the other's. */
function matchHeaders({ legacy, candidate }: Headers): ColumnMatch {
  return matchColumns(legacy ?? candidate ?? [], candidate ?? legacy ?? []);
}
