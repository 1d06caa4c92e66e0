import { countRows } from '../compare/csv/count-rows.ts';
import { checkHeader } from '../compare/csv/read-header.ts';
import { artifactsOf } from '../compare/outputs/artifact-pairs.ts';
import { tableFormat, tableSource } from '../compare/outputs/compare-output.ts';
import type { AloneEvidence, EvidenceFile } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import type { OutputFigures, SoakFigures } from '../model/soak-record.ts';

/** What was counted, and what was wrong with the files while counting: then the counts are doubtful. */
export interface Counted {
  readonly figures: SoakFigures;
  readonly findings: readonly Finding[];
}

/** Counts what the candidate's natural run left; outputs that are not home are left out. The evidence must be prepared. */
export async function countFigures(evidence: AloneEvidence, fire: string, signal: AbortSignal): Promise<Counted> {
  const findings: Finding[] = [];
  const outputs: Record<string, OutputFigures> = {};
  for (const name of Object.keys(evidence.outputs)) {
    const files = artifactsOf(evidence, 'candidate', name);
    if (files.length === 0) continue;
    const table = await countTable(evidence, name, files, signal);
    findings.push(...(table?.findings ?? []));
    outputs[name] = {
      files: files.length,
      names: namesOf(files),
      bytes: files.reduce((sum, { size }) => sum + size, 0),
      ...(table === undefined ? {} : { rows: table.rows }),
      ...(table?.columns === undefined ? {} : { columns: table.columns }),
    };
  }
  const doneAfterMs = Date.parse(evidence.candidate.observation.finishedAt) - Date.parse(fire);
  return { figures: { doneAfterMs, outputs }, findings };
}

async function countTable(evidence: AloneEvidence, output: string, files: readonly EvidenceFile[], signal: AbortSignal) {
  const format = tableFormat(evidence, output);
  if (format === undefined) return undefined;
  let rows = 0;
  let columns: readonly string[] | undefined;
  const findings: Finding[] = [];
  for (const file of files) {
    const source = tableSource(file, format);
    const counted = await countRows(source, 'candidate', signal);
    rows += counted.rows;
    findings.push(...counted.findings);
    columns ??= (await checkHeader(source, 'candidate', signal)).header;
  }
  return { rows, columns, findings };
}

/** Dates, times and numbers of parts differ from day to day: names are compared by what stands around their digits. */
export function namesOf(files: readonly { readonly name: string }[]): readonly string[] {
  return [...new Set(files.map(({ name }) => name.replace(/\d+/g, '#')))].sort();
}
