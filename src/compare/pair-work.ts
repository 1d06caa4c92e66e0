import { cell, type Difference } from '../model/difference.ts';
import { TwinrunError } from '../model/error.ts';
import type { TableSource } from './csv-format.ts';
import type { CsvRecord } from './csv-record.ts';
import type { Relation } from './equivalence/equivalence.ts';
import { EquivalenceTally } from './equivalence/tally.ts';
import type { CommonColumn } from './match-columns.ts';
import type { PairFigures, PairTask, PlannedPair } from './pair-task.ts';
import { RecordCursor } from './record-cursor.ts';

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
  #cursor: RecordCursor | undefined;
  readonly #tally = new EquivalenceTally();
  #changed = 0;
  #differing = 0;
  #cells = 0;
  #nullQuoting = 0;
  #firstNullQuoting: PairFigures['firstNullQuoting'];

  constructor(task: PairTask) {
    this.#task = task;
  }

  get figures(): PairFigures {
    const { equivalent, ignored } = this.#tally;
    const figures = { changed: this.#changed, differing: this.#differing, cells: this.#cells, nullQuoting: this.#nullQuoting, equivalent, ignored };
    return this.#firstNullQuoting === undefined ? figures : { ...figures, firstNullQuoting: this.#firstNullQuoting };
  }

  async stretch(cursor: RecordCursor, items: readonly PlannedPair[]): Promise<void> {
    const partners = await this.#read(new Set(items.flatMap((item) => (item.candidate === undefined ? [] : [item.candidate]))));
    let at = 0;
    await cursor.upTo((items.at(-1)?.legacy ?? 0) + 1, (record) => {
      const item = items[at];
      if (item === undefined || item.legacy + 1 !== record.number) return;
      at += 1;
      const partner = item.candidate === undefined ? undefined : partners.get(item.candidate);
      if (item.candidate === undefined) this.#oneSided('removed', record);
      else if (partner !== undefined) this.#pair(record, partner);
      else throw fileChanged(this.#task.candidate);
    });
    if (at !== items.length) throw fileChanged(this.#task.legacy);
  }

  /** Records only in the candidate. When none but the listed are of interest, the rest is counted without reading. */
  async added(): Promise<void> {
    const { plan, listRecords, sink } = this.#task;
    const shown = plan.added.slice(0, listRecords);
    let at = 0;
    await this.#visitCandidate((shown[0] ?? 0) + 1, (shown.at(-1) ?? -1) + 1, (record) => {
      if (shown[at] !== record.number - 1) return;
      at += 1;
      this.#oneSided('added', record);
    });
    if (at !== shown.length) throw fileChanged(this.#task.candidate);
    for (const index of plan.added.slice(at)) sink.add('added', undefined, () => ({ kind: 'added', record: { candidate: index + 1 } }));
  }

  async #read(wanted: ReadonlySet<number>): Promise<Map<number, CsvRecord>> {
    const found = new Map<number, CsvRecord>();
    if (wanted.size === 0) return found;
    let first = Number.POSITIVE_INFINITY;
    let last = 0;
    for (const index of wanted) {
      first = Math.min(first, index + 1);
      last = Math.max(last, index + 1);
    }
    await this.#visitCandidate(first, last, (record) => {
      if (wanted.has(record.number - 1)) found.set(record.number - 1, record);
    });
    return found;
  }

  /** Goes on where the last visit ended, or starts again when that is too far: files in the same order are read once. */
  async #visitCandidate(first: number, last: number, visit: (record: CsvRecord) => void): Promise<void> {
    if (last === 0) return;
    if (this.#cursor === undefined || first <= this.#cursor.position) {
      await this.close();
      this.#cursor = new RecordCursor(this.#task.candidate, this.#task.signal);
    }
    await this.#cursor.upTo(last, visit);
  }

  async close(): Promise<void> {
    await this.#cursor?.close();
  }

  #oneSided(kind: 'added' | 'removed', record: CsvRecord): void {
    const side = kind === 'added' ? 'candidate' : 'legacy';
    this.#task.sink.add(kind, undefined, () => ({ kind, key: this.#keyOf(record, side), record: { [side]: record.number } }));
  }

  #pair(legacy: CsvRecord, candidate: CsvRecord): void {
    let differing = 0;
    let tolerated = 0;
    for (const column of this.#task.columns) {
      const mine = legacy.cells[column.legacy];
      const theirs = candidate.cells[column.candidate];
      const relation = this.#relate(column, mine, theirs);
      this.#tally.note(column.name, relation);
      if (relation === 'tolerated') tolerated += 1;
      if (relation === 'different') {
        differing += 1;
        this.#task.sink.add('changed', column.name, () => this.#change(column.name, legacy, candidate, mine, theirs));
      } else if (
        relation === 'same' &&
        mine === '' &&
        legacy.quotedEmpty.includes(column.legacy) !== candidate.quotedEmpty.includes(column.candidate)
      ) {
        this.#nullQuoting += 1;
        this.#firstNullQuoting ??= { column: column.name, legacy: legacy.number, candidate: candidate.number };
      }
    }
    this.#cells += differing;
    if (differing > 0) this.#changed += 1;
    if (differing + tolerated > 0) this.#differing += 1;
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
