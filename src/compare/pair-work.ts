import { cell, type Difference } from '../model/difference.ts';
import { TwinrunError } from '../model/error.ts';
import type { TableSource } from './csv-format.ts';
import type { CsvRecord } from './csv-record.ts';
import type { Relation } from './equivalence/equivalence.ts';
import { EquivalenceTally } from './equivalence/tally.ts';
import type { CommonColumn } from './match-columns.ts';
import { NONE } from './pair-list.ts';
import type { PairFigures, PairTask } from './pair-task.ts';

/** The second reading does not show what the first did. */
export function fileChanged(source: TableSource): TwinrunError {
  return new TwinrunError({
    code: 'compare.file-changed',
    message: 'a file changed while it was compared',
    at: { file: source.name ?? source.file },
    fix: 'Compare again when nothing writes the file any more.',
  });
}

/** Compares planned records as they are read again. */
export class PairWork {
  readonly #task: PairTask;
  readonly #tally = new EquivalenceTally();
  #changed = 0;
  #cells = 0;
  #nullQuoting = 0;
  #firstNullQuoting: PairFigures['firstNullQuoting'];

  constructor(task: PairTask) {
    this.#task = task;
  }

  get figures(): PairFigures {
    const { equivalent, ignored } = this.#tally;
    const figures = { changed: this.#changed, cells: this.#cells, nullQuoting: this.#nullQuoting, equivalent, ignored };
    return this.#firstNullQuoting === undefined ? figures : { ...figures, firstNullQuoting: this.#firstNullQuoting };
  }

  /** The planned pairs `from` … `to` − 1. */
  async stretch(from: number, to: number): Promise<void> {
    const { plan, readers, legacy } = this.#task;
    const partners = await this.#partners(from, to);
    const wanted = Uint32Array.from({ length: to - from }, (_, nth) => plan.pairs.legacy(from + nth));
    let at = from;
    await readers.legacy.read(wanted, (record) => {
      const partner = plan.pairs.candidate(at);
      at += 1;
      if (partner === NONE) this.#oneSided('removed', record);
      else this.#pair(record, partners.get(partner));
    });
    if (at !== to) throw fileChanged(legacy);
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
