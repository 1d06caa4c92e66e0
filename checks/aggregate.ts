import { z } from 'zod';
import {
  AGGREGATES,
  type CsvConfig,
  compareAggregates,
  defineCheck,
  differenceSink,
  emptyIsValid,
  type Finding,
  grouped,
  inconclusive,
  judgeCounted,
  message,
  outputOption,
  pairTables,
  sameBytes,
  tableSource,
  type Values,
} from '../src/check.ts';

const figure = z.enum(AGGREGATES);
const bound = z.string().regex(/^\d+(?:\.\d+)?$/, 'a decimal number in quotes, such as "0.01"');
const options = z
  .strictObject({
    output: outputOption,
    columns: z
      .record(
        z.string().min(1),
        z
          .array(figure)
          .min(1)
          .refine((names) => new Set(names).size === names.length, 'each figure once'),
      )
      .refine((columns) => Object.keys(columns).length > 0, 'at least one column')
      .describe('By column, the figures that both sides must share; empty cells and NULL words are no values'),
    by: z.array(z.string().min(1)).min(1).exactOptional().describe('Columns that make groups: each group is compared for itself'),
    tolerance: z
      .record(z.string().min(1), z.partialRecord(figure, bound))
      .exactOptional()
      .describe('By column and figure, how far candidate may be away from legacy'),
  })
  .superRefine(({ columns, tolerance = {} }, context) => {
    for (const [column, bounds] of Object.entries(tolerance)) {
      for (const name of Object.keys(bounds)) {
        const listed: readonly string[] = columns[column] ?? [];
        if (!listed.includes(name) || name.endsWith('Text'))
          context.addIssue({ code: 'custom', path: ['tolerance', column, name], message: `a figure that is a number and is listed for ${column}` });
      }
    }
  });

/** Figures of columns (sums, extremes, counts) are the same on both sides, of all records or group by group. Exact decimals, never floats. */
export const aggregate = defineCheck({
  apiVersion: 1,
  id: 'aggregate',
  title: message('aggregate', 'sums and other figures of columns are the same'),
  scope: 'content',
  options,
  async check(pair, { output, columns, by = [], tolerance = {} }, x) {
    const matched = pairTables(pair, output);
    if (matched.kind === 'incomparable') return inconclusive(matched.reason);
    const { format } = matched;
    const sink = differenceSink(x, output);
    sink.addAll(matched.differences);
    const findings: Finding[] = [];
    const asked = Object.values(columns).flat().length;
    const totals = { legacy: 0, candidate: 0, groups: 0, tolerated: 0, compared: asked };
    let figures: Values = {};
    const plan = { columns: columnPlans(columns, tolerance, format), by };
    for (const artifacts of matched.pairs) {
      const legacy = tableSource(artifacts.legacy, format);
      const sources = { legacy, candidate: sameBytes(artifacts) ? legacy : tableSource(artifacts.candidate, format) };
      const compared = await compareAggregates(sources, plan, { signal: x.signal }, (found) =>
        sink.add(found.kind, found.column, () => ({ ...found, output })),
      );
      findings.push(...compared.findings.map((finding) => ({ ...finding, output })));
      totals.compared = Math.min(totals.compared, compared.value?.compared ?? 0);
      if (compared.value === undefined) continue;
      const { rows, groups, tolerated } = compared.value;
      totals.legacy += rows.legacy;
      totals.candidate += rows.candidate;
      totals.groups += Math.max(groups.legacy, groups.candidate);
      totals.tolerated += tolerated;
      if (matched.pairs.length === 1) figures = compared.value.figures;
    }
    const counted = { 'legacy.rows': totals.legacy, 'candidate.rows': totals.candidate, groups: totals.groups, tolerated: totals.tolerated };
    const nothing = totals.legacy === 0 && totals.candidate === 0 && findings.length === 0;
    if (nothing && !emptyIsValid(pair, output))
      return inconclusive(message('aggregate.empty', 'no rows on either side: nothing was compared'), { figures: counted });
    return judgeCounted(x, sink, {
      findings,
      figures: { ...counted, ...figures },
      summary: (open) => summary(open, asked, by, totals),
    });
  },
});

function columnPlans(columns: z.output<typeof options>['columns'], tolerance: NonNullable<z.output<typeof options>['tolerance']>, format: CsvConfig) {
  return Object.entries(columns).map(([name, aggregates]) => ({
    name,
    aggregates,
    nullWords: format.columns?.[name]?.nullWords ?? [],
    tolerance: tolerance[name] ?? {},
  }));
}

function summary(
  open: number,
  figures: number,
  by: readonly string[],
  { legacy, candidate, groups, tolerated, compared }: Readonly<Record<'legacy' | 'candidate' | 'groups' | 'tolerated' | 'compared', number>>,
) {
  const within = tolerated === 0 ? '' : ', {tolerated} of them within their tolerance';
  // Where something stands against a figure, a finding says what.
  const some = compared < figures ? '{compared} of {figures} figures' : '{figures} figures';
  const scope = by.length === 0 ? '{rows} rows' : '{groups} groups by {by}';
  const values = {
    open: grouped(open),
    figures,
    compared,
    rows: grouped(legacy),
    groups: grouped(groups),
    by: by.join(', '),
    tolerated: grouped(tolerated),
  };
  if (open === 0 && legacy === 0 && candidate === 0) return message('aggregate.both-empty', 'no rows on either side');
  return open > 0
    ? message('aggregate.differ', `{open} differences in ${some} of ${scope}`, values)
    : message('aggregate.equal', `${some} of ${scope} agree${within}`, values);
}
