import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { currentSchemas } from './current-schemas.ts';

/** `npm run schemas`: writes the schemas for editors into docs/schemas/. */
const folder = join(import.meta.dirname, '../../docs/schemas');
mkdirSync(folder, { recursive: true });
for (const [file, text] of Object.entries(currentSchemas())) writeFileSync(join(folder, file), text);
