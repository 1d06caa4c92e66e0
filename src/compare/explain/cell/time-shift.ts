import type { CellPair } from '../hypothesis.ts';
import { formatsOf } from './detect-formats.ts';
import type { Moment } from './moment.ts';
import type { TimeFormat } from './time-format.ts';

/** How the candidate's times follow from legacy's: the formats, and what is added. */
export interface TimeShift {
  readonly from: TimeFormat;
  readonly to: TimeFormat;
  /** What the candidate's clock on the wall shows more than legacy's, in seconds. */
  readonly seconds: number;
  /** What the candidate's written offset is more than legacy's, in seconds; undefined where one of them writes none. */
  readonly offsets: number | undefined;
}

/** Shifts of one sample that are tried, the most frequent first. */
const TRIED = 24;

/** The shifts that pairs of a sample show. */
export function shiftsOf(sample: readonly CellPair[]): readonly TimeShift[] {
  const counts = new Map<string, { readonly shift: TimeShift; count: number }>();
  for (const pair of sample) {
    for (const shift of shiftsOfPair(pair)) {
      const id = JSON.stringify([shift.from.name, shift.to.name, shift.seconds, shift.offsets]);
      const known = counts.get(id);
      if (known === undefined) counts.set(id, { shift, count: 1 });
      else known.count += 1;
    }
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, TRIED)
    .map(({ shift }) => shift);
}

function shiftsOfPair({ legacy, candidate }: CellPair): readonly TimeShift[] {
  const froms = formatsOf(legacy);
  if (froms.length === 0) return [];
  const tos = formatsOf(candidate);
  return froms.flatMap((from) =>
    tos.flatMap((to) => {
      const [a, b] = [from.read(legacy), to.read(candidate)];
      if (a === undefined || b === undefined) return [];
      const shift = { from, to, seconds: b.seconds - cut(a, from, to).seconds, offsets: offsetsOf(a, b) };
      return isShifted({ legacy, candidate }, shift) ? [shift] : [];
    }),
  );
}

/** Whether the candidate's time is legacy's, shifted, to the precision with which it is written. */
export function isShifted({ legacy, candidate }: CellPair, { from, to, seconds, offsets }: TimeShift): boolean {
  const a = from.read(legacy);
  if (a === undefined) return false;
  const b = to.read(candidate);
  if (b === undefined) return false;
  const kept = cut(a, from, to);
  return b.seconds - kept.seconds === seconds && b.nanos === kept.nanos && offsetsOf(a, b) === offsets;
}

function offsetsOf(a: Moment, b: Moment): number | undefined {
  return a.offset === undefined || b.offset === undefined ? undefined : b.offset - a.offset;
}

/** What is left of a time in a format that is less precise. */
function cut(moment: Moment, from: TimeFormat, to: TimeFormat): Moment {
  if (to.precision <= from.precision) return moment;
  if (to.precision < 1) {
    const unit = Math.round(to.precision * 1e9);
    return { ...moment, nanos: Math.floor(moment.nanos / unit) * unit };
  }
  return { ...moment, seconds: Math.floor(moment.seconds / to.precision) * to.precision, nanos: 0 };
}
