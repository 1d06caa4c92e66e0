import { z } from 'zod';
import {
  type ArtifactPair,
  type CheckContext,
  type CheckResult,
  type CsvConfig,
  cell,
  compareOrder,
  defineCheck,
  differenceSink,
  type Explanation,
  emptyIsValid,
  explainOrdering,
  type Finding,
  grouped,
  inconclusive,
  judgeCounted,
  LISTED,
  message,
  type OrderComparison,
  outputOption,
  pairTables,
  readArtifactKeys,
  readKeysAt,
  type Side,
  tableSource,
} from '../src/check.ts';

const options = z.strictObject({
  output: outputOption,
  by: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe("The columns whose sequence of values is compared; without it the key of the output's format, and without a key the whole records"),
});

/**
 * The records that both sides have come in the same order. Records of one side only are left out: `keyed-rows` is for them. Out of place are as few
 * records as would have to move to bring the candidate into legacy's order (those outside a longest common sequence; of equal keys the n-th belongs to the n-th).
 */
export const ordering = defineCheck({
  apiVersion: 1,
  id: 'ordering',
  title: message('ordering', 'the rows come in the same order on both sides'),
  scope: 'content',
  traitOnly: true,
  options,
  async check(pair, { output, by }, x) {
    const matched = pairTables(pair, output);
    if (matched.kind === 'incomparable') return inconclusive(matched.reason);
    const { format } = matched;
    const key = by ?? format.key;
    const sink = differenceSink(x, output);
    sink.addAll(matched.differences);
    const findings: Finding[] = [];
    const explanations: Explanation[] = [];
    const figures = { 'legacy.rows': 0, 'candidate.rows': 0, shared: 0, outOfPlace: 0 };
    let [first, complete] = ['', true];
    for (const artifacts of matched.pairs) {
      const sequences = await readArtifactKeys(artifacts, format, key, x.signal);
      findings.push(...sequences.findings);
      figures['legacy.rows'] += sequences.legacy.length;
      figures['candidate.rows'] += sequences.candidate.length;
      complete &&= sequences.complete;
      if (!sequences.complete) continue;
      const order = compareOrder(sequences);
      figures.shared += order.shared;
      figures.outOfPlace += order.legacy.length;
      const keys = await shownKeys(artifacts, format, key, order, x);
      for (const [at, record] of order.legacy.entries()) {
        const moved = () => difference(output, artifacts.name, record + 1, (order.candidate[at] ?? 0) + 1, keys[at]);
        if (first === '') first = moved().message.text;
        sink.add('value', undefined, moved);
      }
      // Where allowances cover some, what is left cannot be told by cause.
      if (x.allowances.length === 0 && x.explain !== false)
        explanations.push(...(await causes(output, artifacts, format, key, sequences, order, keys[0], x)));
    }
    const differing = matched.differences.length + figures.outOfPlace;
    const [doubt] = complete ? [] : findings;
    if (doubt !== undefined && differing === 0) return inconclusive(doubt.message, { findings, figures });
    const bothEmpty = figures['legacy.rows'] === 0 && figures['candidate.rows'] === 0;
    if (figures.shared === 0 && differing === 0 && !(bothEmpty && emptyIsValid(pair, output)))
      return inconclusive(message('ordering.empty', 'no row is on both sides: nothing was compared'), { findings, figures });
    const result = judgeCounted(x, sink, { findings, figures, summary: (open) => summary(figures, first, open) });
    return explanations.length === 0 ? result : { ...result, ...told(explanations, result) };
  },
});

/** Keys in words for as many records as are listed. */
async function shownKeys({ legacy }: ArtifactPair, format: CsvConfig, key: readonly string[] | undefined, order: OrderComparison, x: CheckContext) {
  return key === undefined ? [] : readKeysAt(tableSource(legacy, format), key, [...order.legacy.subarray(0, LISTED)], x.signal);
}

function told(explanations: readonly Explanation[], { total, differences }: CheckResult): Pick<CheckResult, 'explanations' | 'unexplained'> {
  const explained = explanations.reduce((sum, { accountsFor }) => sum + accountsFor, 0);
  return {
    explanations: explanations.map((one) => ({ ...one, of: total })),
    unexplained: { total: total - explained, first: differences.filter(({ kind }) => kind !== 'value').slice(0, UNEXPLAINED) },
  };
}

/** Unexplained differences that are shown. */
const UNEXPLAINED = 10;

/** Why the order differs, where it does: told beside the verdict, with no part in it. */
async function causes(
  output: string,
  artifacts: ArtifactPair,
  format: CsvConfig,
  key: readonly string[] | undefined,
  sequences: Pick<OrderComparison, Side>,
  order: OrderComparison,
  firstKey: readonly string[] | undefined,
  x: CheckContext,
): Promise<Explanation[]> {
  const [legacy, candidate] = [order.legacy[0], order.candidate[0]];
  if (legacy === undefined || candidate === undefined) return [];
  const rows = { legacy: sequences.legacy.length, candidate: sequences.candidate.length };
  const example = difference(output, artifacts.name, legacy + 1, candidate + 1, firstKey);
  const found = { output, key, rows, shared: order.shared, outOfPlace: order.legacy.length, example };
  const sources = { legacy: tableSource(artifacts.legacy, format), candidate: tableSource(artifacts.candidate, format) };
  return [await explainOrdering(sources, found, x.signal)].flatMap((one) => one ?? []);
}

function difference(output: string, name: string, legacy: number, candidate: number, key: readonly string[] | undefined) {
  const values = { name, legacy, candidate, key: key?.join(', ') ?? '' };
  const which = key === undefined ? '' : ' ({key})';
  return {
    kind: 'value' as const,
    output,
    ...(key === undefined ? {} : { key }),
    legacy: cell(String(legacy)),
    candidate: cell(String(candidate)),
    message: message('ordering.out-of-place', `{name}: record {legacy} of legacy${which} is record {candidate} in candidate, out of place`, values),
    record: { legacy, candidate },
  };
}

type Figures = { readonly shared: number; readonly outOfPlace: number };

function summary({ shared, outOfPlace }: Figures, first: string, open: number) {
  const values = { shared: grouped(shared), outOfPlace: grouped(outOfPlace), first };
  if (outOfPlace > 0) {
    return open === 0
      ? message('ordering.accepted', '{outOfPlace} of {shared} rows on both sides are out of place, which is accepted', values)
      : message('ordering.differ', '{outOfPlace} of {shared} rows on both sides are out of place; the first: {first}', values);
  }
  return shared === 0
    ? message('ordering.both-empty', 'no rows on either side, which is valid for this output')
    : message('ordering.equal', '{shared} rows on both sides are in the same order', values);
}
