import type { Side } from '../../model/side.ts';
import type { CsvRecord } from '../csv/csv-record.ts';
import type { TableReader } from '../csv/table-reader.ts';
import type { Equivalence } from '../equivalence/equivalence.ts';
import type { SideForms } from '../equivalence/side-forms.ts';
import type { SideReading } from './first-reading.ts';
import { HashIndex } from './hash-index.ts';
import type { CommonColumn } from './match-columns.ts';
import { digest, encodeCells } from './record-hash.ts';
import { RecordTable } from './record-table.ts';

/** One side after the first reading. */
export interface IndexedSide extends SideReading {
  readonly table: RecordTable;
}

/** Numbers the keys, contents and quoting marks of both sides alike. */
export class RecordIndex {
  readonly #columns: readonly CommonColumn[];
  readonly #key: readonly CommonColumn[] | undefined;
  readonly #equivalence: Equivalence | undefined;
  readonly #rows = new HashIndex();
  readonly #keys: HashIndex;
  readonly #marks = new Map<string, number>([['', 0]]);
  readonly #texts = new HashIndex();
  readonly #rests = new HashIndex();

  /** Without key columns, the whole record (its common columns) is the key. By `equivalence`, forms stand for texts. */
  constructor(columns: readonly CommonColumn[], key: readonly CommonColumn[] | undefined, equivalence?: Equivalence) {
    this.#columns = columns;
    this.#equivalence = equivalence;
    this.#key = key;
    this.#keys = key === undefined ? this.#rows : new HashIndex();
  }

  /** How many distinct keys were met. */
  get keys(): number {
    return this.#keys.size;
  }

  /** Reads one file whole and keeps 12 bytes a record, and 24 to 48 for each distinct key and content (and, by `equivalence`, text). */
  async add(reader: TableReader, side: Side): Promise<IndexedSide> {
    const adder = this.adder(side);
    for await (const batch of reader.batches()) for (const record of batch) adder.add(record);
    const { table, emptyKeys, unread } = adder.added;
    return { table, rows: reader.rows, facts: reader.facts, problems: reader.problems, emptyKeys, unread };
  }

  /** Takes single records of one side. */
  adder(side: Side): RecordAdder {
    const table = new RecordTable();
    const forms = this.#equivalence?.formsOf(side);
    const placesOf = (columns: readonly CommonColumn[]) => columns.map((column) => column[side]);
    const places = placesOf(this.#equivalence?.compared ?? this.#columns);
    const quoted = new Map(placesOf(this.#equivalence?.quoted ?? this.#columns).map((place, nth) => [place, nth]));
    const keyPlaces = this.#key === undefined ? undefined : placesOf(this.#key);
    const kin = forms === undefined ? undefined : this.#kinOf(side, forms);
    let emptyKeys = 0;
    return {
      add: (record) => {
        const cells = forms?.formsOf(record) ?? record.cells;
        const row = this.#rows.intern(digest(encodeCells(cells, places)));
        const key = keyPlaces === undefined ? row : this.#keys.intern(digest(encodeCells(cells, keyPlaces)));
        if (keyPlaces?.some((place) => forms?.isEmpty(cells, place) ?? (cells[place] ?? '') === '') === true) emptyKeys += 1;
        table.add(key, row, this.#markOf(record, quoted, forms));
        if (kin !== undefined) table.addKin(...kin(cells));
      },
      get added() {
        return { table, emptyKeys, unread: forms?.findings ?? [] };
      },
    };
  }

  /** What finds records of one key that belong together although a tolerance is needed. */
  #kinOf(side: Side, forms: SideForms): ((cells: readonly string[]) => [rest: number, near: number]) | undefined {
    const [first, ...others] = this.#equivalence?.tolerant ?? [];
    if (first === undefined || this.#key === undefined) return undefined;
    const tolerant = [first, ...others];
    const rest = (this.#equivalence?.compared ?? []).filter((column) => !tolerant.includes(column)).map((column) => column[side]);
    return (cells) => [this.#rests.intern(digest(encodeCells(cells, rest))), forms.numberOf(cells, first[side])];
  }

  /** Records with equal contents and other marks are read again. By `equivalence` the texts belong to the marks, so that what it accepts is counted. */
  #markOf(record: CsvRecord, places: Ordinals, forms: SideForms | undefined): number {
    const pattern = patternOf(record, places);
    if (forms !== undefined) return this.#texts.intern(digest(`${pattern};${forms.textsOf(record)}`));
    const known = this.#marks.get(pattern);
    if (known !== undefined) return known;
    this.#marks.set(pattern, this.#marks.size);
    return this.#marks.size - 1;
  }
}

/** Adds the records of one side to an index. */
export interface RecordAdder {
  readonly add: (record: CsvRecord) => void;
  readonly added: Pick<IndexedSide, 'table' | 'emptyKeys' | 'unread'>;
}

/** The number of a column by its place on one side. */
type Ordinals = ReadonlyMap<number, number>;

/** Which of the columns are written as `""`. */
function patternOf(record: CsvRecord, places: Ordinals): string {
  if (record.quotedEmpty.length === 0) return '';
  const marked = record.quotedEmpty.flatMap((place) => places.get(place) ?? []);
  return marked.sort((a, b) => a - b).join(',');
}
