import type { Side } from '../../model/side.ts';
import { COUNT_WORDS, type JoinReport } from './join-task.ts';
import type { MergeReport } from './merge-task.ts';

const NONE = new Uint32Array();

/** What was found in the parts of two files, with the records' numbers in their files: of pairs with a cell that differs, and of those in which only quotes do. */
export function joinMerges(parts: readonly MergeReport[]): { readonly differing: JoinReport; readonly requoted: JoinReport } {
  const before = { legacy: 0, candidate: 0 };
  const moved = parts.map((part) => {
    const mine = { ...before };
    for (const side of ['legacy', 'candidate'] as const) before[side] += part.scans[side].rows;
    return { part, mine };
  });
  const gather = (of: (part: MergeReport) => Uint32Array, sideAt: (at: number) => Side) => {
    const all = new Uint32Array(parts.reduce((length, part) => length + of(part).length, 0));
    let to = 0;
    for (const { part, mine } of moved) {
      const numbers = of(part);
      for (let at = 0; at < numbers.length; at++) all[to++] = (numbers[at] ?? 0) + mine[sideAt(at)];
    }
    return all;
  };
  const alternating = (at: number): Side => (at % 2 === 0 ? 'candidate' : 'legacy');
  const nothing = { removed: NONE, added: NONE, members: { legacy: NONE, candidate: NONE }, repeated: 0, changed: 0, columns: NONE };
  return {
    differing: {
      ...nothing,
      pairs: gather(({ pairs }) => pairs, alternating),
      removed: gather(
        ({ removed }) => removed,
        () => 'legacy',
      ),
      added: gather(
        ({ added }) => added,
        () => 'candidate',
      ),
      changed: parts.reduce((sum, { differing }) => sum + differing, 0),
      columns: joinColumns(moved),
    },
    requoted: { ...nothing, pairs: gather(({ requoted }) => requoted, alternating) },
  };
}

/** The counts of all parts, with the first record of the first part that has one. */
function joinColumns(parts: readonly { readonly part: MergeReport; readonly mine: Readonly<Record<Side, number>> }[]): Uint32Array {
  const all = new Uint32Array(parts[0]?.part.columns.length ?? 0);
  for (const { part, mine } of parts) {
    for (let at = 0; at < all.length; at += COUNT_WORDS) {
      const [count = 0, legacy = 0, candidate = 0] = part.columns.subarray(at, at + COUNT_WORDS);
      if (count === 0) continue;
      if (all[at] === 0) all.set([legacy + mine.legacy, candidate + mine.candidate], at + 1);
      all[at] = (all[at] ?? 0) + count;
    }
  }
  return all;
}
