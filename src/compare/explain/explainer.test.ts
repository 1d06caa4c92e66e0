import { describe, expect, it } from 'vitest';
import { cell, type Difference } from '../../model/difference.ts';
import { message } from '../../model/message.ts';
import { CELL_HYPOTHESES } from './cell/cell-hypotheses.ts';
import { Explainer } from './explainer.ts';
import { NO_FACTS } from './facts.ts';
import type { CellHypothesis } from './hypothesis.ts';

const change = (legacy: string, candidate: string, key = ''): Difference => ({
  kind: 'changed',
  key: [key],
  column: 'v',
  legacy: cell(legacy),
  candidate: cell(candidate),
});

function explainer(hypotheses: readonly CellHypothesis[] = CELL_HYPOTHESES, limit?: number): Explainer {
  return new Explainer({ hypotheses, facts: NO_FACTS, output: 'o', ...(limit === undefined ? {} : { limit }) });
}

const two = (value: number) => String(value).padStart(2, '0');

describe('Explainer', () => {
  it('counts exactly far beyond what it samples, and finds a cause that begins late', () => {
    const one = explainer();
    for (let index = 0; index < 9_000; index++) one.visit(change(`2026-11-25 ${two(9 + (index % 9))}:00`, `2026-11-25 ${two(index % 9)}:00`));
    for (let index = 0; index < 30; index++) one.visit(change('NULL', ''));
    one.visit(change('kumquat', 'lychee', 'odd'));
    const { explanations, unexplained, of, examples } = one.finish();
    expect(explanations).toMatchObject([
      { id: 'time-zone', accountsFor: 9_000, of: 9_031 },
      { id: 'null-text', accountsFor: 30 },
    ]);
    expect({ unexplained, of, keys: examples.map(({ key }) => key) }).toEqual({ unexplained: 1, of: 9_031, keys: [['odd']] });
  });

  describe('on times in their order, where the clocks change after the sample', () => {
    const hour = 3_600_000;
    const written = (instant: number) => new Date(instant).toISOString().slice(0, 19).replace('T', ' ');
    /** Berlin's time against UTC, each half hour from 1 January 2026: summer time from 29 March 01:00 UTC. */
    const visitAll = (one: Explainer, summer: number) => {
      const change = Date.UTC(2026, 2, 29, 1);
      for (let nth = 0; nth < 8_000; nth++) {
        const instant = Date.UTC(2026, 0, 1) + (nth * hour) / 2;
        const legacy = written(instant + (instant < change ? hour : summer * hour));
        one.cell('v', legacy, written(instant), () => ({ kind: 'changed', column: 'v', legacy: cell(legacy), candidate: cell(written(instant)) }));
      }
    };

    it('finds the one zone behind two constants, as every hour proves', () => {
      const one = explainer();
      visitAll(one, 2);
      expect(one.finish()).toMatchObject({
        unexplained: 0,
        explanations: [{ id: 'time-zone', parameters: { legacy: 'Europe/Berlin', candidate: 'UTC' }, accountsFor: 8_000, of: 8_000 }],
      });
    });

    it('leaves two constants where one cell does not follow the zone', () => {
      const one = explainer();
      visitAll(one, 2);
      one.visit(change('2026-02-01 12:00:00', '2026-02-01 10:00:00'));
      const { explanations, unexplained } = one.finish();
      expect(explanations.map(({ parameters }) => parameters.minutes)).toEqual([-60, -120]);
      expect(explanations.reduce((sum, { accountsFor }) => sum + accountsFor, unexplained)).toBe(8_001);
    });
  });

  it('asks ever more rarely for what nothing explains, keeps the count, and still finds a cause', () => {
    let asked = 0;
    const counting: CellHypothesis = {
      id: 'counting',
      propose: () => {
        asked += 1;
        return [];
      },
    };
    const one = explainer([counting, ...CELL_HYPOTHESES]);
    let made = 0;
    for (let index = 0; index < 100_000; index++)
      one.cell('v', `abc${index}`, `xyz${index * 7}`, () => {
        made += 1;
        return change(`abc${index}`, `xyz${index * 7}`, String(index));
      });
    const { unexplained, explanations, examples } = one.finish();
    expect({ unexplained, explanations }).toEqual({ unexplained: 100_000, explanations: [] });
    expect(asked).toBeLessThan(10);
    expect(made).toBeLessThan(20_000);
    expect(examples[0]).toMatchObject({ key: ['0'] });
  });

  it('says how much it looked at when it is told a limit', () => {
    const one = explainer(CELL_HYPOTHESES, 5);
    for (let index = 0; index < 8; index++) one.visit(change('NULL', ''));
    expect(one.finish()).toMatchObject({ of: 8, examined: 5, unexplained: 3, explanations: [{ accountsFor: 5, of: 8 }] });
  });

  it('gives all to a cause of the whole file, cells too', () => {
    const one = explainer();
    one.visit(change('NULL', ''));
    one.visit({ kind: 'added', record: { candidate: 4 } });
    const whole = {
      parameters: {},
      strength: 'reproduces',
      everything: true,
      accounts: () => false,
      cause: message('c', 'c'),
      fix: message('f', 'f'),
    } as const;
    expect(one.finish([{ id: 'stale', explanation: whole }])).toMatchObject({
      of: 2,
      unexplained: 0,
      explanations: [{ id: 'stale', accountsFor: 2 }],
    });
  });

  it('offers cells that nothing explains to the causes of tables', () => {
    const one = explainer();
    one.visit(change('kumquat', 'lychee', 'last'));
    one.visit(change('NULL', ''));
    const cut = { parameters: {}, strength: 'reproduces', cause: message('c', 'c'), fix: message('f', 'f') } as const;
    const tables = [{ id: 'partial', explanation: { ...cut, accounts: ({ key }: Difference) => key?.[0] === 'last' } }];
    expect(one.finish(tables)).toMatchObject({ unexplained: 0, explanations: [{ id: 'null-text' }, { id: 'partial', accountsFor: 1 }] });
  });

  it('counts what a hypothesis shows beyond the comparison', () => {
    const shows: Difference = { kind: 'representation', message: message('representation.row-order', 'another order') };
    const order = {
      parameters: {},
      strength: 'reproduces',
      shows,
      accounts: (one: Difference) => one === shows,
      cause: message('c', 'c'),
      fix: message('f', 'f'),
    } as const;
    expect(explainer().finish([{ id: 'row-order', explanation: order }])).toMatchObject({
      of: 1,
      unexplained: 0,
      shown: [shows],
      explanations: [{ id: 'row-order', accountsFor: 1, example: shows }],
    });
  });

  it('keeps of masses of rows their numbers only, and still accounts for each', () => {
    const one = explainer();
    for (let index = 1; index <= 30_000; index++) one.visit({ kind: 'added', key: [String(index)], record: { candidate: index } });
    const late = { parameters: {}, strength: 'reproduces', cause: message('c', 'c'), fix: message('f', 'f') } as const;
    const tables = [{ id: 'rows-doubled', explanation: { ...late, accounts: ({ record }: Difference) => (record?.candidate ?? 0) > 15_000 } }];
    expect(one.finish(tables)).toMatchObject({ of: 30_000, unexplained: 15_000, explanations: [{ accountsFor: 15_000 }] });
    expect(one.others.numbersOf('added', 10_000)).toHaveLength(10_000);
  });
});
