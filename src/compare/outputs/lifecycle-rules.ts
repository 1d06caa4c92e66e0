import { z } from 'zod';

const days = z.int().positive();
const rule = z.looseObject({
  ID: z.string().optional(),
  Status: z.enum(['Enabled', 'Disabled']),
  Filter: z.looseObject({ Prefix: z.string().optional(), And: z.looseObject({ Prefix: z.string().optional() }).optional() }).optional(),
  Prefix: z.string().optional(),
  Expiration: z.looseObject({ Days: days.optional(), Date: z.string().optional() }).optional(),
  NoncurrentVersionExpiration: z.looseObject({ NoncurrentDays: days, NewerNoncurrentVersions: days.optional() }).optional(),
});
const configuration = z.looseObject({ Rules: z.array(rule) });

type Rule = z.output<typeof rule>;

/** One rule of an S3 lifecycle configuration, as far as it removes objects. */
export interface LifecycleRule {
  /** Its id, or its number. */
  readonly name: string;
  readonly enabled: boolean;
  readonly prefix: string;
  /** True when tags or sizes narrow it further: then some objects below the prefix are not its. */
  readonly narrowed: boolean;
  /** Days after which it removes an object. */
  readonly days?: number;
  /** A fixed day on and after which it removes every object. */
  readonly date?: string;
  /** Days after which it removes a version that is no longer the current one. */
  readonly noncurrentDays?: number;
}

/**
 * Reads a configuration as GetBucketLifecycleConfiguration gives it (and the AWS CLI prints it):
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html. Undefined for any other text.
 */
export function parseLifecycle(text: string): readonly LifecycleRule[] | undefined {
  const parsed = configuration.safeParse(parseJson(text));
  return parsed.success ? parsed.data.Rules.map(ruleOf) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function ruleOf(raw: Rule, index: number): LifecycleRule {
  const { Filter: filter, Expiration: expiration, NoncurrentVersionExpiration: noncurrent } = raw;
  return {
    name: raw.ID ?? `number ${index + 1}`,
    enabled: raw.Status === 'Enabled',
    // Without a Filter, the Prefix stands in the rule itself: the older form, which S3 still gives.
    prefix: filter?.And?.Prefix ?? filter?.Prefix ?? raw.Prefix ?? '',
    narrowed: narrows(filter) || narrows(filter?.And),
    ...(expiration?.Days === undefined ? {} : { days: expiration.Days }),
    ...(expiration?.Date === undefined ? {} : { date: expiration.Date }),
    // A rule that keeps some newer versions for ever bounds no version's life.
    ...(noncurrent === undefined || noncurrent.NewerNoncurrentVersions !== undefined ? {} : { noncurrentDays: noncurrent.NoncurrentDays }),
  };
}

/** Whatever a filter holds beside a prefix narrows it, also what later versions of S3 add. */
function narrows(filter: Readonly<Record<string, unknown>> | undefined): boolean {
  return Object.entries(filter ?? {}).some(([name, value]) => name !== 'Prefix' && name !== 'And' && value !== undefined);
}

/** Whether every object below `prefix` is the rule's. */
export function coversAll(rule: LifecycleRule, prefix: string): boolean {
  return !rule.narrowed && prefix.startsWith(rule.prefix);
}

/** Whether some object below `prefix` may be the rule's. */
export function coversSome(rule: LifecycleRule, prefix: string): boolean {
  return prefix.startsWith(rule.prefix) || rule.prefix.startsWith(prefix);
}
