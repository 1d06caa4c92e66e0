import { z } from 'zod';
import type { Registries } from '../model/registries.ts';
import type { SoakRule } from '../model/soak.ts';
import { duration, name } from './fields.ts';
import { tagged } from './tagged.ts';

const count = (description: string) => z.int().nonnegative().describe(description);

function range(what: string) {
  return z
    .strictObject({ from: count('At least'), to: count('At most') })
    .refine(({ from, to }) => from <= to, { message: 'a `from` that is not above `to`', path: ['to'] })
    .describe(what);
}

const expected = z
  .strictObject({
    rows: range('Records of its files together').exactOptional(),
    bytes: range('Bytes of its files together').exactOptional(),
    columns: z.array(z.string()).min(1).describe('The header, in this order').exactOptional(),
  })
  .describe('What it holds, whatever its history');

const bounds = z
  .strictObject({
    last: z.int().min(1).max(1000).describe('From so many of the last passes').default(14),
    atLeast: z.int().min(1).max(1000).describe('Only once there are so many; before, there are no bounds').default(5),
    spread: z.number().min(0).max(10).describe('How far the least and the most of them are widened, as a share of each').default(0.2),
  })
  .refine(({ last, atLeast }) => atLeast <= last, { message: 'an `atLeast` that is not above `last`', path: ['atLeast'] })
  .describe('How bounds come from the history, where nothing is compared with legacy')
  .prefault({});

/** How natural runs are judged after the cutover. Without it, they are not. */
export function soakSchema({ runners, collectors, checks }: Registries): z.ZodType<SoakRule, Record<string, unknown>> {
  const kinds = Object.fromEntries(Object.entries(collectors).map(([kind, { config }]) => [kind, config]));
  const rules = Object.fromEntries(Object.entries(checks).map(([id, { options }]) => [id, options]));
  const observe = tagged(
    'runner',
    runners.observe === undefined ? {} : { observe: runners.observe.config },
    "How the candidate's natural run is seen: what it leaves last, or its task",
  );
  return z
    .strictObject({
      mode: z
        .enum(['shadow', 'alone'])
        .describe('shadow: legacy is kept running, fenced, and compared with. alone: bounds and checks of one side only, which is not parity'),
      deadline: duration('So long after its scheduled start a natural run is done at the latest'),
      runs: z.int().min(1).max(1000).describe('It is over after so many green runs in a row').default(10),
      days: z.int().min(1).max(1000).describe("They are of so many different days, by the clock of the schedule's zone").default(14),
      runner: observe,
      places: z
        .record(name('Name of the output'), tagged('collector', kinds, 'Where the candidate leaves it when it is not fenced'))
        .describe('Where outputs of the candidate lie when it is not fenced; without it, where the scenario says')
        .default({}),
      checks: z
        .array(tagged('check', rules, 'One rule'))
        .min(1, 'at least one check')
        .describe("Instead of the scenario's checks, where natural runs show less than rehearsals: a file has no exit code")
        .exactOptional(),
      bounds,
      expect: z.record(name('Name of the output'), expected).describe('What outputs hold, by output').default({}),
    })
    .transform(({ runner, ...rest }): SoakRule => ({ ...rest, observe: runner.config }))
    .describe('How natural runs are judged after the cutover, and until when');
}
