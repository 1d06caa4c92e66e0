import { z } from 'zod';
import {
  artifactsOf,
  cell,
  coversAll,
  coversSome,
  type Difference,
  defineCheck,
  inconclusive,
  judge,
  type LifecycleRule,
  message,
  missingReason,
  parseLifecycle,
  readSmallFile,
} from '../src/check.ts';

const days = z.int().positive();

const options = z
  .strictObject({
    output: z
      .string()
      .min(1)
      .describe("The output whose candidate is the bucket's lifecycle configuration (JSON, as the collector s3-lifecycle brings it)"),
    prefix: z.string().describe('The objects that are meant: all whose key begins so; "" is the whole bucket'),
    hostDays: days.describe('How many days a file lives on the host').exactOptional(),
    hostMtime: z
      .int()
      .nonnegative()
      .describe('The number of `find -mtime +<number> -delete` on the host: +29 removes what is 30 days old or older')
      .exactOptional(),
    match: z.enum(['exactly', 'at-least']).default('exactly').describe('Whether the rule may keep objects for longer than the host does'),
    noncurrentDays: days
      .describe('For a bucket with versions: after how many days a version that was replaced or deleted is removed at the latest')
      .exactOptional(),
  })
  .refine(({ hostDays, hostMtime }) => (hostDays === undefined) !== (hostMtime === undefined), {
    message: 'expected one of `hostDays` and `hostMtime`',
    path: ['hostDays'],
  });

type Options = z.output<typeof options>;

/**
 * The bucket keeps backups for as long as the host does. It looks at the rule, not at objects: S3 removes them some time after midnight UTC
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html). Of several rules for one object, S3 follows the one that ends first.
 */
export const retention = defineCheck({
  apiVersion: 1,
  id: 'retention',
  title: message('retention', 'the bucket keeps backups as long as the host does'),
  scope: 'outcome',
  judgesOutput: true,
  options,
  async check(pair, chosen, x) {
    const { output } = chosen;
    const reason = missingReason(pair, 'candidate', output);
    if (reason !== undefined) return inconclusive(reason);
    const [file, ...others] = artifactsOf(pair, 'candidate', output);
    if (file === undefined || others.length > 0) return inconclusive(message('retention.several', '{output} has several files', { output }));
    const rules = parseLifecycle((await readSmallFile(file, x.signal)) ?? '');
    if (rules === undefined)
      return inconclusive(message('retention.unreadable', '{name} is no lifecycle configuration of S3 (JSON with Rules)', { name: file.name }));
    const host = hostDaysOf(chosen);
    const differences = problems(rules, chosen, host);
    return judge(x, {
      output,
      differences,
      figures: { rules: rules.length, 'legacy.days': host },
      summary: () =>
        differences[0]?.message ??
        message('retention.kept', 'a rule removes {prefix}, after as many days as the host ({host}){more}', {
          prefix: below(chosen.prefix),
          host,
          more: chosen.match === 'exactly' ? '' : ' or later',
        }),
    });
  },
});

/** `find -mtime +29` counts whole days that have passed: 29 and a half are 29, and 30 are more than 29. */
function hostDaysOf({ hostDays, hostMtime = 0 }: Options): number {
  return hostDays ?? hostMtime + 1;
}

function problems(rules: readonly LifecycleRule[], chosen: Options, host: number): Difference[] {
  const { prefix, match, noncurrentDays } = chosen;
  const enabled = rules.filter((rule) => rule.enabled && coversSome(rule, prefix));
  const after = shortest(enabled.filter((rule) => coversAll(rule, prefix)).map(({ days: one }) => one));
  const versionsAfter = shortest(enabled.filter((rule) => coversAll(rule, prefix)).map(({ noncurrentDays: one }) => one));
  const say = (id: string, text: string, candidate: string, values: Record<string, string | number> = {}): Difference => ({
    kind: 'value',
    output: chosen.output,
    legacy: cell(`${host} days`),
    candidate: cell(candidate),
    message: message(`retention.${id}`, text, { prefix: below(prefix), host, ...values }),
  });
  const found: Difference[] = [];
  if (after === undefined)
    found.push(say('no-rule', 'no enabled rule removes {prefix}{why}; the host keeps them {host} days', 'for ever', { why: whyNone(rules, prefix) }));
  else if (after < host || (match === 'exactly' && after > host))
    found.push(say('other-days', 'the bucket keeps {prefix} {days} days, the host {host} days', `${after} days`, { days: after }));
  for (const { name, days: one, date, ...rule } of enabled) {
    if (date !== undefined) found.push(say('date', 'rule {rule} removes {prefix} on a fixed day, {date}', date, { rule: name, date }));
    // Where it covers all, it has its say in `after`.
    if (one !== undefined && one < host && !coversAll({ name, ...rule }, prefix))
      found.push(
        say('some-earlier', 'rule {rule} removes some of {prefix} after {days} days already, the host after {host}', `${one} days`, {
          rule: name,
          days: one,
        }),
      );
  }
  if (noncurrentDays !== undefined && (versionsAfter === undefined || versionsAfter > noncurrentDays)) {
    const kept = versionsAfter === undefined ? 'for ever' : `${versionsAfter} days`;
    found.push(say('versions', 'replaced versions of {prefix} are kept {kept}; {noncurrentDays} days are the most', kept, { kept, noncurrentDays }));
  }
  return found;
}

function shortest(all: readonly (number | undefined)[]): number | undefined {
  const known = all.filter((one) => one !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** The rule that was probably meant. */
function whyNone(rules: readonly LifecycleRule[], prefix: string): string {
  const removing = rules.filter(({ days: one }) => one !== undefined);
  const disabled = removing.find((rule) => !rule.enabled && coversAll(rule, prefix));
  if (disabled !== undefined) return ` (rule ${disabled.name} is disabled)`;
  const narrowed = removing.find((rule) => rule.enabled && coversSome(rule, prefix));
  if (narrowed !== undefined) return ` (rule ${narrowed.name} is for some of them only)`;
  const others = removing.filter((rule) => rule.enabled).map((rule) => below(rule.prefix));
  return others.length === 0 ? '' : ` (the rules are for ${others.join(', ')})`;
}

function below(prefix: string): string {
  return prefix === '' ? 'all objects' : `objects below ${prefix}`;
}
