import type { Side } from '../../../model/side.ts';
import type { CommonColumn } from '../../tables/match-columns.ts';
import type { TableRecord } from '../hypothesis.ts';
import type { RecordPair } from './record-pair.ts';

/** So many columns are left out one by one. */
const MOST_COLUMNS = 100;

/**
 * Pairs records that are alike in all columns but one: for each column in turn, those that are left. What is alike several times over is paired in its order.
 * Holds a sum of hashes for each record, so that a column is left out by taking its hash from the sum.
 */
export function pairByOthers(removed: readonly TableRecord[], added: readonly TableRecord[], common: readonly CommonColumn[]): readonly RecordPair[] {
  const pairs: RecordPair[] = [];
  let mine = removed.map((record) => summed(record, 'legacy', common));
  let theirs = added.map((record) => summed(record, 'candidate', common));
  for (const [nth, column] of common.slice(0, MOST_COLUMNS).entries()) {
    const waiting = new Map<number, Summed[]>();
    for (const one of mine) {
      const key = without(one, 'legacy', column, nth);
      const same = waiting.get(key);
      if (same === undefined) waiting.set(key, [one]);
      else same.push(one);
    }
    const taken = new Set<Summed>();
    const left = theirs.filter((other) => {
      const same = waiting.get(without(other, 'candidate', column, nth));
      const first = same?.[0];
      if (same === undefined || first === undefined || !alike(first.record, other.record, common, column)) return true;
      same.shift();
      taken.add(first);
      pairs.push({ legacy: first.record, candidate: other.record });
      return false;
    });
    if (taken.size === 0) continue;
    theirs = left;
    mine = mine.filter((one) => !taken.has(one));
    if (mine.length === 0 || theirs.length === 0) break;
  }
  return pairs.sort((a, b) => a.legacy.number - b.legacy.number);
}

/** A record with the sums of the hashes of its cells, each modulo 2^32. */
interface Summed {
  readonly record: TableRecord;
  readonly high: number;
  readonly low: number;
}

const SEEDS = { high: 0x811c9dc5, low: 0x2f0b4a47 } as const;

function summed(record: TableRecord, side: Side, common: readonly CommonColumn[]): Summed {
  let [high, low] = [0, 0];
  for (const [nth, column] of common.entries()) {
    const text = record.cells[column[side]] ?? '';
    high = (high + hashOf(text, SEEDS.high + nth)) >>> 0;
    low = (low + hashOf(text, SEEDS.low + nth)) >>> 0;
  }
  return { record, high, low };
}

/** 53 bits of what all other columns sum up to. */
function without({ record, high, low }: Summed, side: Side, column: CommonColumn, nth: number): number {
  const text = record.cells[column[side]] ?? '';
  return ((high - hashOf(text, SEEDS.high + nth)) >>> 0) * 2 ** 21 + (((low - hashOf(text, SEEDS.low + nth)) >>> 0) >>> 11);
}

/** FNV-1a over UTF-16, with the bits mixed at the end (sums would else show what texts have in common). */
function hashOf(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function alike(legacy: TableRecord, candidate: TableRecord, common: readonly CommonColumn[], but: CommonColumn): boolean {
  return common.every((column) => column === but || legacy.cells[column.legacy] === candidate.cells[column.candidate]);
}
