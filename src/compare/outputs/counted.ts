import type { CheckContext, CheckResult } from '../../model/check.ts';
import { DifferenceSink } from '../tables/difference-sink.ts';
import { allowanceFor, settleAllowances } from './allowances.ts';
import { type Found, LISTED, resultOf } from './judge.ts';

/** Takes more differences than fit into memory: all are counted, `LISTED` are kept. */
export function differenceSink(x: Pick<CheckContext, 'allowances'>, output: string | undefined): DifferenceSink {
  return new DifferenceSink(LISTED, (difference) => allowanceFor(difference, x.allowances, output));
}

/** As `judge`, for differences that went into a sink. */
export function judgeCounted(x: Pick<CheckContext, 'allowances'>, sink: DifferenceSink, found: Omit<Found, 'differences' | 'output'>): CheckResult {
  const { differences, allowed } = sink.result;
  const settled = settleAllowances(differences, allowed, x.allowances, LISTED);
  const listed = settled.open.listed.map(({ difference }) => difference);
  return resultOf(found, { ...settled, differences: listed, total: settled.open.total });
}
