import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checks } from './registry.ts';

const documented = readFileSync(join(import.meta.dirname, '../docs/checks.md'), 'utf8');

it.each(Object.entries(checks))('%s stands in the registry by its id, and in docs/checks.md with its scope', (id, check) => {
  expect(check.id).toBe(id);
  const row = documented.split('\n').find((line) => line.startsWith(`| \`${id}\` `));
  expect(row?.split('|')[2]?.trim()).toBe(check.traitOnly === true ? `${check.scope}, trait` : check.scope);
});
