import type { Condition } from '../model/gate.ts';

interface Answer {
  readonly summary: string;
  readonly evidence?: readonly string[];
  readonly fix?: string;
  readonly until?: string;
}

/** Makes the answers of one condition. */
export function conditionOf(id: string, title: string) {
  const answer =
    (status: Condition['status']) =>
    ({ summary, evidence = [], ...more }: Answer): Condition => ({ id, title, status, summary, evidence, ...more });
  return {
    pass: answer('pass'),
    fail: answer('fail'),
    inconclusive: answer('inconclusive'),
    notAsked: (): Condition => ({ id, title, status: 'not-asked', summary: 'the policy does not ask for it', evidence: [] }),
  };
}

/** The condition with its fix about what it is about, so that it can be typed as it stands: `<scenario>` and `<host>` are filled in. */
export function named(condition: Condition, names: Readonly<Record<string, string>>): Condition {
  if (condition.fix === undefined) return condition;
  return { ...condition, fix: condition.fix.replace(/<(scenario|host)>/g, (blank, name: string) => names[name] ?? blank) };
}

/** `3 d`, `5 h`, for people. */
export function describeAge(ms: number): string {
  const hours = ms / 3_600_000;
  return hours < 48 ? `${Math.floor(hours * 10) / 10} h` : `${Math.floor(hours / 2.4) / 10} d`;
}
