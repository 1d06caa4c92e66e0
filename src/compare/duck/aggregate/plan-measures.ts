import type { Difference } from '../../../model/difference.ts';
import type { Finding } from '../../../model/finding.ts';
import { message, type Values } from '../../../model/message.ts';
import { SIDES, type Side } from '../../../model/side.ts';
import type { TableSource } from '../../csv/csv-format.ts';
import { matchColumns } from '../../tables/match-columns.ts';
import type { Duck } from '../duck.ts';
import { placeName, type View } from '../with-tables.ts';
import { type AggregatePlan, type ColumnPlan, NUMERIC } from './aggregates.ts';
import type { TotalsPlan } from './group-totals.ts';
import type { Measure } from './measure.ts';
import { decimalType, firstUnread, numberShapes } from './number-shape.ts';

type Sided<T> = Readonly<Record<Side, T>>;

/** What can be computed on both sides, where its columns lie, and what stands against the rest. */
export interface PlannedMeasures {
  readonly measures: readonly Measure[];
  /** Undefined where a column of the groups is not to be found: then nothing can be compared. */
  readonly by: Sided<TotalsPlan['by']> | undefined;
  readonly cells: Sided<TotalsPlan['cells']>;
  readonly differences: readonly Difference[];
  readonly findings: readonly Finding[];
}

/** Finds the columns and reads how their numbers are written. A column that one side lacks is a difference; one that cannot be summed up is a finding. */
export async function planMeasures(duck: Duck, views: Sided<View>, plan: AggregatePlan, sources: Sided<TableSource>): Promise<PlannedMeasures> {
  const wanted = [...new Set([...plan.columns.map(({ name }) => name), ...plan.by])];
  const only = (header: readonly string[]) => header.filter((name) => wanted.includes(name));
  const match = matchColumns(only(views.legacy.header), only(views.candidate.header));
  const findings: Finding[] = [...match.findings, ...wanted.filter((name) => isUnknown(views, name)).map(unknownColumn)];
  const place = (side: Side, name: string) => views[side].header.indexOf(name);
  const usable = (name: string) => SIDES.every((side) => place(side, name) >= 0);
  const measures: Measure[] = [];
  const cells: Record<Side, TotalsPlan['cells'][number][]> = { legacy: [], candidate: [] };
  const columns = plan.columns.filter(({ name }) => usable(name));
  const numeric = columns.filter(({ aggregates }) => aggregates.some((one) => NUMERIC.includes(one)));
  const numbers = await numbersOf(duck, views, numeric, sources);
  findings.push(...numbers.findings);
  for (const column of columns) {
    for (const aggregate of column.aggregates) {
      const type = NUMERIC.includes(aggregate) ? numbers.types.get(column.name) : 'VARCHAR';
      if (type === undefined) continue;
      measures.push({ column: column.name, aggregate, type, tolerance: column.tolerance[aggregate] });
      for (const side of SIDES) cells[side].push({ place: place(side, column.name), nullWords: column.nullWords });
    }
  }
  const by = plan.by.every(usable)
    ? { legacy: plan.by.map((name) => place('legacy', name)), candidate: plan.by.map((name) => place('candidate', name)) }
    : undefined;
  return { measures, by, cells, differences: match.differences, findings };
}

/** By column, the type that holds its numbers on both sides; none where a cell is no number, or where they are too long. */
async function numbersOf(duck: Duck, views: Sided<View>, plans: readonly ColumnPlan[], sources: Sided<TableSource>) {
  const cells = (side: Side) => plans.map(({ name, nullWords }) => ({ column: placeName(views[side].header.indexOf(name)), nullWords }));
  const shapes = {
    legacy: await numberShapes(duck, 'legacy', cells('legacy')),
    candidate: await numberShapes(duck, 'candidate', cells('candidate')),
  };
  const types = new Map<string, string>();
  const findings: Finding[] = [];
  for (const [index, { name }] of plans.entries()) {
    const both = SIDES.flatMap((side) => shapes[side][index] ?? []);
    const type = decimalType(both);
    if (type === undefined) findings.push(tooLong(name));
    else if (both.every(({ unread }) => unread === 0)) types.set(name, type);
    for (const side of SIDES) {
      const [cell, count] = [cells(side)[index], shapes[side][index]?.unread ?? 0];
      if (cell === undefined || count === 0) continue;
      const first = await firstUnread(duck, side, cell);
      const values = { count, column: name, side, example: (first?.text ?? '').slice(0, SHOWN), record: first?.record ?? 0 };
      findings.push(noNumbers(side, sources[side], values));
    }
  }
  return { types, findings };
}

/** Letters of a cell that are shown. */
const SHOWN = 100;

/** Files without a header know no column. */
function isUnknown(views: Sided<View>, name: string): boolean {
  const headers = SIDES.map((side) => views[side].header).filter((header) => header.length > 0);
  return headers.length > 0 && !headers.some((header) => header.includes(name));
}

function noNumbers(side: Side, source: TableSource, values: Values): Finding {
  return {
    id: 'aggregate.no-number',
    message: message(
      'aggregate.no-number',
      '{count} cells of {column} of {side} are no numbers; the first is "{example}" in record {record}',
      values,
    ),
    side,
    at: { file: source.name ?? source.file },
    fix: message(
      'aggregate.no-number.fix',
      'Declare words for NULL under `columns` of the format (nullWords), or ask for count, distinct, minText, maxText.',
    ),
  };
}

function tooLong(column: string): Finding {
  return {
    id: 'aggregate.too-long',
    message: message('aggregate.too-long', 'the numbers of {column} need more than 38 digits', { column }),
    fix: message('aggregate.too-long.fix', 'Compare this column with keyed-rows, or ask for count, distinct, minText, maxText.'),
  };
}

function unknownColumn(column: string): Finding {
  return {
    id: 'aggregate.no-column',
    message: message('aggregate.no-column', 'neither side has a column {column}', { column }),
    fix: message('aggregate.no-column.fix', 'Correct the name in the scenario.'),
  };
}
