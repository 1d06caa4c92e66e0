import { z } from 'zod';
import type { CutoverRule } from '../model/cutover.ts';
import type { PlaybookStep } from '../model/playbook.ts';
import type { Registries } from '../model/registries.ts';
import { clockTime, duration, environment, name, text } from './fields.ts';
import { stepSchema } from './step-schema.ts';

const DAY_MS = 86_400_000;

/** A line of a crontab that starts a legacy batch. */
export const cronLineSchema = z.strictObject({
  host: text('Host by its name in twinrun.yaml'),
  user: text("Whose crontab; default: the login's own").exactOptional(),
  file: z.string().startsWith('/').describe('A table that is a file, such as /etc/cron.d/batch').exactOptional(),
  contains: text('A part of the line, by which it alone is found'),
});

/** How a scenario is cut over. Without it, it is not. */
export function cutoverSchema(registries: Pick<Registries, 'steps'>): z.ZodType<CutoverRule, Record<string, unknown>> {
  const step = stepSchema(registries);
  const schedule = z.strictObject({ name: text('Name of the schedule in EventBridge Scheduler'), group: text('Its group').default('default') });
  const first = z
    .strictObject({
      run: step,
      environment: environment('Given to the first run: what makes it deliver to a hold'),
      judge: z
        .array(name('Id of a scenario of this workspace'))
        .min(1, 'at least one scenario that compares the first run with its counterpart: without one there is no go')
        .describe('Scenarios that compare what the first run left in the hold with its counterpart; each must pass'),
      release: z.array(step).min(1, 'at least one step that releases what was held').describe('What makes of what is held a delivery'),
    })
    .describe('The first real run delivers to a hold, is judged there, and only then released');
  return z
    .strictObject({
      window: z
        .strictObject({ from: clockTime('From this time of day on'), until: clockTime('Until this time of day') })
        .describe("When a cutover may begin, in the schedule's zone")
        .exactOptional(),
      greens: z.int().min(1).max(1000).describe('How many passes in a row this world must have seen').default(3),
      lastPass: duration('How old the last pass may be').default(7 * DAY_MS),
      apart: duration('No fire of cron may be nearer when the legacy batch is switched off').default(15 * 60_000),
      fetchedFrom: clockTime('From this time of day on the partner may have taken a delivery away; default: it leaves it').exactOptional(),
      claimFolder: z
        .string()
        .regex(/^[A-Za-z0-9_./-]+$/, 'a folder of letters, digits and `_ . / -`: cron and a shell read it')
        .describe('Folder on each host for the script that takes the claim before the batch (it needs a store on S3); default: the lines take none')
        .exactOptional(),
      cron: z
        .array(cronLineSchema)
        .min(1, 'at least one line of a crontab')
        .describe('Every line of every crontab that starts the legacy batch, on each host that carries it'),
      schedules: z.array(schedule).min(1, 'at least one schedule').describe('The schedules of EventBridge Scheduler that start the candidate'),
      first,
    })
    .refine(
      ({ claimFolder, cron }) =>
        claimFolder === undefined || claimFolder.startsWith('/') || cron.every(({ user, file }) => user === undefined && file === undefined),
      {
        message: 'a path from the root, for tables of another user or in files: they are not run from the home of the login',
        path: ['claimFolder'],
      },
    )
    .transform(({ first: { run, environment: hold, judge, release }, ...rest }): CutoverRule => {
      // A step's id is optional in the file.
      const named = (one: PlaybookStep, id: string): PlaybookStep => ({ ...one, id: (one.id as string | undefined) ?? id });
      return {
        ...rest,
        first: { run: named(run, 'first-run'), environment: hold, judge, release: release.map((one, index) => named(one, `release-${index + 1}`)) },
      };
    })
    .describe('How the candidate takes over: what is switched off and on, and how its first run is judged before it counts');
}
