import type { CsvConfig } from '../csv/csv-format.ts';
import { type KeySequences, readKeySequences } from '../order/key-sequences.ts';
import type { ArtifactPair } from './artifact-pairs.ts';
import { sameBytes, tableSource } from './compare-output.ts';

/** The keys of two artifacts that belong together: of the columns `by`, or without them of whole records; by the rules of the format. */
export function readArtifactKeys(
  { legacy, candidate }: ArtifactPair,
  format: CsvConfig,
  by: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<KeySequences> {
  return readKeySequences(tableSource(legacy, format), tableSource(candidate, format), {
    ...(by === undefined ? {} : { by }),
    ...(format.columns === undefined ? {} : { columns: format.columns }),
    identical: sameBytes({ legacy, candidate }),
    signal,
  });
}
