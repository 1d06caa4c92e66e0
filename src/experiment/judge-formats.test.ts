import { encode } from 'iconv-lite';
import { expect, it } from 'vitest';
import { checks } from '../../checks/registry.ts';
import { makeEvidence } from '../testing/evidence.ts';
import { runRecord, scenarioWith } from '../testing/stored-run.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { judge } from './judge.ts';

it('judges outputs that have to be made plain tables first, once for all checks', async () => {
  const format = { kind: 'csv', config: { key: ['id'], encoding: { legacy: 'cp932', candidate: 'utf-8' } } };
  const text = 'id,name\n1,山田～\n';
  const pair = await makeEvidence({ folder: temporaryFolder(), legacy: { 'a.csv': encode(text, 'cp932') }, candidate: { 'a.csv': text }, format });
  const named = ['row-count', 'columns', 'keyed-rows'].map((kind) => ({ kind, config: { output: 'clients' } }));
  const tagged = await Promise.all(
    named.map(async ({ kind, config }) => {
      const options = await Object.values(checks)
        .find(({ id }) => id === kind)
        ?.options['~standard'].validate(config);
      return { kind, config: options !== undefined && options.issues === undefined ? options.value : undefined };
    }),
  );
  const run = { record: runRecord(), scenario: scenarioWith(tagged, { outputs: pair.outputs }), pair };
  const verdict = await judge(run, { seal: 's', checks, signal: new AbortController().signal });
  expect(verdict.checks.map(({ id, status, error }) => [id, status, error])).toEqual(named.map(({ kind }) => [kind, 'pass', undefined]));
  expect(verdict.checks[2]?.result?.figures).toMatchObject({ 'legacy.readAs': 'CP932', 'legacy.rows': 1 });
});
