import type { GetScheduleCommandOutput } from '@aws-sdk/client-scheduler';

/** Where a schedule starts the candidate. */
export interface StartPlace {
  /** `group/name`. */
  readonly schedule: string;
  /** `<region>, account <twelve digits>`; absent where it does not say. */
  readonly place?: string;
}

/** Of the cluster that it starts a task in; where that is named without an account, its own. */
export function startPlace(schedule: string, { Arn, Target }: Pick<GetScheduleCommandOutput, 'Arn' | 'Target'>): StartPlace {
  const [place] = placesOf([Target?.Arn, Arn]);
  return { schedule, ...(place === undefined ? {} : { place }) };
}

/** Region and account of each ARN that has both, in words. */
export function placesOf(arns: readonly (string | undefined)[]): readonly string[] {
  return arns.flatMap((arn) => {
    const [, region, account] = /^arn:[^:]*:[^:]*:([^:]+):(\d{12}):/.exec(arn ?? '') ?? [];
    return region === undefined ? [] : [`${region}, account ${account}`];
  });
}
