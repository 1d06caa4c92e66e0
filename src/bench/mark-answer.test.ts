import { describe, expect, it } from 'vitest';
import { markAnswer } from './mark-answer.ts';
import { median } from './run-bench.ts';
import { TASK_LIST } from './task.ts';

const shape = { seed: 1, records: 100, changedCells: 3 };
const expected = (id: string) => TASK_LIST.find((task) => task.id === id)?.expected(shape) ?? {};

describe('markAnswer', () => {
  it('wants every figure that is told to be right', () => {
    const right = expected('diff');
    expect(markAnswer('diff', right, right)).toBe('right');
    expect(markAnswer('diff', { added: 0 }, right)).toBe('right');
    expect(markAnswer('diff', { ...right, removed: 1 }, right)).toBe('wrong');
    expect(markAnswer('diff', { ...right, cells: right.cells?.slice(1) ?? [] }, right)).toBe('wrong');
    expect(markAnswer('diff', { equal: false }, right)).toBe('wrong');
    expect(markAnswer('diff', {}, right)).toBe('none');
  });

  it('takes any true sample where all records differ', () => {
    const right = expected('shifted');
    const sample = (candidate: string) => ({ ...right, cells: [['10000000', 'updated_at', '2026-03-01 08:00:00', candidate] as const] });
    expect(markAnswer('shifted', sample('2026-02-28 23:00:00'), right)).toBe('right');
    expect(markAnswer('shifted', sample('2026-02-28 22:00:00'), right)).toBe('wrong');
    expect(markAnswer('shifted', { ...right, cells: [] }, right)).toBe('wrong');
  });
});

it('takes the median', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([5])).toBe(5);
});
