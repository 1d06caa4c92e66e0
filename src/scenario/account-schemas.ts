import { z } from 'zod';
import { expressionProblem } from '../schedule/eventbridge.ts';
import { cron, dayOffset, text, variableName, zone } from './fields.ts';
import { addIssue, tagged } from './tagged.ts';

/** What a batch is for. */
export const purposeSchema = z
  .strictObject({
    what: text('What the batch produces, in one sentence'),
    why: text('Why it was made; who would miss it'),
    owner: text('The team that answers for it'),
    neededUntil: text('`open`, or until when it is needed (YYYY-MM-DD); a batch that nobody needs is retired, not migrated'),
  })
  .describe('What the batch is for. Nobody can judge a migration whose purpose nobody knows');

const expression = z
  .string()
  .superRefine((value, context) => {
    const problem = expressionProblem(value);
    if (problem !== undefined) addIssue(context, [], problem, { fix: '`twinrun schedule` proposes the expressions that stand for a crontab line.' });
  })
  .describe('cron(minutes hours day-of-month month day-of-week year)');

const schedulerSchedule = z
  .strictObject({
    expression,
    zone: zone('Time zone of the expression, IANA name').default('UTC'),
    name: text('Name of the schedule').exactOptional(),
    group: text('Group of the schedule').default('default'),
  })
  .describe('A schedule of EventBridge Scheduler');

const rule = z.strictObject({ expression, name: text('Name of the rule').exactOptional() }).describe('A rule of EventBridge; its expression is UTC');

/** When it runs. */
export const scheduleSchema = z
  .strictObject({
    cron: cron('When it runs: five crontab fields, or a macro such as @daily'),
    zone: zone('Time zone of the schedule, IANA name'),
    candidate: z
      .array(tagged('schedule', { scheduler: schedulerSchedule, rule }, 'One schedule of EventBridge'))
      .min(1, 'at least one schedule')
      .describe('What starts the candidate: `twinrun schedule` compares its fires with those of `cron`')
      .exactOptional(),
  })
  .describe('When the batch runs');

/** Which day it is about. */
export const businessDateSchema = z
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

/** Whether it may be started again. */
export const rerunSchema = z
  .strictObject({
    legacy: rerunRule.describe('May the legacy batch be started again'),
    candidate: rerunRule.describe('May the candidate be started again'),
  })
  .describe('May each side be started again for a rehearsal? There is no default: a wrong guess delivers twice');

/** Who is hit when it fails. */
export const impactSchema = z
  .strictObject({
    who: text('Who is hit if it fails'),
    what: text('How they are hit'),
    urgency: text('How soon it must be mended: 1d'),
    onCall: text('Whom to call, and how'),
    owner: text('Who decides'),
    partnerContact: text('Whom to call at the partner, and how; `none` with the reason if there is no partner'),
  })
  .describe('Who is hit, and how, if the batch fails. The one on call must not have to find out at night');
