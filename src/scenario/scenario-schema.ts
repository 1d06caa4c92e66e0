import { z } from 'zod';
import type { Registries } from '../model/registries.ts';
import type { Output, Scenario } from '../model/scenario.ts';
import type { Schema } from '../model/schema.ts';
import { effectSchema } from './effect-schema.ts';
import { cron, day, dayOffset, duration, environment, name, text, variableName, zone } from './fields.ts';
import { playbookSchema } from './playbook-schema.ts';
import { tagged } from './tagged.ts';

const purpose = z
  .strictObject({
    what: text('What the batch produces, in one sentence'),
    why: text('Why it was made; who would miss it'),
    owner: text('The team that answers for it'),
    neededUntil: text('`open`, or until when it is needed (YYYY-MM-DD); a batch that nobody needs is retired, not migrated'),
  })
  .describe('What the batch is for. Nobody can judge a migration whose purpose nobody knows');

const schedule = z
  .strictObject({ cron: cron('When it runs: five crontab fields, or a macro such as @daily'), zone: zone('Time zone of the schedule, IANA name') })
  .describe('When the batch runs');

const businessDate = z
  .strictObject({
    zone: zone('Time zone in which the day of the start is taken, IANA name'),
    offset: dayOffset('Days from the day of the start: -1d is yesterday'),
    mode: z.enum(['injected', 'clock']).describe('injected: both sides get it in a variable. clock: the scripts ask the clock themselves'),
    variable: variableName('Environment variable that carries it, as YYYY-MM-DD').default('BUSINESS_DATE'),
  })
  .describe('The day that a run is about, the same for both sides: without it, midnight between the two makes them differ');

const rerunRule = z.strictObject({
  mode: z
    .enum(['safe', 'fenced', 'never'])
    .describe('safe: may be started again as it is. fenced: only behind its fences. never: only natural runs are observed'),
  reason: text('Why that is so'),
});

const rerun = z
  .strictObject({
    legacy: rerunRule.describe('May the legacy batch be started again'),
    candidate: rerunRule.describe('May the candidate be started again'),
  })
  .describe('May each side be started again for a rehearsal? There is no default: a wrong guess delivers twice');

const allowance = z
  .strictObject({
    id: name('Unique name'),
    target: z
      .strictObject({
        check: name('The check whose difference is accepted'),
        output: name('Only for this output').exactOptional(),
        kind: z
          .enum(['added', 'removed', 'changed', 'column', 'representation', 'value'])
          .describe('Only for differences of this kind')
          .exactOptional(),
        column: text('Only for this column').exactOptional(),
      })
      .describe('Which differences are accepted'),
    bound: z
      .strictObject({
        count: z.int().min(1).describe('The most differences that it covers; one more, and it covers none'),
        absolute: z
          .string()
          .regex(/^\d+(?:\.\d+)?$/, 'a decimal number in quotes, such as "0.01"')
          .describe('For numbers: the most that candidate may be away from legacy')
          .exactOptional(),
      })
      .describe('How far it goes; an allowance without a bound hides what comes later'),
    reason: text('Why the difference is acceptable'),
    evidence: text('What was looked at: a ticket, a run id, a mail'),
    by: text('Who accepted it'),
    until: day('Last valid day, YYYY-MM-DD, in UTC'),
  })
  .describe('One difference that a person accepted');

const impact = z
  .strictObject({
    who: text('Who is hit if it fails'),
    what: text('How they are hit'),
    urgency: text('How soon it must be mended: 1d'),
    onCall: text('Whom to call, and how'),
    owner: text('Who decides'),
    partnerContact: text('Whom to call at the partner, and how; `none` with the reason if there is no partner'),
  })
  .describe('Who is hit, and how, if the batch fails. The one on call must not have to find out at night');

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
      legacy: source,
      candidate: source,
    })
    .transform(({ format, empty, legacy, candidate }): Output => ({ format, empty, sides: { legacy, candidate } }))
    .describe('One thing that both sides produce');
  return {
    schema: z.literal('twinrun.scenario/1').describe('The form of this file'),
    id: name("Name of the batch; the same as its folder's"),
    purpose,
    disposition: z.enum(['migrate', 'retire']).describe('What becomes of the batch').default('migrate'),
    schedule,
    businessDate,
    idempotent: z.boolean().describe('Whether running it twice leaves the same as running it once. Those that are not need the most care'),
    rerun,
    effects: z
      .record(name('Name of the effect'), effectSchema(registries.effects))
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
    allowances: z.array(allowance).describe('Differences that a person accepted').default([]),
    impact,
    rollback: playbookSchema,
  };
}

/** The form of scenario.yaml; what it yields is a `Scenario`. Validate asynchronously: kinds may need it. */
export function scenarioSchema(registries: Registries): z.ZodType<Scenario> {
  return z.strictObject(scenarioFields(registries)).describe('One batch under migration');
}
