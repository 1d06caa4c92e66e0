import { describe, expect, it } from 'vitest';
import { allowance } from '../src/testing/allowance.ts';
import { checkContext, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { retention } from './retention.ts';

const folder = useTempFolder();

async function judged(text: string | 'missing', more: Readonly<Record<string, unknown>> = {}, allowances: Parameters<typeof checkContext>[0] = []) {
  const pair = await makeEvidence({
    folder: folder.fresh(),
    legacy: 'missing',
    candidate: text === 'missing' ? text : { 'lifecycle.json': text },
    format: { kind: 'bytes', config: {} },
  });
  // Undefined stands for an option that is left out.
  const options: unknown = JSON.parse(JSON.stringify({ output: 'clients', prefix: 'client-export/', hostMtime: 29, ...more }));
  const read = await retention.options['~standard'].validate(options);
  if (read.issues !== undefined) throw new Error(read.issues.map((issue) => issue.message).join());
  return retention.check(pair, read.value, checkContext(allowances));
}

const rule = (change: Readonly<Record<string, unknown>> = {}) => ({
  ID: 'month',
  Status: 'Enabled',
  Filter: { Prefix: 'client-export/' },
  Expiration: { Days: 30 },
  ...change,
});
const run = (rules: readonly unknown[], more: Readonly<Record<string, unknown>> = {}) => judged(JSON.stringify({ Rules: rules }), more);

describe('retention', () => {
  it('passes for a rule with the days that the host keeps files: -mtime +29 removes what is 30 days old', async () => {
    const result = await run([rule()]);
    expect(result).toMatchObject({ status: 'pass', total: 0, figures: { rules: 1, 'legacy.days': 30 } });
    expect(result.summary.text).toBe('a rule removes objects below client-export/, after as many days as the host (30)');
    expect(await run([rule()], { hostMtime: undefined, hostDays: 30 })).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['a rule for the whole bucket', [rule({ Filter: {} })]],
    ['a rule for a folder above', [rule({ Filter: { Prefix: 'client-' } })]],
    ['the older form', [rule({ Filter: undefined, Prefix: 'client-export/' })]],
    ['a rule of a prefix alone, written as And', [rule({ Filter: { And: { Prefix: 'client-export/' } } })]],
    ['another rule that ends later', [rule(), rule({ ID: 'year', Filter: {}, Expiration: { Days: 365 } })]],
    ['rules for other objects', [rule(), rule({ ID: 'b', Filter: { Prefix: 'other/' }, Expiration: { Days: 1 } })]],
    ['a rule that is disabled beside it', [rule(), rule({ ID: 'b', Status: 'Disabled', Expiration: { Days: 1 } })]],
    ['moves to another storage class', [rule({ Transitions: [{ Days: 7, StorageClass: 'GLACIER' }] })]],
  ])('passes with %s', async (_, rules) => {
    expect(await run(rules)).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['no rule', [], 'no enabled rule removes objects below client-export/; the host keeps them 30 days'],
    ['a disabled rule', [rule({ Status: 'Disabled' })], '(rule month is disabled)'],
    ['another prefix', [rule({ Filter: { Prefix: 'clients-export/' } })], '(the rules are for objects below clients-export/)'],
    ['a prefix below', [rule({ Filter: { Prefix: 'client-export/2026' } })], '(rule month is for some of them only)'],
    ['a rule for a tag', [rule({ Filter: { Tag: { Key: 'a', Value: 'b' } } })], '(rule month is for some of them only)'],
    ['a rule for a tag and the prefix', [rule({ Filter: { And: { Prefix: '', Tags: [] } } })], '(rule month is for some of them only)'],
    ['a rule for large objects', [rule({ Filter: { Prefix: '', ObjectSizeGreaterThan: 10 } })], '(rule month is for some of them only)'],
    ['a rule that only moves', [rule({ Expiration: undefined })], 'no enabled rule removes'],
    ['fewer days', [rule({ Expiration: { Days: 29 } })], 'the bucket keeps objects below client-export/ 29 days, the host 30 days'],
    ['more days', [rule({ Expiration: { Days: 31 } })], 'keeps objects below client-export/ 31 days'],
    ['another rule that ends earlier', [rule(), rule({ ID: 'b', Filter: {}, Expiration: { Days: 7 } })], '7 days'],
    [
      'a rule that removes some earlier',
      [rule(), rule({ ID: 'b', Filter: { Prefix: 'client-export/x' }, Expiration: { Days: 7 } })],
      'rule b removes some',
    ],
    ['a rule with a date', [rule(), rule({ ID: 'b', Expiration: { Date: '2027-01-01T00:00:00Z' } })], 'on a fixed day, 2027-01-01'],
  ])('is red for %s', async (_, rules, text) => {
    const result = await run(rules);
    expect(result).toMatchObject({ status: 'fail', total: 1 });
    expect(result.summary.text).toContain(text);
  });

  it('lets the bucket keep them for longer where it may', async () => {
    expect(await run([rule({ Expiration: { Days: 31 } })], { match: 'at-least' })).toMatchObject({ status: 'pass' });
    expect(await run([rule({ Expiration: { Days: 29 } })], { match: 'at-least' })).toMatchObject({ status: 'fail' });
    expect(await run([], { match: 'at-least' })).toMatchObject({ status: 'fail' });
  });

  it('wants a rule of its own for replaced versions', async () => {
    const versions = (NoncurrentDays: number, more = {}) => rule({ NoncurrentVersionExpiration: { NoncurrentDays, ...more } });
    expect(await run([versions(7)], { noncurrentDays: 7 })).toMatchObject({ status: 'pass' });
    for (const rules of [[rule()], [versions(8)], [versions(7, { NewerNoncurrentVersions: 3 })]])
      expect(await run(rules, { noncurrentDays: 7 })).toMatchObject({ status: 'fail', total: 1 });
  });

  it.each([
    '',
    'x',
    '[]',
    '{}',
    '{"Rules":[{}]}',
    '{"Rules":[{"Status":"On"}]}',
    '{"Rules":[{"Status":"Enabled","Expiration":{"Days":"30"}}]}',
    '\ufffe',
  ])('is inconclusive for %j', async (text) => {
    expect(await judged(text)).toMatchObject({ status: 'inconclusive' });
  });

  it('is inconclusive when it was not collected', async () => {
    expect(await judged('missing')).toMatchObject({ status: 'inconclusive', summary: { text: 'clients of candidate is missing: no such file' } });
  });

  it('wants the days of the host, in one way', async () => {
    await expect(run([rule()], { hostMtime: undefined })).rejects.toThrow('one of');
    await expect(run([rule()], { hostDays: 30 })).rejects.toThrow('one of');
  });

  it('passes by an allowance', async () => {
    const text = JSON.stringify({ Rules: [rule({ Expiration: { Days: 31 } })] });
    expect(await judged(text, {}, [allowance('retention', 1)])).toMatchObject({ status: 'pass', allowed: [{ covered: 1 }] });
  });
});
