import type { KeyOrder, RawKey } from './key-order.ts';
import { keyRelation } from './key-order.ts';
import type { RecordFinder } from './record-finder.ts';

/** Probes after which a key is not looked for any longer. */
const PROBES = 60;
/** Bytes that are looked at in one place. */
export const WINDOW = 1 << 14;

/** Offsets that cut a file into about `pieces` parts of the same size, each where a record seems to begin. */
export function cutFile(finder: RecordFinder, size: number, pieces: number): readonly number[] {
  const cuts: number[] = [];
  for (let nth = 1; nth < pieces; nth++) {
    const cut = finder.startAt(Math.floor((size * nth) / pieces));
    if (cut !== undefined && cut > (cuts.at(-1) ?? 0) && cut < size) cuts.push(cut);
  }
  return cuts;
}

interface SideToCut {
  readonly finder: RecordFinder;
  readonly size: number;
  readonly key: readonly number[];
}

/** Cuts of both files before the same keys, as far as they are in order: pairs of offsets. */
export function cutBoth(order: KeyOrder, legacy: SideToCut, candidate: SideToCut, pieces: number): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  for (const cut of cutFile(legacy.finder, legacy.size, pieces)) {
    const key = legacy.finder.recordsAt(cut).cellsOf(0, legacy.key);
    const other = key === undefined ? undefined : startOfKey(order, candidate, key, (cut / legacy.size) * candidate.size);
    if (other !== undefined && other > (pairs.at(-1)?.[1] ?? 0) && other < candidate.size) pairs.push([cut, other]);
  }
  return pairs;
}

/** Where the first record begins whose key is not below the wanted one, looked for from `near` on; undefined where that is not clear. */
function startOfKey(order: KeyOrder, { finder, size, key }: SideToCut, wanted: RawKey, near: number): number | undefined {
  let low = 1;
  let high = size;
  let probe = near - WINDOW / 2;
  for (let step = WINDOW, tries = 0; tries < PROBES; tries++, step *= 2) {
    const start = finder.startAt(Math.max(low, Math.min(high - 1, Math.floor(probe))));
    if (start === undefined) return undefined;
    const records = finder.recordsAt(start);
    const place = firstNotBelow(order, records.count, (nth) => records.cellsOf(nth, key), wanted);
    if (place === undefined) return undefined;
    if (place > 0 && place < records.count) return records.startOf(place);
    if (place === 0 && (start <= low || probe <= low)) return start;
    if (place === 0) high = start;
    else low = records.startOf(place);
    if (low >= size) return undefined;
    if (high - low <= WINDOW) probe = low;
    else if (low > 1 && high < size) probe = (low + high) / 2;
    else probe = place === 0 ? start - step : low + step;
  }
  return undefined;
}

/** By halves; undefined where a record is ragged or none is whole. */
function firstNotBelow(order: KeyOrder, count: number, keyOf: (nth: number) => RawKey | undefined, wanted: RawKey): number | undefined {
  if (count === 0) return undefined;
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const key = keyOf(middle);
    if (key === undefined) return undefined;
    if (keyRelation(order, key, wanted) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
