import { TwinrunError } from '../../model/error.ts';
import type { Finding } from '../../model/finding.ts';
import type { Values } from '../../model/message.ts';
import type { Side } from '../../model/side.ts';
import { countRows } from '../csv/count-rows.ts';
import type { TableSource } from '../csv/csv-format.ts';
import { readHeader } from '../csv/read-header.ts';
import { csvView, emptyView } from './csv-view.ts';
import { type Duck, type DuckSettings, withDuck } from './duck.ts';
import { sqlName } from './sql-text.ts';
import { namesInSql, otherHeader, readOtherwise, unreadableDialect } from './table-findings.ts';

/** The files of one side as one view. */
export interface ViewRequest {
  readonly view: string;
  readonly side: Side;
  /** One or more files with the same header. */
  readonly sources: readonly TableSource[];
}

/** A view that stands. */
export interface View {
  readonly view: string;
  readonly side: Side;
  /** As in the files; empty where they have no header. */
  readonly header: readonly string[];
  readonly rows: number;
}

/** How columns are called: by their names, which then must be names in SQL too, or by their places: `c0`, `c1` … */
export type ColumnNames = 'names' | 'places';

/** What came of it; without `value`, the tables could not be looked at, and `findings` say why. */
export interface TablesRead<T> {
  readonly value?: T;
  readonly findings: readonly Finding[];
}

/**
 * Shows CSV files as views of an SQL database that can reach nothing else, and closes it afterwards. What the SQL engine reads is not trusted alone: our own
 * reader goes over each file first (what it finds wrong comes back as findings, and nothing is asked), and both must count the same records.
 * Throws what `use` throws, `csv.unreadable`, `compare.cancelled`.
 */
export async function withTables<T>(
  requests: readonly ViewRequest[],
  names: ColumnNames,
  settings: DuckSettings,
  signal: AbortSignal | undefined,
  use: (duck: Duck, views: readonly View[]) => Promise<T>,
): Promise<TablesRead<T>> {
  const views: View[] = [];
  const findings: Finding[] = [];
  for (const request of requests) {
    const read = await readView(request, names, signal);
    findings.push(...read.findings);
    views.push(read.view);
  }
  if (findings.length > 0) return { findings };
  return withDuck(settings, signal, async (duck) => {
    for (const [index, request] of requests.entries()) await duck.run(viewOf(request, views[index]?.header ?? [], names));
    await duck.confine(requests.flatMap(({ sources }) => sources.map(({ file }) => file)));
    for (const [index, view] of views.entries()) findings.push(...(await countAgain(duck, view, requests[index]?.sources ?? [])));
    return findings.length > 0 ? { findings } : { value: await use(duck, views), findings };
  });
}

/** The place of a column in a view whose columns are named by places. */
export function placeName(index: number): string {
  return `c${index}`;
}

function viewOf({ view, sources }: ViewRequest, header: readonly string[], names: ColumnNames): string {
  const format = sources[0]?.format;
  if (header.length === 0 || format === undefined) return emptyView(view);
  return csvView(
    view,
    sources.map(({ file }) => file),
    names === 'names' ? header : header.map((_, index) => placeName(index)),
    format,
  );
}

async function readView({ view, side, sources }: ViewRequest, names: ColumnNames, signal: AbortSignal | undefined) {
  const findings: Finding[] = sources.slice(0, 1).flatMap((source) => unreadableDialect(source, side));
  let header: readonly string[] | undefined;
  let rows = 0;
  for (const source of sources) {
    const counted = await countRows(source, side, signal);
    findings.push(...counted.findings);
    rows += counted.rows;
    const mine = (await readHeader(source, signal)) ?? [];
    if (header !== undefined && JSON.stringify(header) !== JSON.stringify(mine)) findings.push(otherHeader(source, side));
    header ??= mine;
  }
  if (names === 'names' && header !== undefined) findings.push(...namesInSql(header, side, sources[0]));
  return { view: { view, side, header: header ?? [], rows }, findings };
}

/** What DuckDB counts, and what it cannot read, against our own count. */
async function countAgain(duck: Duck, { view, side, rows }: View, sources: readonly TableSource[]): Promise<readonly Finding[]> {
  const doubt = (text: string, values: Values) => [readOtherwise(side, sources[0], text, values)];
  try {
    const counted = Number((await duck.rows(`SELECT count(*) FROM ${sqlName(view)}`))[0]?.[0]);
    return counted === rows ? [] : doubt('the file of {side} has {rows} records, and {counted} as the SQL engine reads it', { rows, counted });
  } catch (thrown) {
    if (!(thrown instanceof TwinrunError) || thrown.class === 'cancelled') throw thrown;
    return doubt('the SQL engine cannot read the file of {side}', {});
  }
}
