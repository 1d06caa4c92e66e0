import { writeFileSync } from 'node:fs';
import { csvFormat, type TableSource } from '../compare/csv/csv-format.ts';
import { CsvReader } from '../compare/csv/csv-reader.ts';
import { fileChunks } from '../compare/csv/file-chunks.ts';
import { type ExplainFacts, NO_FACTS } from '../compare/explain/facts.ts';
import type { TableExplanation, TableHypothesis, TableInput } from '../compare/explain/hypothesis.ts';
import { compareTables } from '../compare/tables/compare-tables.ts';
import { matchColumns } from '../compare/tables/match-columns.ts';
import type { Difference } from '../model/difference.ts';
import type { Side } from '../model/side.ts';
import { useTempFolder } from './temporary-folder.ts';

const folder = useTempFolder();
const format = csvFormat.config.parse({});

export interface InputOptions {
  readonly key?: readonly string[];
  readonly facts?: ExplainFacts;
  /** Ends the readings of the hypothesis. */
  readonly signal?: AbortSignal;
}

/** Two real CSV files as a hypothesis sees them, and all their differences. */
export async function tableInput(
  legacy: string | Buffer,
  candidate: string | Buffer,
  { key, facts = NO_FACTS, signal }: InputOptions = {},
): Promise<{ readonly input: TableInput; readonly differences: readonly Difference[] }> {
  const sources = { legacy: written(legacy), candidate: written(candidate) };
  const comparison = await compareTables(sources.legacy, sources.candidate, { limit: 100_000, ...(key === undefined ? {} : { key }) });
  const differences = comparison.differences.listed.map(({ difference }) => difference);
  const match = matchColumns(comparison.legacy.header ?? [], comparison.candidate.header ?? []);
  const records = (side: Side) => new CsvReader(sources[side], signal).batches();
  const bytes = (side: Side) => fileChunks(sources[side], signal);
  const own = async (side: Side, kind: Difference['kind']) => {
    const numbers = new Set(differences.filter((one) => one.kind === kind).map((one) => one.record?.[side]));
    const found = [];
    for await (const batch of new CsvReader(sources[side]).batches()) found.push(...batch.filter((record) => numbers.has(record.number)));
    return found;
  };
  const [added, removed] = [await own('candidate', 'added'), await own('legacy', 'removed')];
  return { input: { comparison, match, key, facts, records, bytes, added, removed }, differences };
}

/** What a hypothesis says of two files: its explanations, and the differences that each accounts for and that none does. */
export async function explainPair(
  hypothesis: TableHypothesis,
  legacy: string | Buffer,
  candidate: string | Buffer,
  options: InputOptions = {},
): Promise<{
  readonly explanations: readonly TableExplanation[];
  readonly accounted: readonly (readonly Difference[])[];
  readonly open: readonly Difference[];
}> {
  const { input, differences } = await tableInput(legacy, candidate, options);
  const explanations = await hypothesis.explain(input);
  return {
    explanations,
    accounted: explanations.map(({ accounts }) => differences.filter(accounts)),
    open: differences.filter((difference) => !explanations.some(({ accounts }) => accounts(difference))),
  };
}

function written(content: string | Buffer): TableSource {
  const file = folder.fresh();
  writeFileSync(file, content, { mode: 0o600 });
  return { file, format };
}
