import type { Side } from '../../../model/side.ts';
import type { TableInput, TableRecord } from '../hypothesis.ts';
import { LookAhead } from './look-ahead.ts';
import { otherSide } from './other-side.ts';
import { recordKey } from './record-key.ts';

/** How two files run alike, record by record, up to the end of the shorter one. */
export interface Alignment {
  /** The side that ends first. */
  readonly shorter: Side;
  /** Number of the first record of the longer side behind the last one that has its partner. */
  readonly tail: number;
  /** Only a record that is cut shows that one side ends early: too many had no partner, or both end together. */
  readonly doubtful: boolean;
  /** The last record of the shorter side, and the one that was met beside it. */
  readonly last: Readonly<Record<Side, TableRecord>>;
}

const WINDOW = 32;
/** A record that is cut, and two that changed, on both sides. */
const FEW_ALONE = 6;
/** The share of records without a partner from which on files do not run alike. */
const MOST_ALONE = 0.05;

/**
 * Undefined where the files do not run alike (given up early), or end together; then `open` is the shorter one, whose last record has no line end. Holds a
 * batch and a few records a side.
 */
export async function alignRecords(input: TableInput, open?: Side): Promise<Alignment | undefined> {
  const legacy = new LookAhead(input.records('legacy'), recordKey(input, 'legacy'));
  const candidate = new LookAhead(input.records('candidate'), recordKey(input, 'candidate'));
  try {
    return await run(legacy, candidate, open);
  } finally {
    await legacy.close();
    await candidate.close();
  }
}

async function run(legacy: LookAhead, candidate: LookAhead, open: Side | undefined): Promise<Alignment | undefined> {
  let matched = 0;
  let alone = 0;
  let last: Record<Side, TableRecord> | undefined;
  const tail = { legacy: 0, candidate: 0 };
  for (;;) {
    await legacy.fill(WINDOW);
    await candidate.fill(WINDOW);
    const [mine, theirs] = [legacy.at(0), candidate.at(0)];
    if (mine === undefined || theirs === undefined) {
      const shorter = mine === undefined ? (theirs === undefined ? open : 'legacy') : 'candidate';
      if (last === undefined || shorter === undefined || alone > FEW_ALONE + matched * MOST_ALONE) return undefined;
      const longer = otherSide(shorter);
      const together = mine === undefined && theirs === undefined;
      return { shorter, tail: tail[longer], last, doubtful: together || alone > 2 + matched * MOST_ALONE };
    }
    last = { legacy: mine.record, candidate: theirs.record };
    const [skipMine, skipTheirs] = mine.key === theirs.key ? [0, 0] : nextPair(legacy, candidate);
    alone += skipMine + skipTheirs;
    if (alone > WINDOW + matched * MOST_ALONE) return undefined;
    if (mine.key === theirs.key) {
      matched += 1;
      tail.legacy = mine.record.number + 1;
      tail.candidate = theirs.record.number + 1;
    }
    legacy.skip(Math.max(skipMine, skipMine + skipTheirs === 0 ? 1 : 0));
    candidate.skip(Math.max(skipTheirs, skipMine + skipTheirs === 0 ? 1 : 0));
  }
}

/** How many records to pass over on each side to get to two with the same key; one on each where none is near. */
function nextPair(legacy: LookAhead, candidate: LookAhead): readonly [number, number] {
  for (let distance = 1; distance < WINDOW; distance++) {
    for (let mine = 0; mine <= distance; mine++) {
      const [left, right] = [legacy.at(mine), candidate.at(distance - mine)];
      if (left !== undefined && left.key === right?.key) return [mine, distance - mine];
    }
  }
  return [1, 1];
}
