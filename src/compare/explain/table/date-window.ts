import { message, type Values } from '../../../model/message.ts';
import type { Side } from '../../../model/side.ts';
import type { TableExplanation, TableHypothesis, TableInput, TableRecord } from '../hypothesis.ts';
import { dayOf, isoDay } from './day.ts';
import { countDays, type DayColumn, type DayCounts } from './day-counts.ts';
import { otherSide, ownRecord, ownRecords } from './other-side.ts';

/** One record on one side only is no day. */
const FEWEST = 2;

/** The records of a whole day at the edge of a date column are on one side only: the window of days moved by one, or is one longer or shorter. */
export const dateWindow: TableHypothesis = {
  id: 'date-window',
  explain: async (input) => {
    if (input.comparison.added + input.comparison.removed < FEWEST) return [];
    const columns = input.match.common
      .map((column) => ({ column, days: commonDays(input, column) }))
      .filter(({ days }) => Object.keys(days).length > 0);
    if (columns.length === 0) return [];
    const counts = await countDays(input, columns);
    const found = columns.flatMap((column, nth) => moved(input, column, counts[nth]) ?? []);
    const [best] = found.toSorted((a, b) => b.count - a.count);
    return best === undefined ? [] : [explained(best, input)];
  },
};

/** On each side, the day on which at least half of the records lie that only this side has. */
function commonDays(input: TableInput, column: DayColumn['column']): DayColumn['days'] {
  const [legacy, candidate] = [commonDay(input.removed, column.legacy), commonDay(input.added, column.candidate)];
  return { ...(legacy === undefined ? {} : { legacy }), ...(candidate === undefined ? {} : { candidate }) };
}

function commonDay(records: readonly TableRecord[], place: number): number | undefined {
  const counts = new Map<number, number>();
  for (const { cells } of records) {
    const day = dayOf(cells[place] ?? '');
    if (day !== undefined) counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return most !== undefined && most[1] * 2 >= records.length ? most[0] : undefined;
}

/** One day that only one side has. `later`: the candidate's window begins or ends later by it. */
interface Edge {
  readonly day: number;
  readonly later: boolean;
  readonly records: DayCounts['records'][Side];
}

interface Move {
  readonly column: string;
  readonly edges: Readonly<Partial<Record<Side, Edge>>>;
  readonly count: number;
}

function moved({ comparison }: TableInput, { column, days }: DayColumn, counts: DayCounts | undefined): Move | undefined {
  if (counts === undefined) return undefined;
  const [legacy, candidate] = [edgeOf('legacy', days.legacy, counts), edgeOf('candidate', days.candidate, counts)];
  const together = legacy !== undefined && candidate !== undefined && legacy.later === candidate.later;
  const sizes = { legacy: legacy?.records.size ?? 0, candidate: candidate?.records.size ?? 0 };
  const larger = sizes.legacy >= sizes.candidate ? 'legacy' : 'candidate';
  const edges = together ? { legacy, candidate } : larger === 'legacy' ? { ...(legacy && { legacy }) } : { ...(candidate && { candidate }) };
  const count = together ? sizes.legacy + sizes.candidate : sizes[larger];
  return count >= FEWEST && count * 4 >= ownRecords(comparison, larger) ? { column: column.name, edges, count } : undefined;
}

/** So many days around an edge no records may lie, beyond it. */
const AROUND = 7;

/**
 * Whether the day is one that only `side` has, next to the days that the other has, with (nearly) nothing beyond: some records of another cause may lie there.
 */
function edgeOf(side: Side, day: number | undefined, counts: DayCounts): Edge | undefined {
  if (day === undefined) return undefined;
  const few = (counts.of(side, day) - 1) / 2;
  const other = otherSide(side);
  const [before, after] = [counts.of(other, day - 1), counts.of(other, day + 1)];
  if (counts.of(other, day) > few || before > 0 === after > 0) return undefined;
  const outwards = after > 0 ? -1 : 1;
  let beyond = 0;
  for (let distance = 1; distance <= AROUND; distance++)
    beyond += counts.of('legacy', day + outwards * distance) + counts.of('candidate', day + outwards * distance);
  if (beyond > few) return undefined;
  return { day, later: (side === 'legacy') === outwards < 0, records: counts.records[side] };
}

function explained({ column, edges: { legacy, candidate } }: Move, { facts }: TableInput): TableExplanation {
  const later = (legacy ?? candidate)?.later === true;
  const shape = legacy === undefined ? 'longer' : candidate === undefined ? 'shorter' : 'moved';
  const parameters: Values = {
    column,
    days: shape === 'moved' ? (later ? 1 : -1) : 0,
    ...(legacy === undefined ? {} : { legacyDay: isoDay(legacy.day), removed: legacy.records.size }),
    ...(candidate === undefined ? {} : { candidateDay: isoDay(candidate.day), added: candidate.records.size }),
  };
  const words = { ...parameters, way: later ? 'later' : 'earlier', end: (shape === 'longer') === later ? 'last' : 'first' };
  const zone = facts.sides.legacy.timeZone ?? 'Asia/Tokyo';
  return {
    parameters,
    strength: 'consistent',
    accounts: (difference) =>
      legacy?.records.has(ownRecord(difference, 'legacy')) === true || candidate?.records.has(ownRecord(difference, 'candidate')) === true,
    cause: message(`explain.date-window.cause.${shape}`, `${WHAT[shape]}: ${WHY}`, words),
    fix: message('explain.date-window.fix', FIX, { zone }),
  };
}

const WHAT = {
  moved: "the candidate's window of {column} is a day {way}: it lacks the {removed} records of {legacyDay} and has {added} of {candidateDay}",
  shorter: 'the candidate lacks the {removed} records of {legacyDay}, the {end} day of {column} in legacy',
  longer: 'the candidate has {added} records of {candidateDay} more, the {end} day of {column} there',
} as const;
const WHY =
  'the day comes from a clock in another zone (from 00:00 to 09:00 in Tokyo, UTC still has the day before; TZ without tzdata is UTC), from a BusyBox date that cannot read "1 day ago", or one side uses < where the other uses <=';
const FIX =
  "Hand the business date to the task (environment in containerOverrides) instead of asking its clock; else RUN apk add --no-cache tzdata and ENV TZ={zone} in the Dockerfile, and in SQL (now() AT TIME ZONE '{zone}')::date; compare the bounds (<, <=) of both queries.";
