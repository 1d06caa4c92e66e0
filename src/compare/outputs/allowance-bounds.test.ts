import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Allowance } from '../../model/allowance.ts';
import { cell, type Difference } from '../../model/difference.ts';
import { message } from '../../model/message.ts';
import { allowance } from '../../testing/allowance.ts';
import { formOf, hasForm } from '../cells/id-form.ts';
import { secondsSince1970 } from '../equivalence/date-time.ts';
import { allowanceFor } from './allowances.ts';
import { ONE_SIDED } from './artifact-pairs.ts';

function covers(bound: Omit<Allowance['bound'], 'count'>, legacy: string, candidate: string): boolean {
  const one = { ...allowance('keyed-rows', 1), bound: { count: 1, ...bound } };
  return allowanceFor({ kind: 'changed', legacy: cell(legacy), candidate: cell(candidate) }, [one], undefined) !== undefined;
}

describe('what leaves out a whole column or file', () => {
  const column: Difference = { kind: 'column', column: 'fee', legacy: cell('fee') };
  const file: Difference = { kind: 'value', legacy: cell('b.csv'), message: message(ONE_SIDED, 'only {side} has {name}') };
  const covered = (difference: Difference, target: Allowance['target']) =>
    allowanceFor(difference, [{ ...allowance('any', 100), target }], undefined) !== undefined;

  it('is covered only where its kind is named', () => {
    for (const check of ['keyed-rows', 'aggregate', 'row-count']) {
      expect(covered(column, { check, column: 'fee' })).toBe(false);
      expect(covered(column, { check })).toBe(false);
      expect(covered(column, { check, column: 'fee', kind: 'column' })).toBe(true);
      expect(covered(file, { check })).toBe(false);
      expect(covered(file, { check, kind: 'value' })).toBe(true);
    }
    expect(covered({ kind: 'changed', column: 'fee' }, { check: 'keyed-rows', column: 'fee' })).toBe(true);
    expect(covered({ kind: 'value' }, { check: 'row-count' })).toBe(true);
  });

  it('is what the check of columns is about', () => {
    expect(covered(column, { check: 'columns', column: 'fee' })).toBe(true);
    expect(covered(file, { check: 'columns' })).toBe(false);
  });
});

describe('the bound of times', () => {
  it.each([
    ['2026-11-24 10:00:00', '2026-11-24 10:01:30', true],
    ['2026-11-24 10:01:30', '2026-11-24 10:00:00', true],
    ['2026-11-24 10:00:00', '2026-11-24 10:01:30.000000001', false],
    ['2026-11-24T10:00:00+09:00', '2026-11-24T01:00:30Z', true],
    ['2026-11-24 23:59:59', '2026-11-25 00:00:01', true],
    ['2026-11-24', '2026-11-25', false],
    ['2026-11-24 10:00:00', '', false],
    ['2026-11-24 10:00:00', '2026-02-30 10:00:00', false],
  ])('90 seconds, %s against %s: %s', (legacy, candidate, covered) => expect(covers({ seconds: '90' }, legacy, candidate)).toBe(covered));

  it('takes the same distance for the same two instants, before 1970 too', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2e9, max: 4e9 }), fc.nat(1e6), (start, apart) => {
        const text = (at: number) => new Date(at * 1000).toISOString();
        expect(Number(secondsSince1970(text(start)))).toBe(start);
        expect(covers({ seconds: String(apart) }, text(start), text(start + apart))).toBe(true);
        expect(covers({ seconds: String(apart) }, text(start), text(start + apart + 1))).toBe(false);
      }),
    );
  });
});

describe('the form of generated ids', () => {
  it.each([
    [['0f8fad5b-d9cb-469f-a165-70867728950e', '7C9E6679-7425-40DE-944B-E07FC1F90AE7'], 'uuid'],
    [['00112233', '99887766'], 'digits 8'],
    [['001122334', '99887766'], 'digits'],
    [['00ff2233', '99887766'], 'hex 8'],
    [['job_0x12', 'job_0y13'], 'token 8'],
    [['short', 'other'], undefined],
    [['Tokyo Japan', 'Osaka Japan'], undefined],
    [['00112233', ''], undefined],
    [[], undefined],
  ])('of %j is %s', (texts, form) => expect(formOf(texts)).toBe(form));

  it('holds for the very texts that it was taken from, and for neither an empty cell nor NULL', () => {
    const id = fc.string({ unit: fc.constantFrom(...'0123456789abcdefxyz_-'), minLength: 8, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(id, { minLength: 1, maxLength: 5 }), (texts) => {
        const form = formOf(texts) ?? '';
        for (const text of texts) expect(hasForm(text, form)).toBe(true);
        const [first = ''] = texts;
        expect(covers({ form }, first, '')).toBe(false);
        expect(covers({ form }, first, 'NULL 1')).toBe(false);
        expect(covers({ form }, first, texts.at(-1) ?? '')).toBe(true);
      }),
    );
  });
});
