import type { Difference } from '../../../model/difference.ts';
import { message } from '../../../model/message.ts';
import type { Side } from '../../../model/side.ts';
import type { TableExplanation, TableHypothesis, TableInput, TableRecord } from '../hypothesis.ts';
import { type Alignment, alignRecords } from './align-records.ts';
import { otherSide, ownRecord, ownRecords } from './other-side.ts';
import { type SharedPrefix, sharedPrefix } from './shared-prefix.ts';
import { traitOf } from './trait.ts';

/** One side's file is only the beginning of the other's, possibly cut inside a record: exactly, or (with other changes in it) record by record. */
export const partial: TableHypothesis = {
  id: 'partial',
  explain: async (input) => {
    const { legacy, candidate, differences } = input.comparison;
    if (differences.total === 0 && legacy.rows === candidate.rows) return [];
    const prefix = await sharedPrefix(input);
    if (prefix !== undefined) return [await explainPrefix(input, prefix)];
    const ends = traitOf(input.comparison, 'final-newline');
    const open = ends === undefined || legacy.rows !== candidate.rows ? undefined : ends.candidate === 'no' ? 'candidate' : 'legacy';
    const alignment = endsEarly(input) || open !== undefined ? await alignRecords(input, open) : undefined;
    const found = alignment === undefined ? undefined : explainAlignment(input, alignment);
    return found === undefined ? [] : [found];
  },
};

/** Everything that differs follows from a file that ends early. */
async function explainPrefix(input: TableInput, { side, size, of }: SharedPrefix): Promise<TableExplanation> {
  const records = input.comparison[side].rows;
  const parameters = { side, bytes: size, ofBytes: of, records, ofRecords: input.comparison[otherSide(side)].rows };
  // A last line end alone that is missing is no record that is cut: that has a cause of its own.
  const whole = input.comparison.differences.total === 1 && traitOf(input.comparison, 'final-newline') !== undefined;
  const inside = size > 0 && !whole && !(await endsRecord(input, side));
  const how = size === 0 ? 'empty' : inside ? 'inside' : records === 0 ? 'header' : side === 'legacy' ? 'grown' : 'between';
  return {
    parameters,
    strength: inside ? 'reproduces' : 'consistent',
    // A file that ends with a record has other causes too; they may be more telling.
    everything: inside,
    accounts: () => true,
    cause: message(`explain.partial.cause.${how}`, CAUSE[how], { ...parameters, other: otherSide(side) }),
    fix: message(`explain.partial.fix.${how}`, FIX[how]),
  };
}

const CAUSE = {
  empty: 'the file of {side} is empty: its program wrote nothing (it failed behind a redirection, or its failure in a pipe was not seen)',
  header:
    'the file of {side} holds the header alone: its query found nothing (another date, schema, user or empty table), or stopped before the first record',
  inside:
    'the file of {side} is the beginning of the other, cut inside a record after {bytes} of {ofBytes} bytes: writing stopped (task stopped or out of memory, disk full), or it was copied or uploaded while it was still written',
  between:
    'the file of {side} is the beginning of the other and ends after record {records} of {ofRecords}: a LIMIT or page size, a connection that ended, or records that are later than its query',
  grown:
    'the file of legacy is the beginning of the other and ends after record {records} of {ofRecords}: the candidate read later and found more records behind the last one, or legacy was cut',
} as const;

const SAFE_WRITE =
  'Stop at the first failure (set -euo pipefail), write under another name and rename or upload only after success, and compare the size after the upload';
const FIX = {
  empty: `${SAFE_WRITE}; refuse to deliver an empty file: [ -s <file> ].`,
  header: "Compare the query's date, schema and user on both sides; print them in the log.",
  inside: `${SAFE_WRITE}; give the task enough memory and ephemeralStorage, and a stopTimeout that lets it finish.`,
  between: `Look for a LIMIT, a page size or a time-out in the query. ${SAFE_WRITE}.`,
  grown: 'Run both sides against the same state (a snapshot, or a fixed upper bound of time in the query).',
} as const;

/** Whether the file's last byte is a line end. */
async function endsRecord(input: TableInput, side: Side): Promise<boolean> {
  let last: number | undefined;
  for await (const chunk of input.bytes(side)) last = chunk.at(-1) ?? last;
  return last === 10 || last === 13;
}

/** A side holds fewer records, and the other has some that it has not. */
function endsEarly({ comparison: { compared, legacy, candidate, added, removed } }: TableInput): boolean {
  return compared && (legacy.rows > candidate.rows ? removed > 0 : candidate.rows > legacy.rows && added > 0);
}

function explainAlignment({ comparison }: TableInput, { shorter, tail, last, doubtful }: Alignment): TableExplanation | undefined {
  const longer = otherSide(shorter);
  const cut = isCut(last[shorter], last[longer]);
  const records = comparison[longer].rows - tail + 1;
  const alone = ownRecords(comparison, longer);
  if (!cut && (doubtful || records < 2 || records * 2 < alone)) return undefined;
  const parameters = { side: shorter, records: comparison[shorter].rows, ofRecords: comparison[longer].rows };
  const how = cut ? 'cut-record' : shorter === 'legacy' ? 'grown' : 'between';
  const text = cut ? CUT : CAUSE[how === 'grown' ? 'grown' : 'between'];
  return {
    parameters,
    strength: 'consistent',
    accounts: (difference) =>
      isTail(difference, longer, cut ? last[longer].number : tail) || (cut && isOfCut(difference, shorter, last[shorter].number)),
    cause: message(`explain.partial.cause.${how}`, text, parameters),
    fix: message(`explain.partial.fix.${cut ? 'inside' : how}`, FIX[cut ? 'inside' : how === 'grown' ? 'grown' : 'between']),
  };
}

const CUT =
  'the file of {side} ends inside record {records} of the {ofRecords} that the other has in the same order: writing stopped (task stopped or out of memory, disk full), or it was copied or uploaded while it was still written';

function isTail(difference: Difference, longer: Side, tail: number): boolean {
  return (ownRecord(difference, longer) ?? 0) >= tail;
}

/** What differs in the record that was cut, and the line end that it lacks. */
function isOfCut({ kind, record, message: text }: Difference, shorter: Side, number: number): boolean {
  return record?.[shorter] === number && kind !== 'representation' ? true : text?.id === 'representation.final-newline';
}

/** Whether `record` is what is left of `whole` when the line is cut off somewhere. */
function isCut(record: TableRecord, whole: TableRecord): boolean {
  const last = record.cells.length - 1;
  if (last >= whole.cells.length || record.cells.slice(0, last).some((cell, place) => cell !== whole.cells[place])) return false;
  const [part = '', all = ''] = [record.cells[last], whole.cells[last]];
  return all.startsWith(part) && (part !== all || last < whole.cells.length - 1);
}
