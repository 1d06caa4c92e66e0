import { z } from 'zod';
import type { Registries } from '../model/registries.ts';
import type { Schema } from '../model/schema.ts';

/** A kind with a real schema whose work is never asked for. */
function kind(schema: Schema) {
  const unused = () => Promise.reject(new Error('not made to run'));
  return {
    repeat: () => 'safe' as const,
    byHand: () => [],
    config: schema,
    options: schema,
    target: schema,
    plan: () => [],
    run: unused,
    collect: unused,
    read: unused,
    look: unused,
    check: unused,
  };
}

function byKind(schemas: Readonly<Record<string, Schema>>) {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, { kind: name, id: name, ...kind(schema) }]));
}

const words = z.array(z.string().min(1)).min(1);
const output = z.strictObject({ output: z.string().describe('Name of the output') });
const title = (text: string) => ({ id: text, text, values: {} });

/** Kinds by the names and with the settings of the worked example, for tests of what loads scenarios. None of them runs. */
export const fakeRegistries: Registries = {
  runners: byKind({
    ssh: z.strictObject({ host: z.string().describe('Host by its name in twinrun.yaml'), command: words }),
    fargate: z.strictObject({ cluster: z.string().default('default'), taskDefinition: z.string() }),
    process: z.strictObject({ command: words }),
  }),
  collectors: byKind({
    sftp: z.strictObject({ host: z.string(), path: z.string() }),
    s3: z.strictObject({ bucket: z.string(), key: z.string() }),
    log: z.strictObject({}),
  }),
  probes: byKind({ sql: z.strictObject({ database: z.string(), query: z.string().min(1) }) }),
  effects: byKind({
    sftp: z.strictObject({ host: z.string(), path: z.string() }),
    s3: z.strictObject({ bucket: z.string(), prefix: z.string().default('') }),
  }),
  steps: byKind({
    rerun: z.enum(['legacy']),
    ssh: z.strictObject({ host: z.string(), command: words }),
    local: z.strictObject({ command: words }),
    manual: z.string().min(1),
  }),
  formats: byKind({ csv: z.strictObject({ key: z.array(z.string()).optional() }), bytes: z.strictObject({}) }),
  checks: Object.fromEntries(
    Object.entries({
      'exit-code': ['outcome', z.strictObject({})],
      freshness: ['outcome', output],
      delivery: ['content', z.strictObject({ backup: z.string(), delivered: z.string() })],
      'sql-assertion': ['content', z.looseObject({ outputs: z.record(z.string(), z.string()) })],
      'row-count': ['content', output],
      columns: ['content', output],
      'keyed-rows': ['content', output],
    } as const).map(([id, [scope, schema]]) => [id, { ...kind(schema), apiVersion: 1, id, scope, traitOnly: id === 'delivery', title: title(id) }]),
  ),
};
