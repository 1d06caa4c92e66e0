import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/faults.md'), 'utf8');

const sources = ['src', 'checks']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

/** The messages of the tables: the last column of each row. */
const codes = [
  ...new Set(
    [...page.matchAll(/^\|.*\| ([^|]*) \|$/gm)].flatMap(([, last = '']) => [...last.matchAll(/`([a-z-]+\.[a-z-]+)`/g)].map(([, code = '']) => code)),
  ),
];

describe('docs/faults.md', () => {
  it('names messages', () => expect(codes.length).toBeGreaterThan(40));

  it.each(codes)('names a message that there is: %s', (code) => {
    // Some are put together: a room, and what is said there.
    const [, last = ''] = code.split('.');
    expect([`'${code}'`, `'${last}'`, `}.${last}\``].some((text) => sources.includes(text))).toBe(true);
  });

  it('names test files that there are', () => {
    for (const [, path = ''] of page.matchAll(/`((?:src|checks)\/[^`*]*\.test\.ts)`/g))
      expect(() => readFileSync(join(root, path)), path).not.toThrow();
  });
});
