import { z } from 'zod';
import {
  cell,
  countBoth,
  countRows,
  type Difference,
  defineCheck,
  type Finding,
  grouped,
  inconclusive,
  judge,
  message,
  outputOption,
  pairTables,
  sameBytes,
  tableSource,
} from '../src/check.ts';

const options = z.strictObject({
  output: outputOption,
  tolerance: z
    .strictObject({ absolute: z.int().nonnegative().describe('Records') })
    .default({ absolute: 0 })
    .describe('How many records more or fewer are tolerated; none at all on one side is never tolerated'),
});

/** The files of both sides have the same number of data records. */
export const rowCount = defineCheck({
  apiVersion: 1,
  id: 'row-count',
  title: message('row-count', 'both sides have the same number of rows'),
  scope: 'content',
  options,
  async check(pair, { output, tolerance }, x) {
    const matched = pairTables(pair, output);
    if (matched.kind === 'incomparable') return inconclusive(matched.reason);
    const { format } = matched;
    const differences: Difference[] = [...matched.differences];
    const findings: Finding[] = [];
    const rows = { legacy: 0, candidate: 0 };
    for (const artifacts of matched.pairs) {
      const source = tableSource(artifacts.legacy, format);
      const same = sameBytes(artifacts) ? await countRows(source, 'legacy', x.signal) : undefined;
      const { legacy, candidate } =
        same === undefined ? await countBoth(source, tableSource(artifacts.candidate, format), x.signal) : { legacy: same, candidate: same };
      findings.push(...legacy.findings, ...(same === undefined ? candidate.findings : []));
      rows.legacy += legacy.rows;
      rows.candidate += candidate.rows;
      if (!tolerable(legacy.rows, candidate.rows, tolerance.absolute))
        differences.push(difference(output, artifacts.name, legacy.rows, candidate.rows));
    }
    const figures = { 'legacy.rows': rows.legacy, 'candidate.rows': rows.candidate };
    const nothing = rows.legacy === 0 && rows.candidate === 0 && differences.length === 0;
    const emptyIsValid = pair.outputs[output]?.empty === 'valid';
    if (nothing && !emptyIsValid)
      return inconclusive(message('row-count.empty', 'no rows on either side: nothing was compared'), { findings, figures });
    return judge(x, { output, differences, findings, figures, summary: (open) => summary(rows.legacy, rows.candidate, open) });
  },
});

function tolerable(legacy: number, candidate: number, tolerance: number): boolean {
  if (legacy === candidate) return true;
  return legacy > 0 && candidate > 0 && Math.abs(legacy - candidate) <= tolerance;
}

function difference(output: string, name: string, legacy: number, candidate: number): Difference {
  return {
    kind: 'value',
    output,
    legacy: cell(String(legacy)),
    candidate: cell(String(candidate)),
    message: message('row-count.differs', '{name}: legacy has {legacy} rows, candidate {candidate}', { name, legacy, candidate }),
  };
}

function summary(legacy: number, candidate: number, open: number) {
  if (legacy === candidate) {
    return legacy === 0
      ? message('row-count.both-empty', 'no rows on either side, which is valid for this output')
      : message('row-count.equal', '{rows} rows on both sides', { rows: grouped(legacy) });
  }
  const [by, word] = candidate < legacy ? [legacy - candidate, 'fewer'] : [candidate - legacy, 'more'];
  const values = { legacy: grouped(legacy), candidate: grouped(candidate), by: grouped(by), word };
  return open === 0
    ? message('row-count.tolerated', 'legacy {legacy}, candidate {candidate}: {by} {word}, which is accepted', values)
    : message('row-count.differ', 'legacy {legacy}, candidate {candidate}: {by} {word}', values);
}
