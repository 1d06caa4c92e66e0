import { z } from 'zod';
import type { Registries } from '../model/registries.ts';
import type { Output, Scenario } from '../model/scenario.ts';
import type { Schema } from '../model/schema.ts';
import { businessDateSchema, impactSchema, purposeSchema, rerunSchema, scheduleSchema } from './account-schemas.ts';
import { allowanceSchema } from './allowance-schema.ts';
import { cutoverSchema } from './cutover-schema.ts';
import { effectSchema } from './effect-schema.ts';
import { duration, environment, name } from './fields.ts';
import { scenarioGateSchema } from './gate-schema.ts';
import { playbookSchema } from './playbook-schema.ts';
import { soakSchema } from './soak-schema.ts';
import { tagged } from './tagged.ts';

/** The fields of a scenario, top level. Kinds and their settings come from the registries. */
function scenarioFields(registries: Registries) {
  const configs = <T>(kinds: Readonly<Record<string, T>>, schemaOf: (kind: T) => Schema) =>
    Object.fromEntries(Object.entries(kinds).map(([key, kind]) => [key, schemaOf(kind)]));
  const source = tagged(
    'collector',
    configs(registries.collectors, (kind) => kind.config),
    'Where this side leaves it, and how it is brought home',
  );
  const side = z.strictObject({
    timeout: duration('How long it may take before it is stopped'),
    runner: tagged(
      'runner',
      configs(registries.runners, (kind) => kind.config),
      'How it is started',
    ),
    environment: environment('Given to this side beside its fences and the business date').default({}),
  });
  const output = z
    .strictObject({
      format: tagged(
        'format',
        configs(registries.formats, (kind) => kind.config),
        'How its bytes become records',
      ),
      empty: z
        .enum(['valid', 'invalid'])
        .describe('Whether no data at all is a valid result; if invalid, an empty output is never a pass')
        .default('invalid'),
      personal: z
        .array(z.string().min(1))
        .describe('Columns with personal data: reports and logs of ours show their values only by hash and shape')
        .default([]),
      legacy: source,
      candidate: source,
    })
    .transform(({ format, empty, personal, legacy, candidate }): Output => ({ format, empty, personal, sides: { legacy, candidate } }))
    .describe('One thing that both sides produce');
  return {
    schema: z.literal('twinrun.scenario/1').describe('The form of this file'),
    id: name("Name of the batch; the same as its folder's"),
    purpose: purposeSchema,
    disposition: z
      .literal('migrate')
      .describe('What becomes of the batch. With `retire` the file has another form: no sides, a stop plan')
      .default('migrate'),
    schedule: scheduleSchema,
    businessDate: businessDateSchema,
    idempotent: z.boolean().describe('Whether running it twice leaves the same as running it once. Those that are not need the most care'),
    rerun: rerunSchema,
    effects: z
      .record(name('Name of the effect'), effectSchema(registries))
      .describe(
        'What the batch does to the world outside, with a fence for each side that does it. Write `{}` only if it does nothing but its outputs',
      ),
    order: z.enum(['together', 'in-turn']).describe('Both sides at the same time, or legacy first').default('together'),
    sides: z
      .strictObject({ legacy: side.describe('The batch on EC2'), candidate: side.describe('Its replacement on Fargate') })
      .describe('How each side is started'),
    outputs: z
      .record(name('Name of the output'), output)
      .describe('What both sides produce and where each leaves it. Write `{}` only if no check looks at an output'),
    probes: z
      .record(
        name('Name of the probe'),
        tagged(
          'probe',
          configs(registries.probes, (kind) => kind.config),
          'A figure of the source',
        ),
      )
      .describe('Figures of the source, read around the takes: did the inputs move?')
      .default({}),
    checks: z
      .array(
        tagged(
          'check',
          configs(registries.checks, (kind) => kind.options),
          'One parity rule',
        ),
      )
      .min(1, 'at least one check')
      .describe('What result means "migrated". A clean exit alone proves nothing'),
    allowances: z.array(allowanceSchema).describe('Differences that a person accepted').default([]),
    impact: impactSchema,
    cutover: cutoverSchema(registries).exactOptional(),
    soak: soakSchema(registries).exactOptional(),
    rollback: playbookSchema(registries),
    gate: scenarioGateSchema.exactOptional(),
  };
}

/** Making a schema takes longer than validating with it, and `--all` validates many. */
const made = new WeakMap<Registries, z.ZodType<Scenario>>();

/** The form of scenario.yaml; what it yields is a `Scenario`. Validate asynchronously: kinds may need it. */
export function scenarioSchema(registries: Registries): z.ZodType<Scenario> {
  const known = made.get(registries);
  if (known !== undefined) return known;
  const schema = z.strictObject(scenarioFields(registries)).describe('One batch under migration');
  made.set(registries, schema);
  return schema;
}
