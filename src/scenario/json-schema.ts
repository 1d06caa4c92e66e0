import type { Registries } from '../model/registries.ts';
import { type JsonSchema, jsonSchemaOf } from './json-schema-node.ts';
import { retiredSchema } from './retired-schema.ts';
import { scenarioSchema } from './scenario-schema.ts';
import { workspaceSchema } from './workspace-schema.ts';

/**
 * The JSON Schemas (draft 2020-12) that editors complete and check scenario.yaml and twinrun.yaml with, by file name. They are made from
 * what validates, kinds included. An editor sees the form; the rules across fields are told by Twinrun alone.
 */
export function editorSchemas(registries: Registries): Readonly<Record<`${'retired' | 'scenario' | 'workspace'}.schema.json`, string>> {
  return {
    'retired.schema.json': print('A batch that nobody needs', jsonSchemaOf(retiredSchema)),
    'scenario.schema.json': print('A scenario of Twinrun', jsonSchemaOf(scenarioSchema(registries))),
    'workspace.schema.json': print('A workspace of Twinrun', jsonSchemaOf(workspaceSchema)),
  };
}

function print(title: string, schema: JsonSchema): string {
  return `${JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...schema }, null, 2)}\n`;
}
