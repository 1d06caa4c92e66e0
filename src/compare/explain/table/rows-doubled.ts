import type { Difference } from '../../../model/difference.ts';
import { type Message, message } from '../../../model/message.ts';
import type { Side } from '../../../model/side.ts';
import type { TableExplanation, TableHypothesis, TableInput } from '../hypothesis.ts';
import { type Copies, countCopies } from './count-copies.ts';
import { otherSide, ownRecord, ownRecords } from './other-side.ts';
import { sumRecords } from './sum-records.ts';

/** More records a side than this are not indexed, to bound the memory at about 400 MB: then only a file that is all of the other, several times, is seen. */
const MOST_INDEXED = 8_000_000;

/** One side has the records of the other twice (or more often), or some of them: a run that happened twice. */
export const rowsDoubled: TableHypothesis = {
  id: 'rows-doubled',
  explain: async (input) => {
    const { compared, legacy, candidate, duplicates } = input.comparison;
    const side = candidate.rows > legacy.rows ? 'candidate' : 'legacy';
    const [more, less] = [input.comparison[side].rows, input.comparison[otherSide(side)].rows];
    if (!compared || more === less || less === 0 || ownRecords(input.comparison, side) === 0) return [];
    // With a key, a record that is there twice has shown as a repeated key.
    if (input.key !== undefined && duplicates[side] === 0) return [];
    const times = Math.max(2, Math.round(more / less));
    const found = more > MOST_INDEXED ? await bySum(input, side, times) : byCopies(input, side, times, await countCopies(input, side, times));
    return found === undefined ? [] : [found];
  },
};

/** Whether the side is the other one `times` over, in any order. */
async function bySum(input: TableInput, side: Side, times: number): Promise<TableExplanation | undefined> {
  const { comparison } = input;
  if (comparison[side].rows !== comparison[otherSide(side)].rows * times) return undefined;
  const [ours, theirs] = [await sumRecords(input, side), await sumRecords(input, otherSide(side))];
  if (ours.some((lane, place) => lane !== ((theirs[place] ?? 0) * times) % 2 ** 32)) return undefined;
  const copies = comparison[side].rows - comparison[otherSide(side)].rows;
  return told('all', side, { times, copies, headers: 0 }, (difference) => ownRecord(difference, side) !== undefined);
}

function byCopies({ comparison }: TableInput, side: Side, times: number, copies: Copies): TableExplanation | undefined {
  const how = shapeOf(copies, comparison[otherSide(side)].rows, ownRecords(comparison, side), times);
  if (how === undefined) return undefined;
  const figures = { times, copies: copies.records.size - copies.headers, headers: copies.headers };
  return told(how, side, figures, (difference) => copies.records.has(ownRecord(difference, side)));
}

type Shape = 'all' | 'block' | 'spread';

/**
 * All records (nearly), or a block of them in one place, or so many that chance is no cause. A few copies here and there are no second run.
 */
function shapeOf({ records: { size }, first, last, headers }: Copies, rows: number, own: number, times: number): Shape | undefined {
  const copies = size - headers;
  const all = rows * (times - 1);
  if (copies >= all * 0.9 || (copies >= 3 && copies >= all - 1)) return 'all';
  if (copies >= 2 && size >= (last - first + 1) * 0.9) return 'block';
  return copies >= Math.max(10, rows * 0.1) && copies >= own * 0.8 ? 'spread' : undefined;
}

function told(
  how: Shape,
  side: Side,
  figures: { readonly times: number; readonly copies: number; readonly headers: number },
  accounts: (difference: Difference) => boolean,
): TableExplanation {
  const parameters = { side, ...figures };
  const cause = message(`explain.rows-doubled.cause.${how}`, `${WHAT[how]}${figures.headers > 0 ? HEADER : ''}: ${WHY[how]}`, {
    ...parameters,
    other: otherSide(side),
  });
  return { parameters, strength: how === 'all' ? 'reproduces' : 'consistent', accounts, cause, fix: FIX[side] };
}

const WHAT: Readonly<Record<Shape, string>> = {
  all: '{side} has the records of {other} {times} times',
  block: '{side} has {copies} records of {other} once more, in one block',
  spread: '{side} has {copies} records once more than {other}',
};
const HEADER = ', the header among them';
const RUN =
  'a run happened twice (a scheduled task is started at least once, both schedules are on, a retry) and appended to the file or table of the first';
const WHY: Readonly<Record<Shape, string>> = { all: RUN, block: RUN, spread: `${RUN}, or a join multiplies records` };

const FIX: Readonly<Record<Side, Message>> = {
  candidate: message(
    'explain.rows-doubled.fix.candidate',
    'Write the file anew (> <file>, not >>) or replace the day in one transaction (DELETE … WHERE day = …; INSERT …), claim each scheduled time once, and start the task with a clientToken of that time.',
  ),
  legacy: message(
    'explain.rows-doubled.fix.legacy',
    'Look for a second cron line, host or rerun that writes the same file; run legacy once, into an empty folder, and compare again.',
  ),
};
