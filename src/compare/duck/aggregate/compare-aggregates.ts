import { cell, type Difference } from '../../../model/difference.ts';
import type { Finding } from '../../../model/finding.ts';
import { message, type Values } from '../../../model/message.ts';
import { SIDES, type Side } from '../../../model/side.ts';
import { canonicalDecimal, parseDecimal } from '../../cells/decimal.ts';
import type { TableSource } from '../../csv/csv-format.ts';
import type { Duck, DuckSettings } from '../duck.ts';
import { type View, withTables } from '../with-tables.ts';
import type { AggregatePlan } from './aggregates.ts';
import { countGroups, type GroupPair, pairGroups, sumUp } from './group-totals.ts';
import { type Measure, textOfTerms, verdictOf } from './measure.ts';
import { planMeasures } from './plan-measures.ts';

export interface AggregatesCompared {
  readonly rows: Readonly<Record<Side, number>>;
  readonly groups: Readonly<Record<Side, number>>;
  /** How many figures could be compared, of those that were asked for. */
  readonly compared: number;
  /** Without groups: each figure of both sides. */
  readonly figures: Values;
  /** Figures that differ within their tolerance. */
  readonly tolerated: number;
}

/**
 * Computes figures of columns on both sides, exactly, and shows every one that differs. Without `value`, nothing was compared.
 * Throws `csv.unreadable`, `sql.overflow`, `sql.out-of-memory`, `compare.cancelled`.
 */
export async function compareAggregates(
  sources: Readonly<Record<Side, TableSource>>,
  plan: AggregatePlan,
  settings: DuckSettings & { readonly signal?: AbortSignal },
  found: (difference: Difference) => void,
): Promise<{ readonly value?: AggregatesCompared; readonly findings: readonly Finding[] }> {
  const findings: Finding[] = [];
  const requests = SIDES.map((side) => ({ view: side, side, sources: [sources[side]] }));
  const read = await withTables(requests, 'places', settings, settings.signal, async (duck, views) => {
    const [legacy, candidate] = views;
    if (legacy === undefined || candidate === undefined) throw new Error('two views were asked for');
    return compareViews(duck, { legacy, candidate }, plan, sources, found, findings);
  });
  return { ...(read.value === undefined ? {} : { value: read.value }), findings: [...read.findings, ...findings] };
}

async function compareViews(
  duck: Duck,
  views: Readonly<Record<Side, View>>,
  plan: AggregatePlan,
  sources: Readonly<Record<Side, TableSource>>,
  found: (difference: Difference) => void,
  findings: Finding[],
): Promise<AggregatesCompared> {
  const rows = { legacy: views.legacy.rows, candidate: views.candidate.rows };
  if ((rows.legacy === 0) !== (rows.candidate === 0)) found(noRows(rows.legacy === 0 ? 'legacy' : 'candidate', rows));
  const planned = await planMeasures(duck, views, plan, sources);
  findings.push(...planned.findings);
  planned.differences.forEach(found);
  const result = { rows, groups: { legacy: 0, candidate: 0 }, compared: 0, figures: {}, tolerated: 0 };
  if (planned.by === undefined || planned.measures.length === 0) return result;
  const { measures } = planned;
  for (const side of SIDES) await sumUp(duck, { side, by: planned.by[side], cells: planned.cells[side] }, measures);
  let tolerated = 0;
  let figures: Values = {};
  for await (const pair of pairGroups(duck, plan.by.length, measures)) {
    if (plan.by.length === 0) figures = figuresOf(pair, measures);
    tolerated += judgePair(pair, plan.by, measures, found);
  }
  const groups = { legacy: await countGroups(duck, 'legacy'), candidate: await countGroups(duck, 'candidate') };
  return { rows, groups, compared: measures.length, figures, tolerated };
}

/** Shows what differs in a group; gives the number of figures that differ within their tolerance. */
function judgePair(
  { key, legacy, candidate, differs }: GroupPair,
  by: readonly string[],
  measures: readonly Measure[],
  found: (difference: Difference) => void,
): number {
  const named = key.length === 0 ? {} : { key };
  if (legacy === undefined || candidate === undefined) {
    const side: Side = legacy === undefined ? 'candidate' : 'legacy';
    found({
      kind: side === 'legacy' ? 'removed' : 'added',
      ...named,
      message: message('aggregate.group-one-sided', 'only {side} has records with this {by}', { side, by: by.join(', ') }),
    });
    return 0;
  }
  let tolerated = 0;
  for (const [index, measure] of measures.entries()) {
    const [mine, theirs] = [legacy[index] ?? [], candidate[index] ?? []];
    const verdict = differs[index] === true ? verdictOf(measure, mine, theirs) : 'equal';
    if (verdict === 'tolerated') tolerated += 1;
    if (verdict === 'differs') found({ ...named, ...difference(measure, textOfTerms(measure, mine), textOfTerms(measure, theirs)) });
  }
  return tolerated;
}

function difference({ column, aggregate }: Measure, legacy: string | undefined, candidate: string | undefined): Difference {
  const [mine, theirs] = [parseDecimal(legacy ?? ''), parseDecimal(candidate ?? '')];
  const scale = Math.max(mine?.scale ?? 0, theirs?.scale ?? 0);
  const by =
    aggregate.endsWith('Text') || mine === undefined || theirs === undefined
      ? undefined
      : canonicalDecimal({ digits: theirs.digits * 10n ** BigInt(scale - theirs.scale) - mine.digits * 10n ** BigInt(scale - mine.scale), scale });
  return {
    kind: 'value',
    column,
    ...(legacy === undefined ? {} : { legacy: cell(legacy) }),
    ...(candidate === undefined ? {} : { candidate: cell(candidate) }),
    message:
      by === undefined
        ? message('aggregate.differs', '{aggregate} of {column} differs', { aggregate, column })
        : message('aggregate.differs-by', '{aggregate} of {column} differs by {by}', { aggregate, column, by: by.startsWith('-') ? by : `+${by}` }),
  };
}

function figuresOf({ legacy, candidate }: GroupPair, measures: readonly Measure[]): Values {
  const entries = measures.flatMap((measure, index) =>
    [['legacy', legacy] as const, ['candidate', candidate] as const].map(([side, terms]) => [
      `${side}.${measure.aggregate}(${measure.column})`,
      textOfTerms(measure, terms?.[index] ?? []) ?? null,
    ]),
  );
  return Object.fromEntries(entries) as Values;
}

function noRows(side: Side, rows: Readonly<Record<Side, number>>): Difference {
  return {
    kind: 'value',
    legacy: cell(String(rows.legacy)),
    candidate: cell(String(rows.candidate)),
    message: message('aggregate.no-rows', '{side} has no rows', { side }),
  };
}
