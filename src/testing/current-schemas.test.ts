import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { currentSchemas } from './current-schemas.ts';

// Each of them says how to mend it: `npm run schemas`.
it.each(Object.entries(currentSchemas()))('docs/schemas/%s is what `npm run schemas` writes', (file, text) => {
  expect(readFileSync(join(import.meta.dirname, '../../docs/schemas', file), 'utf8')).toBe(text);
});
