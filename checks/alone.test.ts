import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AloneEvidence, Check } from '../src/check.ts';
import { checkContext, type EvidencePlan, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { columnTypes } from './column-types.ts';
import { delivery } from './delivery.ts';
import { duplicates } from './duplicates.ts';
import { duration } from './duration.ts';
import { exitCode } from './exit-code.ts';
import { freshness } from './freshness.ts';
import { logPattern } from './log-pattern.ts';
import { checks } from './registry.ts';

const folder = useTempFolder();

async function evidence(plan: Partial<EvidencePlan> = {}): Promise<AloneEvidence> {
  const { candidate, outputs } = await makeEvidence({ folder: folder.fresh(), key: ['id'], ...plan });
  return { candidate, outputs };
}

/** The check by its parsed options, of the candidate alone. */
async function ask<O>(check: Check<O>, options: unknown, of: AloneEvidence) {
  const parsed = await check.options['~standard'].validate(options);
  if (parsed.issues !== undefined) throw new Error(parsed.issues[0]?.message);
  const result = await check.alone?.(of, parsed.value, checkContext());
  // Whoever reads it must not take it for parity.
  expect(JSON.stringify(result?.summary ?? '')).not.toMatch(/both|legacy/);
  return result;
}

describe('checks that ask the candidate alone', () => {
  it('are those whose rule is about one side', () => {
    const able = Object.values(checks).filter((check) => check.alone !== undefined);
    expect(able.map(({ id }) => id).sort()).toEqual(['column-types', 'delivery', 'duplicates', 'duration', 'exit-code', 'freshness', 'log-pattern']);
  });

  it('exit-code', async () => {
    const of = (candidate: NonNullable<EvidencePlan['outcomes']>['candidate']) =>
      evidence(candidate === undefined ? {} : { outcomes: { candidate } });
    expect(await ask(exitCode, {}, await of(undefined))).toMatchObject({ status: 'pass', summary: { text: 'candidate exited 0' } });
    expect(await ask(exitCode, {}, await of({ kind: 'exited', exitCode: 3 }))).toMatchObject({ status: 'fail', total: 1 });
    expect(await ask(exitCode, { expected: 3 }, await of({ kind: 'exited', exitCode: 3 }))).toMatchObject({ status: 'pass' });
    expect(await ask(exitCode, {}, await of({ kind: 'observed', at: '2026-11-24T16:30:40.000Z' }))).toMatchObject({ status: 'inconclusive' });
  });

  it('duration, where it has a limit of its own', async () => {
    expect(await ask(duration, {}, await evidence())).toBeUndefined();
    expect(await ask(duration, { atMost: 60_000 }, await evidence())).toMatchObject({ status: 'pass' });
    expect(await ask(duration, { atMost: 1_000 }, await evidence())).toMatchObject({ status: 'fail' });
    const observed = await evidence({ outcomes: { candidate: { kind: 'observed', at: '2026-11-24T16:30:40.000Z' } } });
    expect(await ask(duration, { atMost: 60_000 }, observed)).toMatchObject({ status: 'inconclusive' });
  });

  it('freshness', async () => {
    const options = { output: 'clients' };
    const files = { candidate: { 'a.csv': 'id\n1\n' } };
    expect(await ask(freshness, options, await evidence(files))).toMatchObject({ status: 'pass', figures: { files: 1 } });
    const old = await evidence({ ...files, writtenAt: { candidate: '2026-11-23T16:30:00.000Z' } });
    expect(await ask(freshness, options, old)).toMatchObject({ status: 'fail' });
    expect(await ask(freshness, options, await evidence({ candidate: 'missing' }))).toMatchObject({ status: 'inconclusive' });
  });

  it('log-pattern, unless it is about legacy', async () => {
    const { candidate, outputs } = await evidence();
    const logs = folder.fresh();
    mkdirSync(logs);
    writeFileSync(join(logs, 'log.txt'), 'start\nERROR: x\ndone\n');
    const of = { candidate: { ...candidate, log: { file: join(logs, 'log.txt') } }, outputs };
    expect(await ask(logPattern, { must: ['^done$'] }, of)).toMatchObject({ status: 'pass' });
    expect(await ask(logPattern, { side: 'both', mustNot: ['ERROR'] }, of)).toMatchObject({ status: 'fail', total: 1 });
    expect(await ask(logPattern, { side: 'legacy', mustNot: ['ERROR'] }, of)).toBeUndefined();
  });

  it('delivery', async () => {
    const of = async (kept: string, sent: string) => {
      const [one, other] = [await evidence({ candidate: { 'a.csv': kept } }), await evidence({ candidate: { 'a.csv': sent } })];
      const arrived = other.candidate.artifacts.map((file) => ({ ...file, output: 'arrived' }));
      return { ...one, candidate: { ...one.candidate, artifacts: [...one.candidate.artifacts, ...arrived] } };
    };
    const options = { backup: 'clients', delivered: 'arrived' };
    expect(await ask(delivery, options, await of('id\n1\n', 'id\n1\n'))).toMatchObject({ status: 'pass', figures: { files: 1 } });
    expect(await ask(delivery, options, await of('id\n1\n', 'id\n2\n'))).toMatchObject({ status: 'fail', total: 1 });
    expect(await ask(delivery, options, await of('id\n', 'id\n'))).toMatchObject({ status: 'inconclusive' });
  });

  it('column-types', async () => {
    const of = (text: string) => evidence({ candidate: { 'a.csv': text } });
    const options = { output: 'clients', columns: { id: { type: 'integer', empty: 'forbidden' } } };
    expect(await ask(columnTypes, options, await of('id,v\n1,a\n2,b\n'))).toMatchObject({ status: 'pass', figures: { 'candidate.rows': 2 } });
    expect(await ask(columnTypes, options, await of('id,v\n1,a\nx,b\n,c\n'))).toMatchObject({ status: 'fail', total: 2, columns: { id: 2 } });
    expect(await ask(columnTypes, options, await of('key,v\n1,a\n'))).toMatchObject({
      status: 'fail',
      summary: { text: 'a.csv of candidate has no column id' },
    });
    expect(await ask(columnTypes, options, await of('id,v\n'))).toMatchObject({ status: 'inconclusive' });
  });

  it('duplicates, where none may be', async () => {
    const of = (text: string) => evidence({ candidate: { 'a.csv': text } });
    const options = { output: 'clients', none: true };
    expect(await ask(duplicates, { output: 'clients' }, await of('id\n1\n1\n'))).toBeUndefined();
    expect(await ask(duplicates, options, await of('id\n1\n2\n'))).toMatchObject({ status: 'pass', figures: { 'candidate.rows': 2 } });
    const twice = await ask(duplicates, options, await of('id,v\n1,a\n2,b\n1,c\n1,d\n'));
    expect(twice).toMatchObject({
      status: 'fail',
      total: 1,
      differences: [{ key: ['1'], message: { text: 'a.csv: 1 occurs 3 times' }, record: { candidate: 3 } }],
    });
    expect(await ask(duplicates, options, await of('id\n'))).toMatchObject({ status: 'inconclusive' });
  });
});
