import { describe, expect, it } from 'vitest';
import type { RunEntry } from '../model/ledger.ts';
import { unneededAllowances } from './unneeded-allowances.ts';

const run = (allowances?: Readonly<Record<string, number>>, status: RunEntry['status'] = 'pass'): RunEntry => {
  const of = { scenario: 's', run: 'r', allowed: 0, world: 'real', seal: 'a'.repeat(64) } as const;
  return { type: 'run', at: '', status, ...of, ...(allowances === undefined ? {} : { allowances }) };
};
const times = (count: number, one: RunEntry) => Array.from({ length: count }, () => one);
const unneeded = (...runs: readonly RunEntry[]) => unneededAllowances([{ id: 'a' }, { id: 'b' }], runs);

describe('allowances that nothing needs', () => {
  it('are those that covered nothing in ten passes in a row', () => {
    expect(unneeded(...times(10, run({ a: 0, b: 2 })))).toEqual(['a']);
    expect(unneeded(...times(9, run({ a: 0, b: 2 })))).toEqual([]);
    expect(unneeded(run({ a: 1, b: 0 }), ...times(9, run({ a: 0, b: 0 })), run({ a: 0, b: 1 }))).toEqual(['a']);
  });

  it('are not told before they were there for so long, nor after what did not pass', () => {
    expect(unneeded(...times(9, run({ b: 1 })), run({ a: 0, b: 1 }))).toEqual([]);
    expect(unneeded(...times(9, run({ a: 0, b: 1 })), run({ a: 0, b: 0 }, 'fail'))).toEqual([]);
    expect(unneeded(...times(5, run({ a: 0, b: 1 })), run({}, 'cancelled'), run(), ...times(5, run({ a: 0, b: 1 })))).toEqual(['a']);
  });
});
