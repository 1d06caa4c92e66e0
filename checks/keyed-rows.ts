import { z } from 'zod';
import {
  type CheckResult,
  compareOutput,
  comparesNothing,
  defineCheck,
  type Equivalences,
  type Explained,
  explainOutput,
  type Finding,
  grouped,
  inconclusive,
  LISTED,
  message,
  type OutputComparison,
  outputOption,
  SIDES,
  type Side,
  sumEquivalences,
  type TableComparison,
  type Values,
} from '../src/check.ts';

const options = z.strictObject({
  output: outputOption,
  limit: z.int().min(1).max(100_000).default(LISTED).describe('Most differences to list; all are counted'),
  nullQuoting: z
    .enum(['distinct', 'same'])
    .default('distinct')
    .describe('distinct: an empty cell that is quoted on one side only may be NULL against an empty string, which forbids a pass'),
});

/**
 * Every record of one side has its equal on the other, cell by cell, matched by the key of the output's format (without a key: as a multiset; lines of a text in their order).
 * By the rules that the format declares for a column, cells may be equal that differ as text: they are counted in the figures and told in the summary.
 * What the differences come from is looked for in a second reading.
 * What differs in the bytes and not in the values (line ends, BOM, quoting, column order) is a figure and not red: the check `checksum` is for that.
 */
export const keyedRows = defineCheck({
  apiVersion: 1,
  id: 'keyed-rows',
  title: message('keyed-rows', 'both sides have the same rows'),
  scope: 'content',
  options,
  async check(pair, { output, limit, nullQuoting }, x) {
    const compared = await compareOutput(pair, output, limit, x);
    if (compared.kind === 'incomparable') return inconclusive(compared.reason);
    const result = resultOf(compared, output, { nullQuoting, emptyIsValid: pair.outputs[output]?.empty === 'valid' });
    return result.total === 0 || x.explain === false
      ? result
      : { ...result, ...causes(await explainOutput(pair, output, result.allowed, x), output) };
  },
});

/** What the differences come from. It is told beside the verdict and has no part in it. */
function causes({ explanations, unexplained, examples }: Explained, output: string): Pick<CheckResult, 'explanations' | 'unexplained'> {
  return { explanations, unexplained: { total: unexplained, first: examples.map((difference) => ({ ...difference, output })) } };
}

type Rules = { readonly nullQuoting: 'distinct' | 'same'; readonly emptyIsValid: boolean };

function resultOf({ tables, settled, key, ordered }: OutputComparison, output: string, rules: Rules): CheckResult {
  const { open, allowed } = settled;
  const sum = (of: (table: TableComparison) => number) => tables.reduce((total, table) => total + of(table), 0);
  const rows = { legacy: sum((table) => table.legacy.rows), candidate: sum((table) => table.candidate.rows) };
  const nulls = sum((table) => table.nullQuoting);
  const findings = [
    ...tables.flatMap((table) => table.findings),
    ...settled.findings,
    ...(nulls > 0 && rules.nullQuoting === 'distinct' ? [nullFinding(nulls)] : []),
  ].map((finding) => ({ ...finding, output }));
  const counts = { added: sum((t) => t.added), removed: sum((t) => t.removed), changed: sum((t) => t.changed), cells: sum((t) => t.cells) };
  const notes = tables.flatMap((table) => table.representation.map((difference) => difference.message?.text ?? ''));
  const equivalences = sumEquivalences(tables);
  const nothing = rows.legacy === 0 && rows.candidate === 0;
  const blind = tables.some(comparesNothing);
  const unsure = findings.length > 0 || blind || tables.some((table) => !isSettled(table, rules)) || (nothing && !rules.emptyIsValid);
  return {
    status: open.content > 0 ? 'fail' : unsure ? 'inconclusive' : 'pass',
    summary: summaryOf(rows, counts, open, findings, {
      by: ordered ? 'line by line' : key === undefined ? 'as a multiset' : `by ${key.join(', ')}`,
      emptyIsValid: rules.emptyIsValid,
      notes: notes.length,
      allowed: settled.allowed.reduce((total, one) => total + one.covered, 0),
      equivalences,
      blind,
    }),
    figures: {
      'legacy.rows': rows.legacy,
      'candidate.rows': rows.candidate,
      ...counts,
      nullQuoting: nulls,
      emptyKeys: sum((table) => table.emptyKeys),
      'duplicateKeys.legacy': sum((table) => table.duplicates.legacy),
      'duplicateKeys.candidate': sum((table) => table.duplicates.candidate),
      ...readAs(tables),
      ...equivalences.figures,
      ...(notes.length === 0 ? {} : { representation: notes.join('; ') }),
    },
    differences: open.listed.filter(({ difference }) => difference.kind !== 'representation').map(({ difference }) => ({ ...difference, output })),
    total: open.content,
    columns: Object.fromEntries(open.columns),
    allowed,
    findings,
    explanations: [],
  };
}

/** Two files without a single byte have no key to match by, and nothing to match. */
function isSettled({ compared, legacy, candidate }: TableComparison, { emptyIsValid }: Rules): boolean {
  return compared || (emptyIsValid && legacy.header === undefined && candidate.header === undefined);
}

/** How files were read that are no plain text in UTF-8. */
function readAs(tables: readonly TableComparison[]): Values {
  const said = (side: Side) => [...new Set(tables.map((table) => table[side].readAs ?? 'UTF-8'))].join('; ');
  return Object.fromEntries(SIDES.filter((side) => said(side) !== 'UTF-8').map((side) => [`${side}.readAs`, said(side)]));
}

type Context = {
  readonly by: string;
  readonly emptyIsValid: boolean;
  readonly notes: number;
  readonly allowed: number;
  readonly equivalences: Equivalences;
  readonly blind: boolean;
};
type Counts = { readonly added: number; readonly removed: number; readonly changed: number; readonly cells: number };

function summaryOf(
  rows: { readonly legacy: number; readonly candidate: number },
  counts: Counts,
  open: OutputComparison['settled']['open'],
  findings: readonly Finding[],
  { by, emptyIsValid, notes, allowed, equivalences, blind }: Context,
) {
  const values = {
    legacy: grouped(rows.legacy),
    candidate: grouped(rows.candidate),
    by,
    changed: grouped(counts.changed),
    cells: grouped(counts.cells),
    added: grouped(counts.added),
    removed: grouped(counts.removed),
    columns: [...open.columns.keys()].join(', '),
    total: grouped(open.content),
    ...(equivalences.note === '' ? {} : { equivalences: equivalences.note }),
  };
  if (open.content > 0) {
    const where = open.columns.size === 0 ? '' : ' in {columns}';
    return message(
      'keyed-rows.differ',
      `{removed} removed, {added} added, {changed} changed ({cells} cells${where}); {legacy} rows against {candidate}`,
      values,
    );
  }
  if (rows.legacy === 0 && rows.candidate === 0) {
    return emptyIsValid
      ? message('keyed-rows.both-empty', 'no rows on either side, which is valid for this output')
      : message('keyed-rows.empty', 'no rows on either side: nothing was compared');
  }
  const [first] = findings;
  if (first !== undefined)
    return message('keyed-rows.doubtful', '{legacy} rows against {candidate}: {finding}', { ...values, finding: first.message.text });
  if (blind)
    return message(
      'keyed-rows.blind',
      '{legacy} rows against {candidate}: every column is ignored or on one side only, so that nothing was compared',
      values,
    );
  const tail = `${equivalences.note === '' ? '' : '{equivalences}'}${notes === 0 ? '' : '; the bytes differ (see figures)'}`;
  if (allowed > 0) {
    const text = `{legacy} rows against {candidate} agree, matched {by}, with {allowed} differences allowed${tail}`;
    return message('keyed-rows.allowed', text, { ...values, allowed: grouped(allowed) });
  }
  return message('keyed-rows.equal', `{legacy} rows on both sides agree, matched {by}${tail}`, values);
}

function nullFinding(cells: number): Finding {
  return {
    id: 'keyed-rows.null-quoting',
    message: message('keyed-rows.null-quoting', '{cells} empty cells are quoted on one side only: NULL against an empty string may hide there', {
      cells,
    }),
    fix: message('keyed-rows.null-quoting.fix', 'Write NULL and the empty string alike on both sides, or accept it with `nullQuoting: same`.'),
  };
}
