import type { Allowance, AllowedDifference } from '../../model/allowance.ts';
import type { CheckContext, CheckResult } from '../../model/check.ts';
import type { Difference } from '../../model/difference.ts';
import type { Finding } from '../../model/finding.ts';
import { type Message, message, type Values } from '../../model/message.ts';
import { DifferenceSink } from '../tables/difference-sink.ts';
import { allowanceFor, settleAllowances } from './allowances.ts';

/** Most differences that a result lists; all are counted. */
export const LISTED = 100;

/** What a check found, before allowances. */
export interface Found {
  readonly output?: string;
  /** All of them. */
  readonly differences: readonly Difference[];
  readonly findings?: readonly Finding[];
  readonly figures?: Values;
  /** Differences by column, complete, before allowances. */
  readonly columns?: Readonly<Record<string, number>>;
  /** One line with figures; `open` is what no allowance covers. */
  readonly summary: (open: number, allowed: readonly AllowedDifference[]) => Message;
}

/** The result of a check that can name all its differences: red when one is not covered by an allowance, inconclusive with a finding. */
export function judge(x: Pick<CheckContext, 'allowances'>, found: Found): CheckResult {
  const settled = applyAllowances(found.differences, x.allowances, found.output);
  return resultOf(found, { ...settled, differences: settled.differences.slice(0, LISTED), total: settled.differences.length });
}

/** The result of what allowances left open; `total` counts what `differences` lists in part. */
export function resultOf(
  found: Omit<Found, 'differences' | 'output'>,
  settled: Pick<CheckResult, 'differences' | 'total' | 'allowed' | 'findings'>,
): CheckResult {
  const { differences, total, allowed } = settled;
  const findings = [...(found.findings ?? []), ...settled.findings];
  const summary = found.summary(total, allowed);
  const [doubt] = total === 0 ? findings : [];
  return {
    status: total > 0 ? 'fail' : doubt !== undefined ? 'inconclusive' : 'pass',
    summary:
      doubt === undefined ? summary : message('check.doubtful', '{summary}, but {doubt}', { summary: summary.text, doubt: doubt.message.text }),
    figures: found.figures ?? {},
    differences,
    total,
    ...(found.columns === undefined ? {} : { columns: found.columns }),
    allowed,
    findings,
    explanations: [],
  };
}

/** Splits differences into those that allowances cover and those that are open. An allowance over its bound covers none, which is a finding. */
export function applyAllowances(
  differences: readonly Difference[],
  allowances: readonly Allowance[],
  output: string | undefined,
): { readonly differences: readonly Difference[]; readonly allowed: readonly AllowedDifference[]; readonly findings: readonly Finding[] } {
  const sink = new DifferenceSink(differences.length, (difference) => allowanceFor(difference, allowances, output));
  sink.addAll(differences);
  const { open, allowed, findings } = settleAllowances(sink.result.differences, sink.result.allowed, allowances, differences.length);
  return { differences: open.listed.map(({ difference }) => difference), allowed, findings };
}

/** The result of a check that could not compare, and why. */
export function inconclusive(summary: Message, more: { readonly findings?: readonly Finding[]; readonly figures?: Values } = {}): CheckResult {
  return {
    status: 'inconclusive',
    summary,
    figures: more.figures ?? {},
    differences: [],
    total: 0,
    allowed: [],
    findings: more.findings ?? [],
    explanations: [],
  };
}
