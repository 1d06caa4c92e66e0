import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checks } from './registry.ts';

describe('the registry', () => {
  it('holds every check of the folder, under its own id and file name', () => {
    const files = readdirSync(import.meta.dirname)
      .filter((name) => /^[a-z-]+\.ts$/.test(name) && name !== 'registry.ts')
      .map((name) => name.replace('.ts', ''));
    expect(Object.keys(checks).sort()).toEqual(files.sort());
    for (const [id, check] of Object.entries(checks)) expect(check).toMatchObject({ apiVersion: 1, id });
  });

  it('refuses unknown options', () => {
    for (const check of Object.values(checks)) {
      const result = check.options['~standard'].validate({ output: 'clients', outptu: 1 });
      expect(result).toHaveProperty('issues');
    }
  });
});
