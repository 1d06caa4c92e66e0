import { cell, type Difference } from '../../model/difference.ts';
import type { Finding } from '../../model/finding.ts';
import { message } from '../../model/message.ts';
import type { Side } from '../../model/side.ts';
import type { TableSource } from '../csv/csv-format.ts';
import { findingOf } from '../csv/csv-problem.ts';
import { fileChanged } from '../csv/file-chunks.ts';
import { SequentialReader } from '../csv/record-reader.ts';
import { compareRepresentation } from '../csv/representation.ts';
import { TEXT_COLUMN } from '../formats/convert/text.ts';
import { DifferenceSink } from '../tables/difference-sink.ts';
import { HashIndex } from '../tables/hash-index.ts';
import type { CompareOptions, TableComparison } from '../tables/table-comparison.ts';
import { type Edit, editsOf } from './edits.ts';
import { type NumberedLines, numberLines } from './line-numbers.ts';

const LIMIT = 100;

/** Lines that are held as text at a time. */
const STRETCH = 4096;

/**
 * Compares two texts line by line, in their order. A line that stands in the place of another is `changed`, with both texts; the others are `added` or
 * `removed`. Holds 4 bytes a line, and 24 to 48 for each different one. Throws `csv.unreadable`, `compare.file-changed`, `compare.cancelled`.
 */
export async function compareLines(legacy: TableSource, candidate: TableSource, options: CompareOptions = {}): Promise<TableComparison> {
  const { limit = LIMIT, allow, visit, signal, identical = false } = options;
  const index = new HashIndex();
  const mine = await numberLines(legacy, index, signal);
  const theirs = identical ? mine : await numberLines(candidate, index, signal);
  const compared = ![mine, theirs].some(({ reader }) => reader.problems.some(({ fatal }) => fatal));
  const sink = new DifferenceSink(limit, allow, visit);
  const headers = { legacy: [TEXT_COLUMN], candidate: [TEXT_COLUMN], sameOrder: true };
  const facts = compared ? compareRepresentation(mine.reader.facts, theirs.reader.facts, [], headers) : [];
  sink.addAll(facts);
  const edits = compared ? editsOf(mine.numbers, theirs.numbers, index.size) : [];
  await new Edited(legacy, candidate, sink, signal).add(edits);
  const sum = (of: (edit: Edit) => number) => edits.reduce((total, edit) => total + of(edit), 0);
  const changed = sum(({ removed, added }) => Math.min(removed, added));
  return {
    legacy: figuresOf(legacy, mine),
    candidate: figuresOf(candidate, theirs),
    compared,
    engine: 'text',
    added: sum(({ added }) => added) - changed,
    removed: sum(({ removed }) => removed) - changed,
    changed,
    cells: changed,
    nullQuoting: 0,
    emptyKeys: 0,
    duplicates: { legacy: 0, candidate: 0, unequal: 0 },
    representation: facts,
    equivalent: new Map(),
    ignored: [],
    ...sink.result,
    findings: [...findingsOf(legacy, 'legacy', mine), ...(theirs === mine ? [] : findingsOf(candidate, 'candidate', theirs))],
  };
}

/** Reads the lines that differ again, and gives them to the sink in order. */
class Edited {
  readonly #readers: readonly [SequentialReader, SequentialReader];
  readonly #candidate: TableSource;
  readonly #sink: DifferenceSink;

  constructor(legacy: TableSource, candidate: TableSource, sink: DifferenceSink, signal?: AbortSignal) {
    this.#readers = [new SequentialReader(legacy, signal), new SequentialReader(candidate, signal)];
    this.#candidate = candidate;
    this.#sink = sink;
  }

  async add(edits: readonly Edit[]): Promise<void> {
    try {
      for (const edit of edits) {
        const length = Math.max(edit.removed, edit.added);
        for (let from = 0; from < length; from += STRETCH) await this.#stretch(edit, from, Math.min(length, from + STRETCH));
      }
    } finally {
      for (const reader of this.#readers) await reader.close();
    }
  }

  async #stretch(edit: Edit, from: number, to: number): Promise<void> {
    const [mine, theirs] = this.#readers;
    const left = await this.#texts(mine, edit.legacy + from, edit.legacy + Math.min(edit.removed, to));
    const right = await this.#texts(theirs, edit.candidate + from, edit.candidate + Math.min(edit.added, to));
    for (let at = 0; at < to - from; at++) {
      const [legacy, candidate] = [left[at], right[at]];
      const place = { legacy: edit.legacy + from + at + 1, candidate: edit.candidate + from + at + 1 };
      const kind = legacy === undefined ? 'added' : candidate === undefined ? 'removed' : 'changed';
      this.#sink.add(kind, kind === 'changed' ? TEXT_COLUMN : undefined, () => difference(kind, place, legacy, candidate));
    }
  }

  async #texts(reader: SequentialReader, from: number, to: number): Promise<readonly string[]> {
    const texts: string[] = [];
    const wanted = Uint32Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
    await reader.read(wanted, ({ cells }) => texts.push(cells[0] ?? ''));
    if (texts.length !== wanted.length) throw fileChanged(this.#candidate);
    return texts;
  }
}

function difference(
  kind: 'added' | 'removed' | 'changed',
  line: { readonly legacy: number; readonly candidate: number },
  legacy: string | undefined,
  candidate: string | undefined,
): Difference {
  const record = { ...(legacy === undefined ? {} : { legacy: line.legacy }), ...(candidate === undefined ? {} : { candidate: line.candidate }) };
  return {
    kind,
    ...(kind === 'changed' ? { column: TEXT_COLUMN } : {}),
    ...(legacy === undefined ? {} : { legacy: cell(legacy) }),
    ...(candidate === undefined ? {} : { candidate: cell(candidate) }),
    record,
    message: message(`lines.${kind}`, PLACES[kind], record),
  };
}

const PLACES = {
  added: 'line {candidate} of candidate',
  removed: 'line {legacy} of legacy',
  changed: 'line {legacy} of legacy, {candidate} of candidate',
} as const;

function figuresOf({ file, name = file }: TableSource, { reader }: NumberedLines): TableComparison['legacy'] {
  return { file: name, rows: reader.rows, header: [TEXT_COLUMN] };
}

function findingsOf({ file, name = file }: TableSource, side: Side, { reader }: NumberedLines): readonly Finding[] {
  return reader.problems.map((problem) => findingOf(problem, side, name));
}
