import { type Message, message } from '../../../model/message.ts';
import { SIDES, type Side } from '../../../model/side.ts';
import { dateTime } from '../../equivalence/date-time.ts';
import type { CommonColumn } from '../../tables/match-columns.ts';
import type { TableExplanation, TableHypothesis, TableInput, TableRecord } from '../hypothesis.ts';
import { otherSide, ownRecord, ownRecords } from './other-side.ts';
import { RecordSet } from './record-set.ts';
import { type RunWindow, runWindow } from './run-window.ts';

const DAY = 86_400_000;
/** How many days before the runs a time may lie: a query of "the last 7 days" lets go of records at that distance. */
const DISTANCES = [0, 1, 7, 30, 31];
/** Records of a side on which columns, zones and distances are tried; then all are tested. */
const SAMPLE = 10_000;
/** The share of the records of one side that must lie on the boundary, so that it is no chance. */
const SHARE = 0.25;

/** Records that are on one side only have a time between the two runs, or a whole number of days before: the source or the query's window moved meanwhile. */
export const runTime: TableHypothesis = {
  id: 'run-time',
  explain: async (input) => {
    const window = runWindow(input.facts);
    if (window === undefined) return [];
    const hits = SIDES.flatMap((side) => bestHit(input, side, window) ?? []);
    const largest = hits.toSorted((a, b) => b.count - a.count)[0];
    if (largest === undefined) return [];
    const sets = { legacy: new RecordSet(), candidate: new RecordSet() };
    const used = hits.filter(({ column }) => column.name === largest.column.name);
    for (const hit of used) await collect(input, hit, sets[hit.side]);
    return [explained(largest, window, sets)];
  },
};

/** The column in which times of one side lie on the boundary, and how they are read. */
interface Hit {
  readonly side: Side;
  readonly column: CommonColumn;
  readonly zone: string;
  readonly days: number;
  readonly count: number;
  readonly lies: (text: string) => boolean;
}

function bestHit(input: TableInput, side: Side, window: RunWindow): Hit | undefined {
  const sample = (side === 'legacy' ? input.removed : input.added).slice(0, SAMPLE);
  let best: Hit | undefined;
  for (const column of input.match.common) {
    for (const zone of zonesOf(input, side)) {
      for (const days of DISTANCES) {
        const lies = boundary(window, zone, days);
        const count = sample.filter(({ cells }) => lies(cells[column[side]] ?? '')).length;
        if (count > (best?.count ?? 0)) best = { side, column, zone, days, count, lies };
      }
    }
  }
  return best !== undefined && best.count >= sample.length * SHARE ? best : undefined;
}

/** The zones in which a time without an offset may be written: what is known of the hosts, and UTC. */
function zonesOf({ facts }: TableInput, side: Side): readonly string[] {
  return [...new Set([facts.sides[side].timeZone, facts.sides[otherSide(side)].timeZone, 'UTC'].flatMap((zone) => zone ?? []))];
}

function boundary({ from, to }: RunWindow, zone: string, days: number): (text: string) => boolean {
  const read = dateTime.reader({ dateTime: { legacy: zone, candidate: zone } });
  return (text) => {
    const instant = text.length < 16 ? undefined : read?.(text.replace(/^(\d{4})\/(\d{2})\/(\d{2})/, '$1-$2-$3'), 'legacy');
    const time = Number.parseInt(instant ?? '', 10);
    return time >= from - days * DAY && time <= to - days * DAY;
  };
}

async function collect(input: TableInput, { side, column, lies }: Hit, into: RecordSet): Promise<void> {
  const note = ({ number, cells }: TableRecord) => {
    if (lies(cells[column[side]] ?? '')) into.add(number);
  };
  const sample = side === 'legacy' ? input.removed : input.added;
  if (sample.length >= ownRecords(input.comparison, side)) sample.forEach(note);
  else for await (const batch of input.records(side)) batch.forEach(note);
}

function explained({ column, zone, days }: Hit, window: RunWindow, sets: Readonly<Record<Side, RecordSet>>): TableExplanation {
  const [from, to] = [window.from, window.to].map((time) => new Date(time - days * DAY).toISOString());
  const parameters = { column: column.name, zone, days, from: from ?? '', to: to ?? '' };
  const later = window.later ?? 'neither';
  return {
    parameters,
    strength: 'consistent',
    accounts: (difference) => SIDES.some((side) => sets[side].has(ownRecord(difference, side))),
    cause: message('explain.run-time.cause', days === 0 ? BETWEEN : BEFORE, { ...parameters, later }),
    fix: FIX,
  };
}

const BETWEEN =
  'their {column} lies between the beginning of the first run and the end of the second ({from} to {to}, the later one: {later}): the source went on while the two sides read it one after the other';
const BEFORE =
  'their {column} lies {days} days before the runs ({from} to {to}, the later one: {later}): the query takes the last {days} days from its own time, and that window moved between the two runs';

const FIX: Message = message(
  'explain.run-time.fix',
  'Give both queries the same fixed bounds (WHERE time >= :from AND time < :to, from the business date) instead of now(), or run both against one snapshot; a probe in the scenario tells when the source moved.',
);
