import type { Side } from '../../model/side.ts';
import type { FirstReading, Headers, ReadingTask, SideReading } from '../tables/first-reading.ts';
import { COUNTED_FROM, countedReading } from './counted-reading.ts';
import { scanTask } from './kernel-columns.ts';
import { KernelReader } from './kernel-reader.ts';
import type { KernelSizes } from './kernel-sizes.ts';
import { KernelThreads } from './kernel-threads.ts';
import { lookAhead } from './look-ahead.ts';
import { countRecords, recordsApart } from './match-sections.ts';
import { partsOf } from './parts.ts';
import { plannedReading } from './planned-reading.ts';
import { factsOf, problemsOf } from './scan-facts.ts';
import type { ScanReport, Scans, ScanTask } from './scan-task.ts';
import { suitsKernel, unspoilt } from './suits-kernel.ts';

const MOST_COLUMNS = 4096;
/** With a larger share of the records in sections of their own, rows of all of them are worth it. */
const MOST_APART = 0.5;
const SECTION_ROWS = 512;

export interface KernelChoice {
  /** Every differing pair must be planned: they may not just be counted. */
  readonly everyPair: boolean;
  /** Also for small files. */
  readonly always: boolean;
  readonly sizes: KernelSizes;
}

/**
 * The first reading by the wasm kernel, one thread a side. Undefined where the files, or what is asked, are not for it: rules for columns, no header,
 * misplaced quotes, bytes that are no UTF-8, a lone CR, and small files. Throws `compare.cancelled`.
 */
export async function readByKernel(task: ReadingTask, headers: Headers, choice: KernelChoice): Promise<FirstReading | undefined> {
  const { legacy, candidate } = headers;
  if (legacy === undefined || candidate === undefined || !(await suits(task, choice))) return undefined;
  if (Math.max(legacy.length, candidate.length) > MOST_COLUMNS) return undefined;
  const threads = new KernelThreads(choice.sizes, task.signal);
  try {
    return await new KernelReading(task, { legacy, candidate }, choice, threads).run();
  } finally {
    await threads.close();
  }
}

async function suits({ legacy, candidate, equivalence, columns }: ReadingTask, { always }: KernelChoice): Promise<boolean> {
  if (equivalence !== undefined || columns.length === 0) return false;
  return always ? unspoilt([legacy, candidate]) : await suitsKernel([legacy, candidate]);
}

class KernelReading {
  readonly #task: ReadingTask;
  readonly #headers: Readonly<Record<Side, readonly string[]>>;
  readonly #choice: KernelChoice;
  readonly #threads: KernelThreads;
  #irregular = false;

  constructor(task: ReadingTask, headers: Readonly<Record<Side, readonly string[]>>, choice: KernelChoice, threads: KernelThreads) {
    this.#task = task;
    this.#headers = headers;
    this.#choice = choice;
    this.#threads = threads;
  }

  async run(): Promise<FirstReading | undefined> {
    const { key, identical } = this.#task;
    if (identical) return await this.#identical();
    this.#threads.begin();
    if (key === undefined) return await this.#multiset();
    const { mostDiffer, inOrder } = await lookAhead(this.#task);
    const settled = inOrder || this.#choice.sizes.trySections === true ? await this.#bySections() : undefined;
    if (settled !== undefined) return settled;
    if (this.#choice.everyPair) return await this.#planned(Number.POSITIVE_INFINITY);
    if (mostDiffer) return (await this.#counted()) ?? (await this.#planned(Number.POSITIVE_INFINITY));
    return (await this.#planned(COUNTED_FROM)) ?? (await this.#counted());
  }

  /** Records of sections that are on both sides are settled; only the others get rows. Undefined where keys are in no order, or too many records are left. */
  async #bySections(): Promise<FirstReading | undefined> {
    const scans = await this.#scan('sections');
    if (scans?.legacy.sections === undefined || scans.candidate.sections === undefined) return undefined;
    const apart = recordsApart(scans.legacy.sections, scans.candidate.sections);
    const most = this.#choice.sizes.trySections === true ? 1 : MOST_APART;
    if (countRecords(apart.legacy) + countRecords(apart.candidate) > most * (scans.legacy.rows + scans.candidate.rows)) return undefined;
    const parts = (side: Side) => ({ scan: this.#scanTask(side, 'rows'), parts: partsOf(scans[side].index, apart[side]) });
    const [legacy, candidate] = await this.#threads.scanParts(parts('legacy'), parts('candidate'));
    if (legacy === undefined || candidate === undefined) return undefined;
    const withRows = { legacy: { ...scans.legacy, extents: legacy }, candidate: { ...scans.candidate, extents: candidate } };
    const mostPairs = this.#choice.everyPair ? Number.POSITIVE_INFINITY : COUNTED_FROM;
    return await plannedReading(this.#task, withRows, this.#threads, this.#reading(scans), mostPairs);
  }

  /** Equal sums settle it without a row in memory. */
  async #multiset(): Promise<FirstReading | undefined> {
    const scans = await this.#scan('sums');
    if (scans === undefined) return undefined;
    const { legacy, candidate } = scans;
    if (legacy.sumLow !== candidate.sumLow || legacy.sumHigh !== candidate.sumHigh) return await this.#planned(Number.POSITIVE_INFINITY);
    return await plannedReading(this.#task, scans, this.#threads, this.#reading(scans), 0);
  }

  /** Equality is known; the structure, and how often keys occur, is read once. */
  async #identical(): Promise<FirstReading | undefined> {
    if (this.#task.key === undefined) return await this.#ofOne('sums');
    const inOrder = this.#choice.sizes.trySections === true || (await lookAhead(this.#task)).inOrder;
    return (inOrder ? await this.#ofOne('sections') : undefined) ?? (await this.#ofOne('rows'));
  }

  /** Undefined where the file is not for the kernel, or its keys are in no order although that was hoped for. */
  async #ofOne(keep: 'sums' | 'sections' | 'rows'): Promise<FirstReading | undefined> {
    const result = await this.#threads.scan(this.#scanTask('legacy', keep));
    if ('irregular' in result || (keep === 'sections' && result.sections === undefined)) return undefined;
    const scans = { legacy: result, candidate: result };
    return await plannedReading(this.#task, scans, this.#threads, this.#reading(scans), Number.POSITIVE_INFINITY);
  }

  async #planned(mostPairs: number): Promise<FirstReading | undefined> {
    const scans = await this.#scan('rows');
    return scans === undefined ? undefined : await plannedReading(this.#task, scans, this.#threads, this.#reading(scans), mostPairs);
  }

  async #counted(): Promise<FirstReading | undefined> {
    const scans = await this.#scan('codes');
    return scans === undefined ? undefined : await countedReading(this.#task, scans, this.#threads, this.#reading(scans));
  }

  /** Undefined where a file is not for the kernel; that is not asked twice. */
  async #scan(keep: ScanTask['keep']): Promise<Scans | undefined> {
    if (this.#irregular) return undefined;
    const [legacy, candidate] = await this.#threads.scanBoth(this.#scanTask('legacy', keep), this.#scanTask('candidate', keep));
    if (!('irregular' in legacy) && !('irregular' in candidate)) return { legacy, candidate };
    this.#irregular = true;
    return undefined;
  }

  #scanTask(side: Side, keep: ScanTask['keep']): ScanTask {
    const { partitionBits = 8, sectionRows = SECTION_ROWS } = this.#choice.sizes;
    return scanTask(this.#task, this.#headers, side, { keep, partitionBits, sectionRows });
  }

  #reading(scans: Scans): Omit<FirstReading, 'plan'> {
    const { signal } = this.#task;
    const readerOf = (side: Side) => new KernelReader(this.#task[side], scans[side].index, signal);
    return {
      sides: { legacy: this.#sideOf('legacy', scans.legacy), candidate: this.#sideOf('candidate', scans.candidate) },
      readers: { legacy: readerOf('legacy'), candidate: readerOf('candidate') },
      verifyKeys: true,
    };
  }

  #sideOf(side: Side, scan: ScanReport): SideReading {
    const { rows, emptyKeys } = scan;
    const source = this.#task[side];
    return { rows, emptyKeys, facts: factsOf(source, scan), problems: problemsOf(source, this.#headers[side].length, scan), unread: [] };
  }
}
