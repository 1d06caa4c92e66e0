import { cell, type Difference } from '../../model/difference.ts';
import type { CsvRecord } from '../csv/csv-record.ts';
import { fileChanged } from '../csv/file-chunks.ts';
import type { Relation } from '../equivalence/equivalence.ts';
import { EquivalenceTally } from '../equivalence/tally.ts';
import type { CommonColumn } from './match-columns.ts';
import { NONE } from './pair-list.ts';
import type { PairFigures, PairTask } from './pair-task.ts';

/** Compares planned records as they are read again. */
export class PairWork {
  readonly #task: PairTask;
  readonly #tally = new EquivalenceTally();
  #changed = 0;
  #removed = 0;
  #cells = 0;
  #nullQuoting = 0;
  #split = 0;
  #firstNullQuoting: PairFigures['firstNullQuoting'];

  constructor(task: PairTask) {
    this.#task = task;
  }

  get figures(): PairFigures {
    const { equivalent, ignored } = this.#tally;
    const figures = { changed: this.#changed, cells: this.#cells, nullQuoting: this.#nullQuoting, split: this.#split, equivalent, ignored };
    return this.#firstNullQuoting === undefined ? figures : { ...figures, firstNullQuoting: this.#firstNullQuoting };
  }

  /** The planned pairs `from` … `to` − 1. Records only in legacy are read as far as they are of interest. */
  async stretch(from: number, to: number): Promise<void> {
    const { plan, readers, legacy } = this.#task;
    const partners = await this.#partners(from, to);
    const wanted = this.#wanted(from, to);
    let at = from;
    let read = 0;
    await readers.legacy.read(wanted, (record) => {
      read += 1;
      at = this.#skip(at, record.number - 1);
      const partner = plan.pairs.candidate(at);
      at += 1;
      if (partner === NONE) this.#oneSided('removed', record);
      else this.#pair(record, partners.get(partner));
    });
    if (read !== wanted.length) throw fileChanged(legacy);
    this.#skip(at, NONE, to);
  }

  /** Legacy's records to be read again. */
  #wanted(from: number, to: number): Uint32Array {
    const { plan, listRecords } = this.#task;
    const wanted = new Uint32Array(to - from);
    let count = 0;
    for (let at = from; at < to; at++) {
      if (plan.pairs.candidate(at) === NONE && ++this.#removed > listRecords) continue;
      wanted[count++] = plan.pairs.legacy(at);
    }
    return wanted.subarray(0, count);
  }

  /** Counts what is not read, up to the pair of a legacy record; that pair's place. */
  #skip(from: number, record: number, to = Number.POSITIVE_INFINITY): number {
    const { plan, sink } = this.#task;
    let at = from;
    for (; at < to && plan.pairs.legacy(at) !== record; at++) {
      const number = plan.pairs.legacy(at) + 1;
      sink.add('removed', undefined, () => ({ kind: 'removed', record: { legacy: number } }));
    }
    return at;
  }

  /** Records only in the candidate. When none but the listed are of interest, the rest is counted without reading. */
  async added(): Promise<void> {
    const { plan, listRecords, sink, readers, candidate } = this.#task;
    const shown = plan.added.subarray(0, Math.min(listRecords, plan.added.length));
    let at = 0;
    await readers.candidate.read(shown, (record) => {
      at += 1;
      this.#oneSided('added', record);
    });
    if (at !== shown.length) throw fileChanged(candidate);
    for (const index of plan.added.subarray(at)) sink.add('added', undefined, () => ({ kind: 'added', record: { candidate: index + 1 } }));
  }

  /** The candidate's records of a stretch. */
  async #partners(from: number, to: number): Promise<Map<number, CsvRecord>> {
    const { pairs } = this.#task.plan;
    const wanted = Uint32Array.from({ length: to - from }, (_, nth) => pairs.candidate(from + nth)).filter((index) => index !== NONE);
    const found = new Map<number, CsvRecord>();
    await this.#task.readers.candidate.read(wanted.sort(), (record) => found.set(record.number - 1, record));
    return found;
  }

  #oneSided(kind: 'added' | 'removed', record: CsvRecord): void {
    const side = kind === 'added' ? 'candidate' : 'legacy';
    this.#task.sink.add(kind, undefined, () => ({ kind, key: this.#keyOf(record, side), record: { [side]: record.number } }));
  }

  /** Whatever put the two into the plan must show again. */
  #pair(legacy: CsvRecord, candidate: CsvRecord | undefined): void {
    if (candidate === undefined) throw fileChanged(this.#task.candidate);
    if (this.#task.verifyKeys && !this.#sameKey(legacy, candidate)) {
      this.#split += 1;
      this.#oneSided('removed', legacy);
      this.#oneSided('added', candidate);
      return;
    }
    let differing = 0;
    let shown = false;
    for (const column of this.#task.columns) {
      const mine = legacy.cells[column.legacy];
      const theirs = candidate.cells[column.candidate];
      const relation = this.#relate(column, mine, theirs);
      this.#tally.note(column.name, relation);
      if (relation !== 'same' && relation !== 'settled') shown = true;
      if (relation === 'different') {
        differing += 1;
        this.#task.sink.add('changed', column.name, () => this.#change(column.name, legacy, candidate, mine, theirs));
      } else if (
        relation === 'same' &&
        mine === '' &&
        legacy.quotedEmpty.includes(column.legacy) !== candidate.quotedEmpty.includes(column.candidate)
      ) {
        shown = true;
        this.#nullQuoting += 1;
        this.#firstNullQuoting ??= { column: column.name, legacy: legacy.number, candidate: candidate.number };
      }
    }
    this.#cells += differing;
    if (differing > 0) this.#changed += 1;
    if (!shown) throw fileChanged(this.#task.candidate);
  }

  /** Two keys may have the same hash. Each is then met on one side only: else its side would have shown a repeated key. */
  #sameKey(legacy: CsvRecord, candidate: CsvRecord): boolean {
    return this.#task.key.every((column) => legacy.cells[column.legacy] === candidate.cells[column.candidate]);
  }

  #relate(column: CommonColumn, mine: string | undefined, theirs: string | undefined): Relation {
    const { equivalence } = this.#task;
    if (equivalence === undefined) return mine === theirs ? 'same' : 'different';
    return equivalence.relate(column, mine, theirs);
  }

  #change(column: string, legacy: CsvRecord, candidate: CsvRecord, mine: string | undefined, theirs: string | undefined): Difference {
    return {
      kind: 'changed',
      key: this.#keyOf(legacy, 'legacy'),
      column,
      ...(mine === undefined ? {} : { legacy: cell(mine) }),
      ...(theirs === undefined ? {} : { candidate: cell(theirs) }),
      record: { legacy: legacy.number, candidate: candidate.number },
    };
  }

  #keyOf(record: CsvRecord, side: 'legacy' | 'candidate'): string[] {
    return this.#task.key.map((column) => record.cells[column[side]] ?? '');
  }
}
