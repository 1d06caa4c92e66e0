import { z } from 'zod';
import {
  type AloneEvidence,
  type AuditedColumn,
  artifactsOf,
  auditColumns,
  CELL_TYPES,
  type CheckContext,
  type CheckResult,
  type CsvConfig,
  cell,
  type Difference,
  defineCheck,
  differenceSink,
  emptyIsValid,
  type Finding,
  grouped,
  inconclusive,
  judgeCounted,
  LISTED,
  message,
  missingReason,
  noTable,
  outputOption,
  pairTables,
  patternOption,
  SIDES,
  type Side,
  tableFormat,
  tableSource,
  type UnfitCell,
  unfitInTurn,
} from '../src/check.ts';

const TYPES =
  'integer: 12; decimal: 12.50; date: 2026-02-28; date-time: 2026-02-28 23:59[:59[.123]], with or without an offset; boolean: true, false, t, f, 1, 0';

const column = z.strictObject({
  type: z.enum(CELL_TYPES).default('text').describe(TYPES),
  pattern: patternOption.describe('Regular expression (JavaScript, flag u) that each cell must match; anchor it with ^ and $').exactOptional(),
  empty: z.enum(['allowed', 'forbidden']).default('allowed').describe("Whether a cell may be empty; the format's NULL words of the column are empty"),
  maxLength: z.int().positive().describe('Longest that a cell may be, in characters (Unicode code points)').exactOptional(),
});

const options = z.strictObject({
  output: outputOption,
  columns: z
    .record(z.string().min(1), column.describe('What each cell of the column must be'))
    .refine((columns) => Object.keys(columns).length > 0, 'expected at least one column')
    .describe('What the cells of each column must be, by its name'),
});

/** Every cell of the named columns, on both sides, is what it must be. */
export const columnTypes = defineCheck({
  apiVersion: 1,
  id: 'column-types',
  title: message('column-types', 'the cells of both sides are what their columns hold'),
  scope: 'content',
  traitOnly: true,
  options,
  async check(pair, { output, columns }, x) {
    const matched = pairTables(pair, output);
    if (matched.kind === 'incomparable') return inconclusive(matched.reason);
    const { format } = matched;
    const demands = demandsOf(columns, format);
    const seen: Seen[] = [];
    const findings: Finding[] = [];
    const differences: Difference[] = [...matched.differences];
    const rows = { legacy: 0, candidate: 0 };
    for (const artifacts of matched.pairs) {
      for (const side of SIDES) {
        const file = artifacts[side];
        const audited = await auditColumns(tableSource(file, format), side, demands, LISTED, x.signal);
        rows[side] += audited.rows;
        findings.push(...audited.findings);
        seen.push(...audited.columns.map((one) => ({ ...one, file: file.name })));
        differences.push(...audited.missing.map((name) => missing(output, file.name, side, name)));
      }
    }
    const unfit = { legacy: unfitCells(seen, 'legacy'), candidate: unfitCells(seen, 'candidate') };
    const figures = {
      'legacy.rows': rows.legacy,
      'candidate.rows': rows.candidate,
      'legacy.unfit': unfit.legacy,
      'candidate.unfit': unfit.candidate,
    };
    const nothing = differences.length + unfit.legacy + unfit.candidate === 0;
    const empty = SIDES.filter((side) => rows[side] === 0);
    if (nothing && empty.length > 0 && !(empty.length === SIDES.length && emptyIsValid(pair, output)))
      return inconclusive(message('column-types.empty', 'no rows in {sides}: nothing was looked at', { sides: empty.join(' and ') }), {
        findings,
        figures,
      });
    const sink = differenceSink(x, output);
    sink.addAll(differences);
    for (const { of, unfit: one } of unfitInTurn(seen)) sink.add('value', of.column, () => difference(output, of, one));
    return judgeCounted(x, sink, { findings, figures, columns: byColumn(seen), summary: () => summary(seen, rows, differences[0]) });
  },
  alone: judgeAlone,
});

type Seen = AuditedColumn & { readonly file: string };

/** The candidate's files by themselves: what their cells must be, nobody else needs to say. */
async function judgeAlone(evidence: AloneEvidence, { output, columns }: z.output<typeof options>, x: CheckContext): Promise<CheckResult> {
  const reason = missingReason(evidence, 'candidate', output);
  if (reason !== undefined) return inconclusive(reason);
  const format = tableFormat(evidence, output);
  if (format === undefined) return inconclusive(noTable(output));
  const demands = demandsOf(columns, format);
  const [seen, findings, differences]: [Seen[], Finding[], Difference[]] = [[], [], []];
  let rows = 0;
  for (const file of artifactsOf(evidence, 'candidate', output)) {
    const audited = await auditColumns(tableSource(file, format), 'candidate', demands, LISTED, x.signal);
    rows += audited.rows;
    findings.push(...audited.findings);
    seen.push(...audited.columns.map((one) => ({ ...one, file: file.name })));
    differences.push(...audited.missing.map((name) => missing(output, file.name, 'candidate', name)));
  }
  const unfit = unfitCells(seen, 'candidate');
  const figures = { 'candidate.rows': rows, 'candidate.unfit': unfit };
  if (rows === 0 && differences.length === 0 && !emptyIsValid(evidence, output))
    return inconclusive(message('column-types.empty', 'no rows in {sides}: nothing was looked at', { sides: 'candidate' }), { findings, figures });
  const sink = differenceSink(x, output);
  sink.addAll(differences);
  for (const { of, unfit: one } of unfitInTurn(seen)) sink.add('value', of.column, () => difference(output, of, one));
  const values = { candidate: grouped(unfit), rows: grouped(rows) };
  const text = message('column-types.alone', '{candidate} cells are not what they must be; {rows} rows in candidate', values);
  return judgeCounted(x, sink, { findings, figures, columns: byColumn(seen), summary: () => differences[0]?.message ?? text });
}

function demandsOf(columns: z.output<typeof options>['columns'], format: CsvConfig) {
  return new Map(Object.entries(columns).map(([name, demand]) => [name, { ...demand, nullWords: format.columns?.[name]?.nullWords ?? [] }]));
}

function unfitCells(seen: readonly Seen[], side: Side): number {
  return seen.filter((one) => one.side === side).reduce((sum, one) => sum + one.unfit, 0);
}

function byColumn(seen: readonly Seen[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { column: name, unfit } of seen) if (unfit > 0) counts.set(name, (counts.get(name) ?? 0) + unfit);
  return Object.fromEntries(counts);
}

function missing(output: string, file: string, side: Side, name: string): Difference {
  const text = message('column-types.missing', '{file} of {side} has no column {column}', { file, side, column: name });
  return { kind: 'column', output, column: name, message: text };
}

/** Letters of a cell that are shown. */
const SHOWN = 100;

const LACKS: Readonly<Record<UnfitCell['lacks'], string>> = {
  value: 'is empty',
  type: 'is no {type}',
  pattern: 'does not match its pattern',
  length: 'is too long',
};

function difference(output: string, { column: name, side, file, demand }: Seen, unfit: UnfitCell | undefined): Difference {
  const values = { file, side, column: name, type: demand.type, record: unfit?.record ?? 0 };
  const head = { kind: 'value' as const, output, column: name };
  if (unfit === undefined)
    return { ...head, message: message('column-types.unfit', '{file} of {side}: a cell of {column} is not what it must be', values) };
  const text = `{file} of {side}: {column} of record {record} ${LACKS[unfit.lacks]}`;
  return {
    ...head,
    [side]: cell(unfit.text.slice(0, SHOWN)),
    message: message(`column-types.${unfit.lacks}`, text, values),
    record: { [side]: unfit.record },
  };
}

function summary(seen: readonly Seen[], rows: Readonly<Record<Side, number>>, first: Difference | undefined) {
  const counted = (side: Side) => {
    const columns = Object.entries(byColumn(seen.filter((one) => one.side === side)));
    return columns.length === 0 ? 'none' : columns.map(([name, cells]) => `${name}: ${grouped(cells)}`).join(', ');
  };
  const values = { legacy: counted('legacy'), candidate: counted('candidate'), rows: grouped(rows.legacy), others: grouped(rows.candidate) };
  if (values.legacy !== 'none' || values.candidate !== 'none')
    return message('column-types.unfit-cells', 'cells that are not what they must be: in candidate {candidate}; in legacy {legacy}', values);
  const text = 'all cells of the columns are what they must be; {rows} rows in legacy, {others} in candidate';
  return first?.message ?? message('column-types.fit', text, values);
}
