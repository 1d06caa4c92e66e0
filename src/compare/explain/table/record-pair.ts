import type { TableRecord } from '../hypothesis.ts';

/** A record that only legacy has and one that only the candidate has, which are one record with other cells. */
export interface RecordPair {
  readonly legacy: TableRecord;
  readonly candidate: TableRecord;
}
