import { z } from 'zod';
import {
  compareEmptyQuoting,
  compareRepresentation,
  type Difference,
  defineCheck,
  emptyIsValid,
  type Finding,
  headerQuoting,
  inconclusive,
  judge,
  matchColumns,
  message,
  outputOption,
  pairTables,
  QuotingTally,
  readRecords,
  type Side,
  sameBytes,
  type TableSource,
  tableSource,
} from '../src/check.ts';

/** The files of both sides are written alike: line ends, byte order mark, line end after the last record, quoting of values, empty cells and header. */
export const lineFormat = defineCheck({
  apiVersion: 1,
  id: 'line-format',
  title: message('line-format', 'both sides have the same line ends, byte order mark and quoting'),
  scope: 'content',
  traitOnly: true,
  options: z.strictObject({ output: outputOption }),
  async check(pair, { output }, x) {
    const matched = pairTables(pair, output);
    if (matched.kind === 'incomparable') return inconclusive(matched.reason);
    const { format } = matched;
    const differences: Difference[] = [...matched.differences];
    const findings: Finding[] = [];
    let rows = 0;
    for (const artifacts of matched.pairs) {
      const legacy = await readTraits(tableSource(artifacts.legacy, format), 'legacy', x.signal);
      findings.push(...legacy.findings);
      rows += legacy.rows;
      if (sameBytes(artifacts)) continue;
      const candidate = await readTraits(tableSource(artifacts.candidate, format), 'candidate', x.signal);
      findings.push(...candidate.findings);
      rows += candidate.rows;
      const quoting = { legacy: legacy.names, candidate: candidate.names };
      const headers = { legacy: legacy.header ?? [], candidate: candidate.header ?? [], sameOrder: true, quoting };
      const { common } = matchColumns(headers.legacy, headers.candidate);
      if (common.length === 0 && headers.legacy.length > 0 && headers.candidate.length > 0) findings.push(nothingInCommon(artifacts.name, output));
      const found = [
        ...compareRepresentation(legacy.facts, candidate.facts, common, headers),
        ...compareEmptyQuoting(legacy.empty, candidate.empty, common),
      ];
      differences.push(...found.map((one) => ({ ...one, output })));
    }
    const figures = { files: matched.pairs.length };
    if (rows === 0 && differences.length === 0 && !emptyIsValid(pair, output))
      return inconclusive(message('line-format.empty', 'no rows on either side: nothing was compared'), { findings, figures });
    return judge(x, {
      output,
      differences,
      findings,
      figures,
      summary: (open) =>
        open === 0
          ? message('line-format.equal', 'line ends, byte order mark, last line end and quoting were compared in {files} files', figures)
          : message('line-format.differ', '{open} traits differ: {first}', { open, first: differences[0]?.message?.text ?? '' }),
    });
  },
});

/** Then the quoting of no column was held against another. */
function nothingInCommon(name: string, output: string): Finding {
  return {
    id: 'line-format.other-columns',
    message: message('line-format.other-columns', '{name}: both sides have no column in common, so that no quoting was compared', { name }),
    output,
    fix: message('line-format.other-columns.fix', 'Look at the headers: do both sides write the same delimiter?'),
  };
}

async function readTraits(source: TableSource, side: Side, signal: AbortSignal) {
  const empty = new QuotingTally();
  const read = await readRecords(
    source,
    side,
    (records) => {
      for (const record of records) empty.addEmpty(record);
    },
    signal,
  );
  return { ...read, empty, names: await headerQuoting(source, signal) };
}
