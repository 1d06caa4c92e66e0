import { readFile } from 'node:fs/promises';
import type { EvidenceFile, EvidencePair } from '../model/evidence.ts';
import type { RunRecord } from '../model/run.ts';
import type { Scenario } from '../model/scenario.ts';
import { layoutOf } from './records/layout.ts';
import { RawRecords } from './records/raw-records.ts';

/** Larger artifacts are not mutated by their bytes, bytes. */
const MOST_BYTES = 256 << 20;

/** One artifact of the candidate, with its bytes. */
export interface SubjectFile {
  readonly artifact: EvidenceFile;
  readonly output: string;
  /** For people: the output, and the name where the output has several files. */
  readonly label: string;
  readonly bytes: Buffer;
  /** Absent where records cannot be told by bytes: packed, UTF-16, binary. */
  readonly records: RawRecords | undefined;
}

/** The stored evidence of a green run that is mutated. Artifacts are read once. */
export class Subject {
  readonly record: RunRecord;
  readonly scenario: Scenario;
  readonly pair: EvidencePair;
  /** What is not looked at, in words. */
  readonly notes: string[] = [];
  #files: Promise<readonly SubjectFile[]> | undefined;

  constructor(record: RunRecord, scenario: Scenario, pair: EvidencePair) {
    this.record = record;
    this.scenario = scenario;
    this.pair = pair;
  }

  /** Of each output the first file by name: faults in one file are faults in any. */
  files(): Promise<readonly SubjectFile[]> {
    this.#files ??= this.#read();
    return this.#files;
  }

  async #read(): Promise<readonly SubjectFile[]> {
    const files: SubjectFile[] = [];
    for (const output of Object.keys(this.scenario.outputs)) {
      const all = artifactsOf(this.pair, output);
      const artifact = all.find(({ size }) => size > 0);
      if (artifact === undefined) continue;
      if (all.length > 1) this.notes.push(`${output} has ${all.length} files; faults were planted in ${artifact.name}`);
      if (artifact.size > MOST_BYTES) {
        this.notes.push(`${output}: ${artifact.name} is larger than ${MOST_BYTES >> 20} MiB; no fault was planted in its bytes`);
        continue;
      }
      const bytes = await readFile(artifact.file);
      const layout = layoutOf(this.scenario.outputs[output]?.format, bytes);
      if (layout === undefined) this.notes.push(`${output}: its cells cannot be reached in ${artifact.name}; only the whole file was mutated`);
      const records = layout === undefined ? undefined : new RawRecords(bytes, layout);
      files.push({ artifact, output, label: all.length > 1 ? `${output}, ${artifact.name}` : output, bytes, records });
    }
    return files;
  }
}

/** The candidate's artifacts of an output, by name. */
export function artifactsOf(pair: EvidencePair, output: string): readonly EvidenceFile[] {
  return pair.candidate.artifacts.filter((one) => one.output === output).sort((a, b) => (a.name < b.name ? -1 : 1));
}
