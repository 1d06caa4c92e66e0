import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cell, type Difference } from '../../model/difference.ts';
import { message } from '../../model/message.ts';
import { CELL_HYPOTHESES } from './cell/cell-hypotheses.ts';
import { Explainer } from './explainer.ts';
import { NO_FACTS } from './facts.ts';
import type { NamedTableExplanation } from './give-to-tables.ts';

const texts = fc.constantFrom(
  ...[
    '',
    'NULL',
    'a',
    'A',
    'a ',
    '1',
    '1.0',
    '1.25',
    '1.3',
    '007',
    '7',
    '2026-11-25',
    '2026-11-24',
    '2026/11/25',
    '2026-11-25 09:00:00',
    '2026-11-25 00:00:00',
  ],
  ...[
    '2026-11-25 10:00:00',
    '2026-11-25 01:00:00',
    '〜',
    '～',
    '山田',
    '??',
    'ＡＢ',
    'AB',
    'か\u3099',
    'が',
    'a\r\nb',
    'a\nb',
    'tomato',
    'lychee',
    '0.1',
    '0.10000000000000001',
  ],
);
const changed = fc
  .tuple(fc.constantFrom('v', 'w'), texts, texts)
  .filter(([, legacy, candidate]) => legacy !== candidate)
  .map(([column, legacy, candidate]): Difference => ({ kind: 'changed', column, legacy: cell(legacy), candidate: cell(candidate) }));
const number = fc.integer({ min: 1, max: 50 });
const others: fc.Arbitrary<Difference> = fc.oneof(
  number.map((candidate): Difference => ({ kind: 'added', record: { candidate } })),
  number.map((legacy): Difference => ({ kind: 'removed', record: { legacy } })),
  fc.constant<Difference>({ kind: 'changed', column: 'v', legacy: cell('a') }),
  fc.constant<Difference>({ kind: 'representation', message: message('representation.bom', 'byte order mark') }),
);
const differences = fc.array(fc.oneof({ weight: 4, arbitrary: changed }, others), { maxLength: 60 });

function table(id: string, strength: 'reproduces' | 'consistent', accounts: (difference: Difference) => boolean): NamedTableExplanation {
  return { id, explanation: { parameters: {}, strength, accounts, cause: message(id, id), fix: message(id, id) } };
}

const TABLES: readonly NamedTableExplanation[] = [
  table('early', 'consistent', ({ record }) => (record?.candidate ?? record?.legacy ?? 99) <= 25),
  table('added', 'reproduces', ({ kind }) => kind === 'added'),
  table('bom', 'reproduces', ({ kind }) => kind === 'representation'),
];

function explain(all: readonly Difference[], limit?: number, tables = TABLES) {
  const explainer = new Explainer({ hypotheses: CELL_HYPOTHESES, facts: NO_FACTS, output: 'o', ...(limit === undefined ? {} : { limit }) });
  for (const one of all) explainer.visit(one);
  return explainer.finish(tables);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

describe('Explainer on random differences', () => {
  it('gives each difference to one explanation or to none', () => {
    fc.assert(
      fc.property(differences, fc.option(fc.nat(60), { nil: undefined }), (all, limit) => {
        const { explanations, unexplained, of, examples } = explain(all, limit);
        expect(of).toBe(all.length);
        expect(sum(explanations.map(({ accountsFor }) => accountsFor)) + unexplained).toBe(of);
        if (limit === undefined) expect(examples.length).toBe(Math.min(10, unexplained));
        for (const { accountsFor, example } of explanations) {
          expect(accountsFor).toBeGreaterThan(0);
          expect(all).toContain(example);
        }
        expect(explanations.map(({ accountsFor }) => accountsFor)).toEqual(explanations.map(({ accountsFor }) => accountsFor).sort((a, b) => b - a));
      }),
      { numRuns: 300 },
    );
  });

  it('says the same again, and of each column what it says of the column alone', () => {
    fc.assert(
      fc.property(differences, (all) => {
        const whole = explain(all);
        expect(JSON.stringify(explain(all))).toBe(JSON.stringify(whole));
        for (const column of ['v', 'w']) {
          const alone = explain(all.filter((one) => one.kind === 'changed' && one.column === column));
          const bare = (result: typeof whole) =>
            result.explanations.filter((one) => one.column === column).map(({ id, parameters, accountsFor }) => ({ id, parameters, accountsFor }));
          expect(bare(whole)).toEqual(bare(alone));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('gives a difference of no cell to what reproduces it, then to what accounts for most', () => {
    fc.assert(
      fc.property(fc.array(others, { maxLength: 40 }), (all) => {
        const { explanations, unexplained } = explain(all);
        const counts = Object.fromEntries(explanations.map(({ id, accountsFor }) => [id, accountsFor]));
        const kinds = (kind: Difference['kind']) => all.filter((one) => one.kind === kind);
        expect(counts.added ?? 0).toBe(kinds('added').length);
        expect(counts.bom ?? 0).toBe(kinds('representation').length);
        expect(counts.early ?? 0).toBe(kinds('removed').filter(({ record }) => (record?.legacy ?? 99) <= 25).length);
        expect(unexplained).toBe(kinds('changed').length + kinds('removed').filter(({ record }) => (record?.legacy ?? 0) > 25).length);
      }),
    );
  });
});
