import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checks } from '../../../checks/registry.ts';
import type { Tagged } from '../../model/schema.ts';
import { makeEvidence } from '../../testing/evidence.ts';
import { runRecord, scenarioWith } from '../../testing/stored-run.ts';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { writeTable } from '../../testing/write-table.ts';
import { judge } from '../judge.ts';
import { reportOf } from '../report/report.ts';
import { makeMask } from './make-mask.ts';

const folder = useTempFolder();
const HEADER = ['id', 'email', 'name', 'amount'];
const style = { bom: false, lineEnd: '\n', finalNewline: true, quoting: 'minimal', empty: '' } as const;

const config = async (kind: string, options: unknown): Promise<Tagged> => {
  const valid = await checks[kind]?.options['~standard'].validate(options);
  if (valid === undefined || valid.issues !== undefined) throw new Error(`${kind}: ${JSON.stringify(valid)}`);
  return { kind, config: valid.value };
};

const CHECKS = await Promise.all([
  config('keyed-rows', { output: 'clients' }),
  config('ordering', { output: 'clients' }),
  config('duplicates', { output: 'clients', key: ['email'] }),
  config('column-types', { output: 'clients', columns: { email: { type: 'integer' }, name: { pattern: '^x$' } } }),
  config('row-count', { output: 'clients' }),
  config('columns', { output: 'clients' }),
  config('aggregate', { output: 'clients', columns: { email: ['min', 'max', 'distinct'], amount: ['sum'] } }),
  config('sql-assertion', {
    output: 'clients',
    assertions: [{ name: 'same', sql: 'SELECT l.email, c.email FROM legacy l JOIN candidate c USING (id) WHERE l.email <> c.email' }],
  }),
  config('charset', { output: 'clients' }),
]);

async function verdictOf(
  legacy: readonly (readonly string[])[],
  candidate: readonly (readonly string[])[],
  personal: readonly string[],
  key: readonly string[],
) {
  const format = { kind: 'csv', config: { ...(await defaults()), key } };
  const pair = await makeEvidence({
    folder: join(folder.path, String(Math.floor(performance.now() * 1000))),
    legacy: { 'a.csv': writeTable(HEADER, legacy, style) },
    candidate: { 'a.csv': writeTable(HEADER, candidate, style) },
    format,
  });
  const outputs = { clients: { ...(pair.outputs.clients as NonNullable<typeof pair.outputs.clients>), personal } };
  const run = { record: runRecord(), scenario: scenarioWith(CHECKS, { outputs }), pair: { ...pair, outputs } };
  const verdict = await judge(run, { seal: 's', checks, signal: new AbortController().signal, mask: makeMask('a key of the workspace') });
  return { verdict, shown: JSON.stringify(verdict) + JSON.stringify(reportOf(run, verdict)) };
}

async function defaults(): Promise<object> {
  const { csvFormat } = await import('../../compare/csv/csv-format.ts');
  return csvFormat.config.parse({});
}

/** Values that nothing of ours would say by chance. */
const word = fc.string({ unit: fc.constantFrom(...'qxzjkvw山田ヌ'), minLength: 5, maxLength: 9 });
const person = fc.tuple(word, word).map(([user, host]) => `${user}@${host}.zz`);
const rows = fc.uniqueArray(fc.tuple(person, word, fc.integer({ min: 1000, max: 99_999 })), {
  minLength: 1,
  maxLength: 8,
  selector: ([email]) => email,
});

describe('personal columns', () => {
  it('leave judging masked, whatever the checks say of them', async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.nat(),
        fc.constantFrom('changed', 'upper', 'cut', 'lost', 'spaced', 'null'),
        fc.boolean(),
        async (people, at, how, byEmail) => {
          const legacy = people.map(([email, name, amount], nth) => [String(nth), email, name, String(amount)]);
          const change = (email: string) =>
            ({ changed: `vq${email}`, upper: email.toUpperCase(), cut: email.slice(0, 5), lost: '', spaced: `${email} `, null: 'NULL' })[how] ?? '';
          const candidate = legacy.map((row, nth) =>
            nth === at % legacy.length ? [row[0] ?? '', change(row[1] ?? ''), row[2] ?? '', row[3] ?? ''] : row,
          );
          const { verdict, shown } = await verdictOf(legacy, candidate, ['email', 'name'], byEmail ? ['email'] : ['id']);
          expect(verdict.status).not.toBe('pass');
          for (const value of [...legacy, ...candidate].flatMap((row) => row.slice(1, 3)).filter((text) => text.length >= 4 && text !== 'NULL'))
            expect(shown).not.toContain(value);
        },
      ),
      { numRuns: 20 },
    );
  }, 240_000);

  it('still show that values are equal or not, and their form; other columns stay as they are', async () => {
    const legacy = [
      ['1', 'anna@example.com', 'Anna', '10'],
      ['2', 'bert@example.com', 'Bert', '20'],
    ];
    const candidate = [
      ['1', 'ANNA@example.com', 'Anna', '11'],
      ['2', 'ANNA@example.com', 'Bert', '20'],
    ];
    const { verdict } = await verdictOf(legacy, candidate, ['email'], ['id']);
    const found = verdict.checks.find(({ id }) => id === 'keyed-rows')?.result?.differences ?? [];
    const emails = found.filter(({ column }) => column === 'email');
    expect(emails).toMatchObject([
      { legacy: { masked: { shape: 'aaaa@aaaaaaa.aaa' } }, candidate: { masked: { shape: 'AAAA@aaaaaaa.aaa' } } },
      { candidate: { masked: { shape: 'AAAA@aaaaaaa.aaa' } } },
    ]);
    expect(emails[0]?.candidate).toEqual(emails[1]?.candidate);
    expect(emails[0]?.legacy).not.toEqual(emails[1]?.legacy);
    expect(found.find(({ column }) => column === 'amount')).toMatchObject({ key: ['1'], legacy: { text: '10' }, candidate: { text: '11' } });
  });

  it('cannot be judged without a mask', async () => {
    const tagged = CHECKS.slice(0, 1);
    const pair = await makeEvidence({ folder: folder.fresh(), legacy: { 'a.csv': 'id,email\n1,a\n' }, candidate: { 'a.csv': 'id,email\n1,b\n' } });
    const outputs = { clients: { ...(pair.outputs.clients as NonNullable<typeof pair.outputs.clients>), personal: ['email'] } };
    const run = { record: runRecord(), scenario: scenarioWith(tagged, { outputs }), pair: { ...pair, outputs } };
    await expect(judge(run, { seal: 's', checks, signal: new AbortController().signal })).rejects.toMatchObject({ code: 'judge.no-mask' });
  });
});
