import { grouped } from '../../runtime/text.ts';
import type { Mutation, Place } from '../mutation.ts';
import { type RawRecords, rawOf, textOf } from '../records/raw-records.ts';
import { spread } from '../spread.ts';
import type { SubjectFile } from '../subject.ts';

/** A cell that may be changed. Texts are Latin-1: one letter a byte. */
export interface CellAt {
  readonly text: string;
  readonly raw: string;
  readonly column: number;
  readonly record: number;
  readonly isKey: boolean;
  readonly records: RawRecords;
}

/** The cell as it is to be written, quotes included, or undefined where it does not apply. `text` is made a cell by `write`. */
export type CellChange = (cell: CellAt, write: (text: string) => string) => string | undefined;

interface Rule {
  readonly id: string;
  readonly title: string;
  readonly change: CellChange;
  /** Most columns of an output; each once. All by default. */
  readonly most?: number;
}

/** Beyond this many, columns are not tried one by one. */
const MOST_COLUMNS = 60;
/** Records that are looked through for one where a column's cell can be changed. */
const LOOKED_AT = 2_000;

/** A mutation of one cell: in each column to which it applies, in turn in the first, the middle and the last record. */
export function cellMutation({ id, title, change, most = MOST_COLUMNS }: Rule): Mutation {
  return {
    id,
    title,
    applies: async (subject) => {
      const places: Place[] = [];
      for (const file of await subject.files()) {
        const { records, output, label } = file;
        if (records === undefined || records.count === 0) continue;
        const cells = records.columns.map((_name, column) => findCell(file, column, change)).filter((cell) => cell !== undefined);
        const chosen = spread(cells, most);
        if (chosen.length < cells.length)
          subject.notes.push(`${id} was tried in ${chosen.length} of the ${cells.length} columns of ${label} that it applies to`);
        for (const at of chosen) {
          places.push({
            where: `${label}, column ${records.columns[at.column]}, record ${grouped(at.record + 1)}`,
            output,
            check: `keyed-rows: { output: ${output} }`,
            mutate: (scratch) => scratch.replace(subject.pair, file.artifact, records.withCells(at.record, at.cells)),
          });
        }
      }
      return places;
    },
  };
}

interface ChangedCell {
  readonly column: number;
  readonly record: number;
  readonly cells: readonly string[];
}

function findCell({ records }: SubjectFile, column: number, change: Rule['change']): ChangedCell | undefined {
  if (records === undefined) return undefined;
  for (const record of candidates(records.count, column)) {
    const cells = records.cells(record);
    const raw = cells[column];
    if (raw === undefined) continue;
    const changed = changedCell(records, { record, column, raw }, change);
    if (changed !== undefined) return { column, record, cells: cells.with(column, changed) };
  }
  return undefined;
}

/** A cell as the change would have it; undefined where it does not apply or changes nothing. */
export function changedCell(
  records: RawRecords,
  { record, column, raw }: { readonly record: number; readonly column: number; readonly raw: string },
  change: CellChange,
): string | undefined {
  const isKey = records.layout.key.includes(records.columns[column] ?? '');
  const cell = { text: textOf(raw, records.layout), raw, column, record, isKey, records };
  const changed = change(cell, (text) => rawOf(text, raw, records.layout));
  return changed === raw ? undefined : changed;
}

/** First, middle and last, begun with another one for each column; then from the middle on. */
function* candidates(count: number, column: number): Generator<number> {
  const middle = Math.floor(count / 2);
  const three = [0, middle, count - 1];
  for (let at = 0; at < three.length; at += 1) yield three[(at + column) % three.length] ?? 0;
  for (let step = 1; step < Math.min(count, LOOKED_AT); step += 1) yield (middle + step) % count;
}
