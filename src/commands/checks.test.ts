import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checks } from '../../checks/registry.ts';
import { runCli } from '../testing/cli.ts';
import { describeOptions } from './describe-options.ts';

interface Listed {
  readonly schema: string;
  readonly checks: readonly { id: string; title: string; scope: string; traitOnly: boolean; options: readonly { name: string }[] }[];
}

describe('twinrun checks', () => {
  it('lists every check with its options, as one JSON document, without a workspace', async () => {
    const { code, stdout, stderr } = await runCli('/', ['checks', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const listed = JSON.parse(stdout) as Listed;
    expect(listed.schema).toBe('twinrun.checks/1');
    expect(listed.checks.map(({ id }) => id)).toEqual(Object.keys(checks).sort());
    expect(listed.checks.find(({ id }) => id === 'ordering')).toEqual({
      id: 'ordering',
      title: 'the rows come in the same order on both sides',
      scope: 'content',
      traitOnly: true,
      options: [
        { name: 'output', type: 'text', required: true, description: expect.any(String) },
        { name: 'by', type: 'list of text', required: false, description: expect.any(String) },
      ],
    });
  });

  it('shows them to people, or one of them', async () => {
    const all = await runCli('/', ['checks']);
    expect(all.code).toBe(0);
    for (const id of Object.keys(checks)) expect(all.stdout).toContain(`${id} (`);
    const one = await runCli('/', ['checks', 'row-count']);
    expect(one.stdout).toContain('row-count (content): both sides have the same number of rows');
    expect(one.stdout).toContain('tolerance: mapping, default {"absolute":0}. How many records');
    expect(one.stdout).toContain('absolute: whole number, required. Records');
    expect(one.stdout).not.toContain('keyed-rows');
  });

  it('takes an unknown check for misuse, and says what was probably meant', async () => {
    const { code, stdout, stderr } = await runCli('/', ['checks', 'row-cuont']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('cli.no-such-check');
    expect(stderr).toContain('Did you mean `row-count`?');
    expect((await runCli('/', ['checks', 'constructor'])).code).toBe(3);
  });
});

describe('describeOptions', () => {
  it('goes into mappings, free names, choices and lists', () => {
    const schema = z.strictObject({
      rows: z.array(z.strictObject({ sql: z.string() })).describe('Rows'),
      by: z.record(z.string(), z.enum(['sum', 'min'])),
      size: z.union([z.literal('any'), z.strictObject({ bytes: z.int() })]).default('any'),
    });
    expect(describeOptions(schema)).toEqual([
      { name: 'rows', type: 'list of mapping', required: true, description: 'Rows', options: [{ name: 'sql', type: 'text', required: true }] },
      { name: 'by', type: 'mapping', required: true, options: [{ name: '<name>', type: 'sum | min', required: false }] },
      { name: 'size', type: 'any | mapping', required: false, default: 'any', options: [{ name: 'bytes', type: 'whole number', required: true }] },
    ]);
  });
});

describe('the options of every check', () => {
  it.each(Object.values(checks).map((check) => [check.id, check] as const))('%s describes each of them', (_, check) => {
    for (const option of describeOptions(check.options)) expect(option.description, option.name).toMatch(/\S/);
  });
});
