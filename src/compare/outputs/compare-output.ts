import type { CheckContext } from '../../model/check.ts';
import type { Difference } from '../../model/difference.ts';
import { TwinrunError } from '../../model/error.ts';
import type { EvidenceFile, EvidencePair } from '../../model/evidence.ts';
import { type Message, message } from '../../model/message.ts';
import { compareSources } from '../compare-sources.ts';
import type { CsvConfig, TableSource } from '../csv/csv-format.ts';
import type { Reading, TableFormat } from '../formats/raw-table.ts';
import { tableFormatOf, tableKinds } from '../formats/registry.ts';
import { type DifferenceSet, mergeSets, shiftSet } from '../tables/difference-set.ts';
import { DifferenceSink } from '../tables/difference-sink.ts';
import type { CompareOptions, TableComparison } from '../tables/table-comparison.ts';
import { allowanceFor, type SettledDifferences, settleAllowances } from './allowances.ts';
import { type ArtifactPairs, pairArtifacts } from './artifact-pairs.ts';

/** All artifacts of one output, compared record by record. */
export interface OutputComparison {
  readonly kind: 'compared';
  readonly key: readonly string[] | undefined;
  /** The records were compared in their order: lines of a text. */
  readonly ordered: boolean;
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
  const matched = pairTables(pair, output);
  if (matched.kind === 'incomparable') return matched;
  const { format } = matched;
  const allow = (difference: Difference) => (difference.kind === 'representation' ? undefined : allowanceFor(difference, x.allowances, output));
  const files = new DifferenceSink(limit, allow);
  files.addAll(matched.differences);
  const parts: Part[] = [files.result];
  const tables: TableComparison[] = [];
  for (const artifacts of matched.pairs) {
    const identical = sameBytes(artifacts);
    const options = { ...recordRules(format), limit, identical, signal: x.signal };
    const hasAllowances = x.allowances.length > 0;
    const table = await compareSources(tableSource(artifacts.legacy, format), tableSource(artifacts.candidate, format), {
      ...options,
      ...(hasAllowances ? { allow } : {}),
    });
    tables.push(table);
    parts.push(shiftPart(table, parts.length * TABLE));
  }
  return { kind: 'compared', key: format.key, ordered: format.ordered === true, tables, settled: settle(parts, x, limit) };
}

/** The artifacts of an output whose records can be read, matched, with its format; or why they cannot be compared. */
export type TablePairs =
  | Extract<ArtifactPairs, { kind: 'incomparable' }>
  | (Extract<ArtifactPairs, { kind: 'pairs' }> & { readonly format: TableFormat });

/** As `pairArtifacts`, for an output that is a table. */
export function pairTables(pair: EvidencePair, output: string): TablePairs {
  const matched = pairArtifacts(pair, output);
  if (matched.kind === 'incomparable') return matched;
  const format = tableFormat(pair, output);
  return format === undefined ? { kind: 'incomparable', reason: noTable(output) } : { ...matched, format };
}

/** How records are matched and what counts as equal. */
export function recordRules({ key, columns }: CsvConfig): Pick<CompareOptions, 'key' | 'columns'> {
  return { ...(key === undefined ? {} : { key }), ...(columns === undefined ? {} : { columns }) };
}

/** How an output is read as a table; undefined when its format is none. */
export function tableFormat(pair: Pick<EvidencePair, 'outputs'>, output: string): TableFormat | undefined {
  const format = pair.outputs[output]?.format;
  return format === undefined ? undefined : tableFormatOf(format);
}

export function noTable(output: string): Message {
  const known = Object.keys(tableKinds).join(', ');
  return message('output.no-table', '{output} has no table format ({known}), so its records cannot be read', { output, known });
}

/** Whether both artifacts hold the same bytes, by the sha256 that the seal vouches for, and are read in the same charset. */
export function sameBytes({ legacy, candidate }: { readonly legacy: EvidenceFile; readonly candidate: EvidenceFile }): boolean {
  const charset = ({ table }: EvidenceFile) => table?.origin.charset;
  return legacy.sha256 === candidate.sha256 && legacy.size === candidate.size && charset(legacy) === charset(candidate);
}

/**
 * The artifact as a table; shown by its path in the run folder, so that a copy elsewhere gives the same result. One that was not prepared must be a plain
 * CSV already. Throws `table.not-prepared`.
 */
export function tableSource({ file, path: name, table }: EvidenceFile, format: CsvConfig & Partial<TableFormat>): TableSource {
  if (table !== undefined) return { ...table, name, format };
  const { reading } = format;
  if (reading === undefined || isPlain(reading)) return { file, name, format };
  throw new TwinrunError({
    code: 'table.not-prepared',
    message: 'a table was not made a plain CSV before it is read',
    at: { file: name },
    fix: 'Call checks with evidence from `withPreparedEvidence`.',
  });
}

/** Whether files are read as they are, unless they are packed, which shows when they are read. */
function isPlain(reading: Reading): boolean {
  return reading.by === 'text' && reading.encoding === 'utf-8' && reading.header === undefined && reading.conversion === undefined;
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
