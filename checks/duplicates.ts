import { z } from 'zod';
import {
  type AloneEvidence,
  type ArtifactPair,
  artifactsOf,
  type CheckContext,
  type CheckResult,
  type CsvConfig,
  cell,
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
  type RepeatedKey,
  readArtifactKeys,
  readKeysAt,
  repeatedKeys,
  SIDES,
  tableFormat,
  tableSource,
} from '../src/check.ts';

const options = z.strictObject({
  output: outputOption,
  key: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe("The columns that identify a record; without them the key of the output's format, and without a key the whole record"),
  none: z.boolean().default(false).describe('true: no key may occur several times, on either side'),
});

/** No key occurs several times in the candidate, unless as often in legacy; with `none`, no key does on either side. */
export const duplicates = defineCheck({
  apiVersion: 1,
  id: 'duplicates',
  title: message('duplicates', 'no row is written several times'),
  scope: 'content',
  traitOnly: true,
  options,
  async check(pair, { output, key, none }, x) {
    const matched = pairTables(pair, output);
    if (matched.kind === 'incomparable') return inconclusive(matched.reason);
    const { format } = matched;
    const by = key ?? format.key;
    const sink = differenceSink(x, output);
    sink.addAll(matched.differences);
    const findings: Finding[] = [];
    const figures = { 'legacy.rows': 0, 'candidate.rows': 0, 'legacy.duplicateKeys': 0, 'candidate.duplicateKeys': 0, differing: 0 };
    let doubt: Finding | undefined;
    for (const artifacts of matched.pairs) {
      const sequences = await readArtifactKeys(artifacts, format, by, x.signal);
      findings.push(...sequences.findings);
      for (const side of SIDES) figures[`${side}.rows`] += sequences[side].length;
      if (!sequences.complete) {
        doubt ??= sequences.findings[0];
        continue;
      }
      const repeated = repeatedKeys(sequences);
      const listed: RepeatedKey[] = [];
      for (const one of repeated) {
        for (const side of SIDES) figures[`${side}.duplicateKeys`] += one[side] > 1 ? 1 : 0;
        if (isWrong(one, none) && listed.length < LISTED) listed.push(one);
      }
      const keys = await shownKeys(artifacts, format, by, listed, x);
      let nth = 0;
      for (const one of repeated) {
        if (!isWrong(one, none)) continue;
        const key = keys[nth++];
        sink.add('value', undefined, () => difference(output, artifacts.name, one, key));
      }
      figures.differing += nth;
    }
    const nothing = figures.differing === 0 && matched.differences.length === 0;
    if (doubt !== undefined && nothing) return inconclusive(doubt.message, { findings, figures });
    const empty = SIDES.filter((side) => figures[`${side}.rows`] === 0);
    if (nothing && empty.length > 0 && !(empty.length === SIDES.length && emptyIsValid(pair, output)))
      return inconclusive(message('duplicates.empty', 'no rows in {sides}: nothing was compared', { sides: empty.join(' and ') }), {
        findings,
        figures,
      });
    return judgeCounted(x, sink, { findings, figures, summary: (open) => summary(figures, none, open) });
  },
  // How many were usual, only legacy could say.
  alone: async (evidence, settings, x) => (settings.none ? await judgeAlone(evidence, settings, x) : undefined),
});

/** Each file of the candidate against itself: what repeats in it is all there is to say. */
async function judgeAlone(evidence: AloneEvidence, { output, key }: z.output<typeof options>, x: CheckContext): Promise<CheckResult> {
  const reason = missingReason(evidence, 'candidate', output);
  if (reason !== undefined) return inconclusive(reason);
  const format = tableFormat(evidence, output);
  if (format === undefined) return inconclusive(noTable(output));
  const by = key ?? format.key;
  const sink = differenceSink(x, output);
  const findings: Finding[] = [];
  const figures = { 'candidate.rows': 0, 'candidate.duplicateKeys': 0 };
  for (const file of artifactsOf(evidence, 'candidate', output)) {
    const artifacts = { name: file.name, legacy: file, candidate: file };
    const sequences = await readArtifactKeys(artifacts, format, by, x.signal);
    findings.push(...sequences.findings.filter(({ side }) => side !== 'legacy'));
    figures['candidate.rows'] += sequences.candidate.length;
    if (!sequences.complete) return inconclusive(sequences.findings[0]?.message ?? noTable(output), { findings, figures });
    const repeated = repeatedKeys(sequences);
    const listed: RepeatedKey[] = [];
    for (const one of repeated) if (listed.push(one) === LISTED) break;
    const keys = await shownKeys(artifacts, format, by, listed, x);
    let nth = 0;
    for (const { candidate: times, again } of repeated) {
      const shown = keys[nth++];
      const values = { name: file.name, key: shown?.join(', ') ?? '', record: again.record + 1, times };
      const text = shown === undefined ? '{name}: the row of record {record} occurs {times} times' : '{name}: {key} occurs {times} times';
      sink.add('value', undefined, () => ({
        ...{ kind: 'value' as const, output, candidate: cell(String(times)), message: message('duplicates.repeated-alone', text, values) },
        ...(shown === undefined ? {} : { key: shown }),
        record: { candidate: again.record + 1 },
      }));
    }
    figures['candidate.duplicateKeys'] += nth;
  }
  if (figures['candidate.rows'] === 0 && !emptyIsValid(evidence, output))
    return inconclusive(message('duplicates.empty-alone', 'no rows in candidate: nothing was looked at'), { findings, figures });
  const summary = message('duplicates.alone', '{keys} keys occur several times in candidate', { keys: grouped(figures['candidate.duplicateKeys']) });
  return judgeCounted(x, sink, { findings, figures, summary: () => summary });
}

function isWrong({ legacy, candidate }: RepeatedKey, none: boolean): boolean {
  return none || (candidate > 1 && candidate > legacy);
}

/** The keys in words, of repeated keys that are listed. */
async function shownKeys(
  artifacts: ArtifactPair,
  format: CsvConfig,
  by: readonly string[] | undefined,
  listed: readonly RepeatedKey[],
  x: CheckContext,
) {
  const texts = new Map<RepeatedKey, readonly string[]>();
  for (const side of by === undefined ? [] : SIDES) {
    const mine = listed.filter(({ again }) => again.side === side).sort((a, b) => a.again.record - b.again.record);
    const records = mine.map(({ again }) => again.record);
    const keys = await readKeysAt(tableSource(artifacts[side], format), by ?? [], records, x.signal);
    for (const [at, one] of mine.entries()) texts.set(one, keys[at] ?? []);
  }
  return listed.map((one) => texts.get(one));
}

function difference(output: string, name: string, { legacy, candidate, again }: RepeatedKey, key: readonly string[] | undefined) {
  const values = { name, legacy, candidate, key: key?.join(', ') ?? '', side: again.side, record: again.record + 1 };
  const what = key === undefined ? 'the row of record {record} in {side}' : '{key} (again in record {record} of {side})';
  return {
    kind: 'value' as const,
    output,
    ...(key === undefined ? {} : { key }),
    legacy: cell(String(legacy)),
    candidate: cell(String(candidate)),
    message: message('duplicates.repeated', `{name}: ${what} occurs {legacy} times in legacy, {candidate} times in candidate`, values),
    record: { [again.side]: again.record + 1 },
  };
}

type Figures = Readonly<Record<'legacy.duplicateKeys' | 'candidate.duplicateKeys' | 'differing', number>>;

function summary(figures: Figures, none: boolean, open: number) {
  const values = {
    open: grouped(open),
    legacy: grouped(figures['legacy.duplicateKeys']),
    candidate: grouped(figures['candidate.duplicateKeys']),
  };
  if (open > 0 && none) return message('duplicates.some', '{legacy} keys occur several times in legacy, {candidate} in candidate', values);
  if (open > 0) return message('duplicates.more', '{open} keys occur several times in candidate, and less often in legacy', values);
  if (figures.differing > 0) return message('duplicates.accepted', '{candidate} keys occur several times in candidate, which is accepted', values);
  return figures['candidate.duplicateKeys'] === 0
    ? message('duplicates.none', 'no key occurs several times in candidate ({legacy} do in legacy)', values)
    : message('duplicates.same', '{candidate} keys occur several times in candidate, none more often than in legacy', values);
}
