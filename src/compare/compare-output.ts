import type { CheckContext } from '../model/check.ts';
import type { Difference } from '../model/difference.ts';
import type { EvidenceFile, EvidencePair } from '../model/evidence.ts';
import { type Message, message } from '../model/message.ts';
import { allowanceFor, type SettledDifferences, settleAllowances } from './allowances.ts';
import { pairArtifacts } from './artifact-pairs.ts';
import { compareTables } from './compare-tables.ts';
import { type CsvConfig, csvFormat, type TableSource } from './csv-format.ts';
import { type DifferenceSet, mergeSets, shiftSet } from './difference-set.ts';
import { DifferenceSink } from './difference-sink.ts';
import type { CompareOptions, TableComparison } from './table-comparison.ts';

/** All artifacts of one output, compared record by record. */
export interface OutputComparison {
  readonly kind: 'compared';
  readonly key: readonly string[] | undefined;
  readonly tables: readonly TableComparison[];
  /** Over all tables, and artifacts that only one side has. */
  readonly settled: SettledDifferences;
}

/** Orders of one table lie below this, so that tables follow each other. */
const TABLE = 2 ** 40;

/** Compares an output's tables by the key of its format. Differences of representation are never allowed here: they are not judged by their number. */
export async function compareOutput(
  pair: EvidencePair,
  output: string,
  limit: number,
  x: CheckContext,
): Promise<OutputComparison | { readonly kind: 'incomparable'; readonly reason: Message }> {
  const matched = pairArtifacts(pair, output);
  if (matched.kind === 'incomparable') return matched;
  const format = tableFormat(pair, output);
  if (format === undefined) return { kind: 'incomparable', reason: noTable(output) };
  const allow = (difference: Difference) => (difference.kind === 'representation' ? undefined : allowanceFor(difference, x.allowances, output));
  const files = new DifferenceSink(limit, allow);
  files.addAll(matched.differences);
  const parts: Part[] = [files.result];
  const tables: TableComparison[] = [];
  for (const artifacts of matched.pairs) {
    const identical = sameBytes(artifacts);
    const options = { ...recordRules(format), limit, identical, signal: x.signal };
    const hasAllowances = x.allowances.length > 0;
    const table = await compareTables(tableSource(artifacts.legacy, format), tableSource(artifacts.candidate, format), {
      ...options,
      ...(hasAllowances ? { allow } : {}),
    });
    tables.push(table);
    parts.push(shiftPart(table, parts.length * TABLE));
  }
  return { kind: 'compared', key: format.key, tables, settled: settle(parts, x, limit) };
}

/** How records are matched and what counts as equal. */
function recordRules({ key, columns }: CsvConfig): Pick<CompareOptions, 'key' | 'columns'> {
  return { ...(key === undefined ? {} : { key }), ...(columns === undefined ? {} : { columns }) };
}

/** How an output is read as a table; undefined when its format is none. */
export function tableFormat(pair: EvidencePair, output: string): CsvConfig | undefined {
  const format = pair.outputs[output]?.format;
  if (format?.kind !== csvFormat.kind) return undefined;
  const parsed = csvFormat.config.safeParse(format.config);
  return parsed.success ? parsed.data : undefined;
}

export function noTable(output: string): Message {
  return message('output.no-table', '{output} has no table format (csv), so its records cannot be read', { output });
}

/** Whether both artifacts hold the same bytes, by the sha256 that the seal vouches for. */
export function sameBytes({ legacy, candidate }: { readonly legacy: EvidenceFile; readonly candidate: EvidenceFile }): boolean {
  return legacy.sha256 === candidate.sha256 && legacy.size === candidate.size;
}

/** The artifact as a table; shown by its path in the run folder, so that a copy elsewhere gives the same result. */
export function tableSource(artifact: EvidenceFile, format: CsvConfig): TableSource {
  return { file: artifact.file, name: artifact.path, format };
}

type Part = Pick<TableComparison, 'differences' | 'allowed'>;

function shiftPart({ differences, allowed }: Part, by: number): Part {
  return { differences: shiftSet(differences, by), allowed: new Map([...allowed].map(([id, set]) => [id, shiftSet(set, by)])) };
}

function settle(parts: readonly Part[], x: CheckContext, limit: number): SettledDifferences {
  const matched = new Map<string, DifferenceSet>();
  for (const { allowed } of parts) {
    for (const [id, set] of allowed) {
      const known = matched.get(id);
      matched.set(id, known === undefined ? set : mergeSets([known, set], limit));
    }
  }
  const open = mergeSets(
    parts.map((part) => part.differences),
    limit,
  );
  return settleAllowances(open, matched, x.allowances, limit);
}
