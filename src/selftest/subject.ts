import { readFile } from 'node:fs/promises';
import type { EvidenceFile, EvidencePair } from '../model/evidence.ts';
import type { RunRecord } from '../model/run.ts';
import type { Scenario } from '../model/scenario.ts';
import { layoutOf } from './records/layout.ts';
import { RawRecords } from './records/raw-records.ts';
import { spread } from './spread.ts';

/** Larger artifacts are not mutated by their bytes, bytes. */
const MOST_BYTES = 256 << 20;
/** Each is a judging of the whole output. */
const MOST_FURTHER = 50;

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

/** A further file of an output that has several. Read when it is needed: there may be many. */
export interface FurtherFile {
  readonly artifact: EvidenceFile;
  readonly output: string;
  readonly label: string;
  readonly read: () => Promise<SubjectFile>;
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

  /** Of each output the first file by name that is not empty: faults in one file are faults in any, as far as each is looked at. */
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
      if (all.length > 1)
        this.notes.push(`${output} has ${all.length} files; all faults were planted in ${artifact.name}, one in each of the others`);
      if (artifact.size > MOST_BYTES) {
        this.notes.push(`${output}: ${artifact.name} is larger than ${MOST_BYTES >> 20} MiB; no fault was planted in its bytes`);
        continue;
      }
      const file = await this.#open(artifact, output, all.length > 1 ? `${output}, ${artifact.name}` : output);
      if (file.records === undefined) this.notes.push(`${output}: its cells cannot be reached in ${artifact.name}; only the whole file was mutated`);
      files.push(file);
    }
    return files;
  }

  /** Of outputs with several files all others that are not empty, by name; of very many some, from the second to the last. */
  further(): readonly FurtherFile[] {
    return Object.keys(this.scenario.outputs).flatMap((output) => {
      const [, ...others] = artifactsOf(this.pair, output).filter(({ size }) => size > 0);
      const small = others.filter(({ size }) => size <= MOST_BYTES);
      const chosen = spread(small, MOST_FURTHER);
      if (chosen.length < others.length) this.notes.push(`${output}: of its other ${others.length} files ${chosen.length} were tried`);
      return chosen.map((artifact): FurtherFile => {
        const label = `${output}, ${artifact.name}`;
        return { artifact, output, label, read: () => this.#open(artifact, output, label) };
      });
    });
  }

  async #open(artifact: EvidenceFile, output: string, label: string): Promise<SubjectFile> {
    const bytes = await readFile(artifact.file);
    const layout = layoutOf(this.scenario.outputs[output]?.format, bytes);
    return { artifact, output, label, bytes, records: layout === undefined ? undefined : new RawRecords(bytes, layout) };
  }
}

/** The candidate's artifacts of an output, by name. */
export function artifactsOf(pair: EvidencePair, output: string): readonly EvidenceFile[] {
  return pair.candidate.artifacts.filter((one) => one.output === output).sort((a, b) => (a.name < b.name ? -1 : 1));
}
