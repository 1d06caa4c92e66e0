import type { EvidenceFile, EvidencePair } from '../../model/evidence.ts';
import { hasRecords } from '../csv/count-rows.ts';
import { tableFormat, tableSource } from './compare-output.ts';

/** Whether one of the files of an output holds data. Where its format is known, a header alone is no data. Throws `csv.unreadable`. */
export async function anyData(
  files: readonly EvidenceFile[],
  evidence: Pick<EvidencePair, 'outputs'>,
  output: string,
  signal: AbortSignal,
): Promise<boolean> {
  const format = tableFormat(evidence, output);
  for (const file of files) {
    if (file.size > 0 && (format === undefined || (await hasRecords(tableSource(file, format), signal)))) return true;
  }
  return false;
}

/** Whether the scenario says that an output without data is as it should be. */
export function emptyIsValid(evidence: Pick<EvidencePair, 'outputs'>, output: string): boolean {
  return evidence.outputs[output]?.empty === 'valid';
}
