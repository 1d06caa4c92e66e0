import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { allowance } from '../src/testing/allowance.ts';
import { checkContext, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { logPattern } from './log-pattern.ts';

const folder = useTempFolder();
type Options = Parameters<typeof logPattern.check>[1];

async function run(text: string | Buffer, options: Partial<Options>, facts: { complete?: boolean; cutBytes?: number } = {}, accepted = 0) {
  const pair = await makeEvidence({ folder: folder.fresh() });
  const logs = folder.fresh();
  mkdirSync(logs);
  const file = join(logs, 'log.txt');
  writeFileSync(file, text);
  const { observation } = pair.candidate;
  const candidate = { ...pair.candidate, log: { file }, observation: { ...observation, log: { ...observation.log, ...facts } } };
  const x = checkContext(accepted === 0 ? [] : [allowance('log-pattern', accepted)]);
  return logPattern.check({ ...pair, candidate }, { side: 'candidate', ...options }, x);
}

const validate = (options: unknown) => logPattern.options['~standard'].validate(options);

describe('log-pattern', () => {
  it('passes when all is said and nothing forbidden', async () => {
    expect(await run('start\r\n12 rows\r\n', { must: ['^\\d+ rows$'], mustNot: ['ERROR'] })).toMatchObject({
      status: 'pass',
      figures: { 'candidate.lines': 2 },
    });
  });

  it('fails for a forbidden line, by its number, and for a missing one', async () => {
    const result = await run('a\nERROR: x\nb\nERROR: y', { must: ['done'], mustNot: ['ERROR'] });
    expect(result).toMatchObject({ status: 'fail', total: 3 });
    expect(result.differences[0]?.message?.text).toBe('line 2 of candidate matches ERROR, which no line may');
    expect(result.differences.some(({ message }) => message?.text === 'no line of candidate matches done')).toBe(true);
    expect(await run('ERROR\n', { mustNot: ['ERROR'] }, {}, 1)).toMatchObject({ status: 'pass', allowed: [{ covered: 1 }] });
  });

  it.each([{ complete: false }, { cutBytes: 5 }])('never passes by a log that lacks lines: %j', async (facts) => {
    expect(await run('fine\n', { mustNot: ['ERROR'] }, facts)).toMatchObject({ status: 'inconclusive' });
    expect(await run('fine\n', { must: ['done'] }, facts)).toMatchObject({ status: 'inconclusive', total: 0 });
    expect(await run('ERROR\n', { mustNot: ['ERROR'] }, facts)).toMatchObject({ status: 'fail' });
  });

  it('never passes by a line that was cut, an empty log or none', async () => {
    const long = await run(`${'x'.repeat(300_000)} ERROR\n`, { mustNot: ['ERROR'] });
    expect(long).toMatchObject({ status: 'inconclusive', findings: [{ id: 'log-pattern.long-line' }], figures: { 'candidate.lines': 1 } });
    expect(await run(`${'x'.repeat(10_000)}\r\n`, { must: ['x'] })).toMatchObject({ status: 'pass' });
    expect(await run('', { mustNot: ['ERROR'] })).toMatchObject({ status: 'inconclusive' });
    expect(await run('x', { side: 'both', mustNot: ['ERROR'] })).toMatchObject({ status: 'inconclusive' });
  });

  it('never passes by what cannot match in a log of another charset', async () => {
    const log = encode('開始\n異常終了\nend\n', 'cp932');
    const doubt = { status: 'inconclusive', total: 0, findings: [{ id: 'log-pattern.no-utf8', message: { values: { garbled: 2 } } }] };
    for (const options of [{ mustNot: ['異常'] }, { mustNot: ['\\p{Script=Han}'] }, { must: ['開始'] }])
      expect(await run(log, options)).toMatchObject(doubt);
    expect(await run(log, { must: ['end'], mustNot: ['ERROR'] })).toMatchObject({ status: 'pass' });
    expect(await run('開始\n異常終了\n', { mustNot: ['異常'] })).toMatchObject({ status: 'fail' });
  });

  it('stops a pattern that takes for ever', async () => {
    await expect(run(`${'a'.repeat(60)}!\n`, { mustNot: ['^(a+)+$'] })).rejects.toMatchObject({ code: 'pattern.too-slow' });
  });

  it('refuses patterns that do not compile, and none at all', () => {
    expect(validate({ mustNot: ['ok', '('] })).toMatchObject({
      issues: [{ path: ['mustNot', 1], message: expect.stringMatching(/Invalid regular expression/) }],
    });
    expect(validate({})).toHaveProperty('issues');
    expect(validate({ must: [''] })).toHaveProperty('issues');
  });
});
