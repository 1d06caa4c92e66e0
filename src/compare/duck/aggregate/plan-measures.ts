import type { Difference } from '../../../model/difference.ts';
import type { Finding } from '../../../model/finding.ts';
import { message, type Values } from '../../../model/message.ts';
import { SIDES, type Side } from '../../../model/side.ts';
import type { TableSource } from '../../csv-format.ts';
import { matchColumns } from '../../match-columns.ts';
import type { Duck } from '../duck.ts';
import { placeName, type View } from '../with-tables.ts';
import { type AggregatePlan, type ColumnPlan, NUMERIC } from './aggregates.ts';
import type { TotalsPlan } from './group-totals.ts';
import type { Measure } from './measure.ts';
import { decimalType, firstUnread, numberShape } from './number-shape.ts';

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
  const findings: Finding[] = [...match.findings, ...wanted.filter((name) => !isIn(views, name)).map(unknownColumn)];
  const place = (side: Side, name: string) => views[side].header.indexOf(name);
  const usable = (name: string) => SIDES.every((side) => place(side, name) >= 0);
  const measures: Measure[] = [];
  const cells: Record<Side, TotalsPlan['cells'][number][]> = { legacy: [], candidate: [] };
  for (const column of plan.columns.filter(({ name }) => usable(name))) {
    const numeric = column.aggregates.some((one) => NUMERIC.includes(one));
    const numbers = numeric ? await numbersOf(duck, views, column, sources) : { type: undefined, findings: [] };
    findings.push(...numbers.findings);
    for (const aggregate of column.aggregates) {
      const type = NUMERIC.includes(aggregate) ? numbers.type : 'VARCHAR';
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

/** The type that holds a column's numbers on both sides; none where a cell is no number, or where they are too long. */
async function numbersOf(duck: Duck, views: Sided<View>, { name, nullWords }: ColumnPlan, sources: Sided<TableSource>) {
  const findings: Finding[] = [];
  const shapes = [];
  for (const side of SIDES) {
    const cell = { view: side, column: placeName(views[side].header.indexOf(name)), nullWords };
    const shape = await numberShape(duck, cell);
    shapes.push(shape);
    if (shape.unread === 0) continue;
    const first = await firstUnread(duck, cell);
    const values = { count: shape.unread, column: name, side, example: (first?.text ?? '').slice(0, SHOWN), record: first?.record ?? 0 };
    findings.push(noNumbers(side, sources[side], values));
  }
  const type = decimalType(shapes);
  if (type === undefined) findings.push(tooLong(name));
  return { type: findings.length === 0 ? type : undefined, findings };
}

/** Letters of a cell that are shown. */
const SHOWN = 100;

function isIn(views: Sided<View>, name: string): boolean {
  return SIDES.some((side) => views[side].header.includes(name));
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
