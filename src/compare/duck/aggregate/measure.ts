import { isWithin, parseDecimal } from '../../cells/decimal.ts';
import { sqlName } from '../sql-text.ts';
import type { Aggregate } from './aggregates.ts';
import { averageOf, averagesWithin, averageText } from './average.ts';

/** One figure that is computed of one column, on both sides in the same way. */
export interface Measure {
  readonly column: string;
  readonly aggregate: Aggregate;
  /** The type of the column's numbers; any for those that read none. */
  readonly type: string;
  /** Decimal text. */
  readonly tolerance: string | undefined;
}

/** A figure of one side: what DuckDB gave for its terms. */
export type Terms = readonly (string | null)[];

const ZERO = { digits: 0n, scale: 0 };

/** The SQL terms of a measure over `value`, a text that is NULL where a cell holds no value. */
export function termsOf({ aggregate, type }: Measure, value: string): readonly string[] {
  const number = `CAST(${value} AS ${type})`;
  const terms: Readonly<Record<Aggregate, readonly string[]>> = {
    count: [`count(${value})`],
    nulls: [`count(*) - count(${value})`],
    distinct: [`count(DISTINCT ${value})`],
    sum: [`sum(${number})`],
    avg: [`sum(${number})`, `count(${value})`],
    min: [`min(${number})`],
    max: [`max(${number})`],
    minText: [`min(${value})`],
    maxText: [`max(${value})`],
  };
  return terms[aggregate];
}

/** How many terms a measure has. */
export function width(measure: Measure): number {
  return termsOf(measure, sqlName('')).length;
}

/** What remains to be judged of terms that differ: equal averages of other numbers, and what a tolerance accepts. */
export function verdictOf({ aggregate, tolerance }: Measure, legacy: Terms, candidate: Terms): 'equal' | 'tolerated' | 'differs' {
  const bound = parseDecimal(tolerance ?? '');
  if (aggregate === 'avg') {
    const [mine, theirs] = [averageOf(legacy[0] ?? null, legacy[1] ?? null), averageOf(candidate[0] ?? null, candidate[1] ?? null)];
    if (mine === undefined || theirs === undefined) return mine === theirs ? 'equal' : 'differs';
    if (averagesWithin(mine, theirs, ZERO)) return 'equal';
    return bound !== undefined && averagesWithin(mine, theirs, bound) ? 'tolerated' : 'differs';
  }
  const [mine, theirs] = [parseDecimal(legacy[0] ?? ''), parseDecimal(candidate[0] ?? '')];
  if (bound === undefined || mine === undefined || theirs === undefined) return 'differs';
  return isWithin(mine, theirs, bound) ? 'tolerated' : 'differs';
}

/** A figure as shown; undefined where there is none (a sum of no values). */
export function textOfTerms({ aggregate }: Measure, terms: Terms): string | undefined {
  if (aggregate !== 'avg') return terms[0] ?? undefined;
  const average = averageOf(terms[0] ?? null, terms[1] ?? null);
  return average === undefined ? undefined : averageText(average);
}
