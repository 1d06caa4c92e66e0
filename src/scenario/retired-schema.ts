import { z } from 'zod';
import type { RetiredBatch } from '../model/retired.ts';
import { purposeSchema } from './account-schemas.ts';
import { cronLineSchema } from './cutover-schema.ts';
import { day, name, text } from './fields.ts';
import { statementSchema } from './gate-schema.ts';

const stop = z
  .union([
    z.strictObject({
      cron: z
        .array(cronLineSchema)
        .min(1, 'at least one line of a crontab')
        .describe('Every line that starts it; `twinrun cutover` switches them off'),
    }),
    z.strictObject({
      byHand: z
        .strictObject({ what: text('What a person does to stop it'), undo: text('What starts it again') })
        .describe('For what is no line of a crontab, such as a timer of systemd'),
    }),
  ])
  .describe('What stops it, so that it can be started again');

const stopPlan = z
  .strictObject({
    agreed: statementSchema.describe('Who agreed that nobody needs it'),
    told: z
      .array(z.strictObject({ who: text('Who was told'), on: day('When') }))
      .min(1, 'at least one: whoever answers for it')
      .describe('Users who were told before it is stopped'),
    stop,
    watch: z
      .strictObject({
        days: z.int().min(1).max(1000).describe('For so many days after the stop somebody looks whether it is missed: its longest period, at least'),
        who: text('Who looks'),
        where: text('Where a complaint would arrive'),
      })
      .describe('Who would notice that it is missed'),
    backups: z
      .strictObject({ what: text('What is kept: scripts, settings, last outputs'), where: text('Where'), until: day('Until when') })
      .describe('What is kept of it, so that it could be started again'),
    stopped: statementSchema.describe('That a person stopped it, where `twinrun cutover` did not').exactOptional(),
    watched: statementSchema.describe('That nobody missed it, once the days of the watch are over').exactOptional(),
  })
  .describe('How it ends');

/** The form of a scenario.yaml with `disposition: retire`: no sides, a stop plan. */
export const retiredSchema: z.ZodType<RetiredBatch> = z
  .strictObject({
    schema: z.literal('twinrun.scenario/1').describe('The form of this file'),
    id: name("Name of the batch; the same as its folder's"),
    disposition: z.literal('retire').describe('It is stopped and not replaced; with `migrate` the file has another form'),
    purpose: purposeSchema.omit({ neededUntil: true }).describe('What the batch was for'),
    startedBy: text('What starts it: table, line and time'),
    stopPlan,
  })
  .describe('A batch that nobody needs');
