import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainPair, tableInput } from '../../../testing/table-input.ts';
import { writeTable } from '../../../testing/write-table.ts';
import { rowsDoubled } from './rows-doubled.ts';
import { sumRecords } from './sum-records.ts';

const lines = Array.from({ length: 50 }, (_, index) => `${index + 1},v${index % 9}\n`);
const HEAD = 'id,v\n';
const LEGACY = HEAD + lines.join('');
const TWICE = HEAD + lines.join('') + lines.join('');

describe('rows-doubled', () => {
  it.each([
    ['appended', TWICE],
    ['in pairs', HEAD + lines.flatMap((line) => [line, line]).join('')],
  ])('sees all records twice, %s', async (_, candidate) => {
    for (const options of [{ key: ['id'] }, {}]) {
      const { explanations, accounted, open } = await explainPair(rowsDoubled, LEGACY, candidate, options);
      expect(explanations).toMatchObject([{ strength: 'reproduces', parameters: { side: 'candidate', times: 2, copies: 50 } }]);
      expect(accounted[0]).toHaveLength(50);
      expect(open).toEqual([]);
    }
  });

  it('sees three times, the header between the runs, and legacy twice', async () => {
    const thrice = await explainPair(rowsDoubled, LEGACY, TWICE + lines.join(''), { key: ['id'] });
    expect(thrice.explanations).toMatchObject([{ parameters: { times: 3, copies: 100 } }]);
    expect(thrice.open).toEqual([]);
    const headed = await explainPair(rowsDoubled, LEGACY, LEGACY + LEGACY, { key: ['id'] });
    expect(headed.explanations).toMatchObject([{ strength: 'reproduces', parameters: { copies: 50, headers: 1 } }]);
    expect(headed.open).toEqual([]);
    const mirrored = await explainPair(rowsDoubled, TWICE, LEGACY, { key: ['id'] });
    expect(mirrored.explanations).toMatchObject([{ parameters: { side: 'legacy' } }]);
    expect(mirrored.open).toEqual([]);
  });

  it('sees a part twice', async () => {
    const { explanations, accounted, open } = await explainPair(rowsDoubled, LEGACY, LEGACY + lines.slice(0, 12).join(''), { key: ['id'] });
    expect(explanations).toMatchObject([{ strength: 'consistent', parameters: { copies: 12 } }]);
    expect(accounted[0]).toHaveLength(12);
    expect(open).toEqual([]);
  });

  it.each([
    ['a changed cell', TWICE.replace('7,v6', '7,X'), [['added', '7']]],
    ['an added record', `${TWICE}99,x\n`, [['added', '99']]],
    ['a record missing once', TWICE.replace('9,v8\n', ''), []],
    ['a record missing twice', TWICE.replaceAll('\n9,v8', ''), [['removed', '9']]],
  ])('leaves %s unexplained', async (_, candidate, rest) => {
    const { explanations, open } = await explainPair(rowsDoubled, LEGACY, candidate, { key: ['id'] });
    expect(explanations).toHaveLength(1);
    expect(open.map(({ kind, key }) => [kind, key?.[0]])).toEqual(rest);
  });

  it('leaves a cell that both runs wrote otherwise unexplained, once', async () => {
    const { open } = await explainPair(rowsDoubled, LEGACY.replace('7,v6', '7,X'), TWICE, { key: ['id'] });
    expect(open).toMatchObject([{ kind: 'changed', key: ['7'] }]);
  });

  it('sees few records twice although one was changed', async () => {
    const small = HEAD + lines.slice(0, 5).join('');
    const candidate = small.replace('3,v2', '3,X') + lines.slice(0, 5).join('');
    const { explanations, open } = await explainPair(rowsDoubled, small, candidate, { key: ['id'] });
    expect(explanations).toMatchObject([{ strength: 'reproduces', parameters: { copies: 4 } }]);
    expect(open).toMatchObject([{ kind: 'added', key: ['3'] }]);
  });

  it.each([
    ['other records', LEGACY, `${LEGACY}100,x\n101,y\n`],
    ['two copies far apart', LEGACY, LEGACY.replace('5,v4\n', '5,v4\n5,v4\n').replace('45,v8\n', '45,v8\n45,v8\n')],
    ['one changed cell', LEGACY, LEGACY.replace('7,v6', '7,X')],
  ])('is silent on %s', async (_, legacy, candidate) => {
    expect((await explainPair(rowsDoubled, legacy, candidate, { key: ['id'] })).explanations).toEqual([]);
  });

  it('explains any table written twice, in any order, keyed or not', async () => {
    const record = fc.tuple(fc.constantFrom('1', '2', '3', '4', ''), fc.constantFrom('a', 'b', 'a"b', '山\n'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        fc.infiniteStream(fc.nat()),
        async (records, keyed, chance) => {
          const twice = [...records, ...records]
            .map((one) => ({ one, at: chance.next().value ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ one }) => one);
          const [legacy, candidate] = [writeTable(['id', 'v'], records), writeTable(['id', 'v'], twice)];
          const { open, explanations } = await explainPair(rowsDoubled, legacy, candidate, keyed ? { key: ['id'] } : {});
          expect(explanations).toMatchObject([{ strength: 'reproduces', parameters: { times: 2, copies: records.length } }]);
          expect(open.filter(({ kind }) => kind !== 'representation')).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('sumRecords', () => {
  it('is twice as much for a file twice over, in any order, and not for another file', async () => {
    const { input } = await tableInput(LEGACY, HEAD + [...lines, ...lines].reverse().join(''));
    const doubled = (await sumRecords(input, 'legacy')).map((lane) => lane * 2);
    expect(await sumRecords(input, 'candidate')).toEqual(doubled);
    const other = await tableInput(LEGACY, TWICE.replace('v6', 'v7'));
    expect(await sumRecords(other.input, 'candidate')).not.toEqual(doubled);
  });
});
