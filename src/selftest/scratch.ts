import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EvidenceFile, EvidencePair } from '../model/evidence.ts';
import { sha256 } from '../runtime/hash.ts';

/** A private folder for what one mutation touches (0700); its files are 0600. */
export class Scratch {
  readonly #folder: string;
  #count = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async make(): Promise<Scratch> {
    return new Scratch(await mkdtemp(join(tmpdir(), 'twinrun-selftest-')));
  }

  async write(bytes: Buffer): Promise<string> {
    const file = join(this.#folder, `touched-${++this.#count}`);
    await writeFile(file, bytes, { mode: 0o600 });
    return file;
  }

  /** The pair with other bytes in one artifact of the candidate, or in all copies of it, as if they had been collected. */
  async replace(pair: EvidencePair, artifact: EvidenceFile, bytes: Buffer, where: 'there' | 'in all copies' = 'there'): Promise<EvidencePair> {
    const changed = { file: await this.write(bytes), size: bytes.length, sha256: sha256(bytes) };
    const touched = (one: EvidenceFile) => one.path === artifact.path || (where === 'in all copies' && one.sha256 === artifact.sha256);
    return withArtifacts(pair, (all) => all.map((one) => (touched(one) ? { ...one, ...changed } : one)));
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** The pair with other artifacts of the candidate. */
export function withArtifacts(pair: EvidencePair, change: (all: readonly EvidenceFile[]) => readonly EvidenceFile[]): EvidencePair {
  return { ...pair, candidate: { ...pair.candidate, artifacts: change(pair.candidate.artifacts) } };
}
