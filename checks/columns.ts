import { z } from 'zod';
import {
  cell,
  checkHeader,
  type Difference,
  defineCheck,
  type Finding,
  inconclusive,
  judge,
  matchColumns,
  message,
  outputOption,
  pairTables,
  tableSource,
} from '../src/check.ts';

const options = z.strictObject({
  output: outputOption,
  order: z.enum(['any', 'same']).default('any').describe('same: the columns must also come in the same order'),
});

/** Both sides have the same columns, each once. */
export const columns = defineCheck({
  apiVersion: 1,
  id: 'columns',
  title: message('columns', 'both sides have the same columns'),
  scope: 'content',
  options,
  async check(pair, { output, order }, x) {
    const matched = pairTables(pair, output);
    if (matched.kind === 'incomparable') return inconclusive(matched.reason);
    const { format } = matched;
    const differences: Difference[] = [...matched.differences];
    const findings: Finding[] = [];
    const counts = { legacy: 0, candidate: 0 };
    let headers = 0;
    for (const artifacts of matched.pairs) {
      const mine = await checkHeader(tableSource(artifacts.legacy, format), 'legacy', x.signal);
      const theirs = await checkHeader(tableSource(artifacts.candidate, format), 'candidate', x.signal);
      const [legacy, candidate] = [mine.header, theirs.header];
      findings.push(...mine.findings, ...theirs.findings);
      if (legacy === undefined && candidate === undefined) continue;
      headers += 1;
      counts.legacy += legacy?.length ?? 0;
      counts.candidate += candidate?.length ?? 0;
      const match = matchColumns(legacy ?? [], candidate ?? []);
      differences.push(...match.differences.map((difference) => ({ ...difference, output })));
      findings.push(...match.findings);
      if (order === 'same' && !match.sameOrder) differences.push(otherOrder(output, legacy ?? [], candidate ?? []));
    }
    const figures = { 'legacy.columns': counts.legacy, 'candidate.columns': counts.candidate };
    const emptyIsValid = pair.outputs[output]?.empty === 'valid';
    if (headers < matched.pairs.length && differences.length === 0 && !emptyIsValid) {
      return inconclusive(message('columns.no-headers', 'no header on either side: nothing was compared'), { findings, figures });
    }
    return judge(x, { output, differences, findings, figures, summary: (open) => summary(open, counts) });
  },
});

function summary(open: number, counts: { readonly legacy: number; readonly candidate: number }) {
  const text = open === 0 ? '{legacy} columns on both sides, by name' : 'legacy has {legacy} columns, candidate {candidate}; differences: {open}';
  return message(open === 0 ? 'columns.equal' : 'columns.differ', text, { ...counts, open });
}

function otherOrder(output: string, legacy: readonly string[], candidate: readonly string[]): Difference {
  return {
    kind: 'column',
    output,
    legacy: cell(legacy.join(', ')),
    candidate: cell(candidate.join(', ')),
    message: message('columns.order', 'the columns come in another order'),
  };
}
