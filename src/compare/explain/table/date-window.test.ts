import { describe, expect, it } from 'vitest';
import { explainPair } from '../../../testing/table-input.ts';
import { dateWindow } from './date-window.ts';
import { dayOf, isoDay } from './day.ts';

const FIRST = dayOf('2026-06-28') ?? 0;
/** `each` records a day of the days from `from` to `to` (0 is 28 June 2026). */
function days(from: number, to: number, each = 3, write = (day: string) => `${day} 10:00:00`): string {
  const lines: string[] = [];
  for (let day = from; day <= to; day++) for (let n = 0; n < each; n++) lines.push(`${day * 100 + n},${write(isoDay(FIRST + day))},x\n`);
  return `id,at,v\n${lines.join('')}`;
}
const key = ['id'];
const kinds = (differences: readonly { readonly kind: string; readonly key?: readonly string[] }[]) =>
  differences.map(({ kind, key: of }) => [kind, of?.[0]]);

describe('date-window', () => {
  it.each([
    ['later', days(0, 4), days(1, 5), { days: 1, legacyDay: '2026-06-28', removed: 3, candidateDay: '2026-07-03', added: 3 }],
    ['earlier', days(1, 5), days(0, 4), { days: -1, legacyDay: '2026-07-03', removed: 3, candidateDay: '2026-06-28', added: 3 }],
    ['later, of one day', days(3, 3), days(4, 4), { days: 1, legacyDay: '2026-07-01', candidateDay: '2026-07-02' }],
  ])('sees a window that is a day %s', async (way, legacy, candidate, parameters) => {
    const { explanations, accounted, open } = await explainPair(dateWindow, legacy, candidate, { key });
    expect(explanations).toMatchObject([{ strength: 'consistent', parameters: { column: 'at', ...parameters } }]);
    expect(explanations[0]?.cause.text).toContain(`a day ${way.split(',')[0]}`);
    expect(accounted[0]).toHaveLength(6);
    expect(open).toEqual([]);
  });

  it.each([
    ['the first day', days(0, 4), days(1, 4), 'records of 2026-06-28, the first day'],
    ['the last day', days(0, 4), days(0, 3), 'records of 2026-07-02, the last day'],
    ['a last day more', days(0, 4), days(0, 5), 'records of 2026-07-03 more, the last day'],
    ['a first day more', days(1, 4), days(0, 4), 'records of 2026-06-28 more, the first day'],
  ])('sees that the candidate lacks or has %s', async (_, legacy, candidate, text) => {
    const { explanations, open } = await explainPair(dateWindow, legacy, candidate, { key });
    expect(explanations[0]?.cause.text).toContain(text);
    expect(open).toEqual([]);
  });

  it('reads days in other ways of writing, one record a day', async () => {
    const compact = (day: string) => day.replaceAll('-', '');
    const { explanations, open } = await explainPair(dateWindow, days(0, 4, 1, compact), days(1, 5, 1, compact));
    expect(explanations).toMatchObject([{ parameters: { days: 1, removed: 1, added: 1 } }]);
    expect(open).toEqual([]);
  });

  it('names the zone of legacy in the fix', async () => {
    const facts = { sides: { legacy: { timeZone: 'Europe/Berlin' }, candidate: {} } };
    expect((await explainPair(dateWindow, days(0, 4), days(1, 5), { key, facts })).explanations[0]?.fix.text).toContain('TZ=Europe/Berlin');
  });

  it.each([
    ['a changed cell', days(1, 5).replace('201,2026-06-30 10:00:00,x', '201,2026-06-30 10:00:00,y'), [['changed', '201']]],
    ['a record of a day in between', `${days(1, 5)}999,2026-06-30 10:00:00,x\n`, [['added', '999']]],
    ['a record of the edge’s day that stayed', days(1, 5).replace('at,v\n', 'at,v\n2,2026-06-28 10:00:00,x\n'), []],
    ['a record far away', `${days(1, 5)}999,9999-12-31 00:00:00,x\n`, [['added', '999']]],
    ['a record that is missing', days(1, 5).replace('301,2026-07-01 10:00:00,x\n', ''), [['removed', '301']]],
  ])('leaves %s unexplained', async (_, candidate, rest) => {
    const { explanations, open } = await explainPair(dateWindow, days(0, 4), candidate, { key });
    expect(explanations).toHaveLength(1);
    expect(kinds(open)).toEqual(rest);
  });

  it.each([
    ['records missing here and there', days(0, 9), days(0, 9).replace(/\d+01,.*\n/g, '')],
    ['a day missing in the middle', days(0, 9), days(0, 9).replace(/50\d,.*\n/g, '')],
    ['a whole week more', days(0, 4), days(0, 11)],
    ['one record missing', days(0, 9), days(0, 9).replace('901,2026-07-07 10:00:00,x\n', '')],
    ['no dates', 'id,v\n1,a\n2,b\n', 'id,v\n3,a\n4,b\n'],
    ['only changed cells', days(0, 4), days(0, 4).replaceAll(',x', ',y')],
  ])('is silent on %s', async (_, legacy, candidate) => {
    expect((await explainPair(dateWindow, legacy, candidate, { key })).explanations).toEqual([]);
  });
});
