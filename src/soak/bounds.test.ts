import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutputFigures, SoakFigures } from '../model/soak-record.ts';
import { judgeBounds, rangeOf, unbounded } from './bounds.ts';
import { namesOf } from './figures.ts';
import type { Pass } from './history.ts';

const RULE = { bounds: { last: 14, atLeast: 3, spread: 0.1 }, expect: {} };

function figures(change: Partial<OutputFigures> = {}, doneAfterMs?: number): SoakFigures {
  const table = { files: 1, names: ['a_#.csv'], bytes: 1_000, rows: 100, ...change };
  return { outputs: { table }, ...(doneAfterMs === undefined ? {} : { doneAfterMs }) };
}

const passes = (...all: readonly SoakFigures[]): readonly Pass[] => all.map((one, index) => ({ run: `r${index}`, figures: one }));
const usual = passes(figures(), figures({ rows: 90, bytes: 900 }), figures({ rows: 110, bytes: 1_100 }));
const statusOf = (of: SoakFigures, id: string, history = usual, rule: Parameters<typeof judgeBounds>[3] = RULE) =>
  judgeBounds(of, ['table'], history, rule).find((one) => one.id === id)?.status;

describe('bounds of the history', () => {
  it('every pass lies within what it gives, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 20 }), fc.double({ min: 0, max: 10, noNaN: true }), (values, spread) => {
        const range = rangeOf(values, spread);
        expect(values.every((value) => value >= range.from && value <= range.to)).toBe(true);
        expect(rangeOf([...values].reverse(), spread)).toEqual(range);
        expect(range.from).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('rows and bytes that stray are red, on either side', () => {
    expect([80, 81, 121, 122].map((rows) => statusOf(figures({ rows }), 'table.rows'))).toEqual(['fail', 'pass', 'pass', 'fail']);
    expect([809, 810, 1_210, 1_211].map((bytes) => statusOf(figures({ bytes }), 'table.bytes'))).toEqual(['fail', 'pass', 'pass', 'fail']);
  });

  it('are not there while there are too few passes, and what is said goes before them', () => {
    expect(statusOf(figures({ rows: 5 }), 'table.rows', usual.slice(0, 2))).toBe('not-asked');
    const said = { ...RULE, expect: { table: { rows: { from: 1, to: 10 } } } };
    expect(statusOf(figures({ rows: 5 }), 'table.rows', usual, said)).toBe('pass');
    expect(statusOf(figures({ rows: 100 }), 'table.rows', usual, said)).toBe('fail');
  });

  it('a name that none had, and one that all had', () => {
    const two = passes(...[1, 2, 3].map(() => figures({ names: ['a_#.csv', 'b_#.csv'], files: 2 })));
    expect(statusOf(figures({ names: ['a_#.csv'] }), 'table.names', two)).toBe('fail');
    expect(statusOf(figures({ names: ['a_#.csv', 'b_#.csv', 'core'] }), 'table.names', two)).toBe('fail');
    expect(statusOf(figures({ names: ['a_#.csv', 'b_#.csv'] }), 'table.names', two)).toBe('pass');
    expect(namesOf([{ name: 'b_20261102_0131.csv' }, { name: 'a_2026-11-02.csv' }, { name: 'b_20261103_0130.csv' }])).toEqual([
      'a_#-#-#.csv',
      'b_#_#.csv',
    ]);
  });

  it('when it was done is judged by natural runs only', () => {
    const done = passes(figures({}, 60_000), figures({}, 66_000), figures(), figures({}, 63_000));
    expect([53_999, 54_000, 72_600, 72_601].map((ms) => statusOf(figures({}, ms), 'done', done))).toEqual(['fail', 'pass', 'pass', 'fail']);
    expect(statusOf(figures({}, 1), 'done')).toBe('not-asked');
  });

  it('columns are as the scenario says, in its order', () => {
    const said = { ...RULE, expect: { table: { columns: ['id', 'v'] } } };
    const of = (columns?: readonly string[]) => statusOf(figures(columns === undefined ? {} : { columns }), 'table.columns', usual, said);
    expect([of(['id', 'v']), of(['v', 'id']), of(['id']), of(['id', 'v', 'w']), of()]).toEqual(['pass', 'fail', 'fail', 'fail', 'fail']);
  });

  it('tells an output whose amount nothing bounds', () => {
    expect(unbounded(judgeBounds(figures(), ['table'], usual, RULE), ['table'])).toEqual([]);
    expect(unbounded(judgeBounds(figures(), ['table'], [], RULE), ['table'])).toEqual(['table']);
  });
});
