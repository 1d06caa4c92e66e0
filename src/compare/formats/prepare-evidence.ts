import { asTwinrunError } from '../../model/error.ts';
import type { EvidenceFile, EvidencePair, SideEvidence } from '../../model/evidence.ts';
import type { PreparedTable } from '../../model/prepared-table.ts';
import { PLAIN_ORIGIN } from './origin.ts';
import { prepare } from './prepare.ts';
import { PrivateFolder } from './private-folder.ts';
import type { TableFormat } from './raw-table.ts';
import { tableFormatOf } from './registry.ts';

/**
 * Gives the evidence to `use` with each artifact of a table format as a plain CSV, prepared once for all checks. What cannot be prepared is a problem of that
 * table, which forbids a pass. Throws on abort, and what `use` throws.
 */
export async function withPreparedEvidence<T>(pair: EvidencePair, signal: AbortSignal, use: (pair: EvidencePair) => Promise<T>): Promise<T> {
  const folder = new PrivateFolder();
  const formats = new Map(Object.entries(pair.outputs).map(([output, { format }]) => [output, tableFormatOf(format)]));
  const made = new Map<string, Promise<PreparedTable>>();
  const prepared = async (artifact: EvidenceFile): Promise<EvidenceFile> => {
    const format = formats.get(artifact.output);
    if (format === undefined) return artifact;
    // The same bytes, read alike, are the same table: once is enough.
    const id = JSON.stringify([artifact.output, artifact.sha256, artifact.size, encodingOf(format, artifact)]);
    const table = made.get(id) ?? preparedTable(artifact, format, folder, signal);
    made.set(id, table);
    return { ...artifact, table: await table };
  };
  const side = async (evidence: SideEvidence): Promise<SideEvidence> => {
    const artifacts: EvidenceFile[] = [];
    for (const artifact of evidence.artifacts) artifacts.push(await prepared(artifact));
    return { ...evidence, artifacts };
  };
  try {
    // Both are awaited before the folder goes, also when one fails.
    const [legacy, candidate] = await Promise.allSettled([side(pair.legacy), side(pair.candidate)]);
    if (legacy.status === 'rejected') throw legacy.reason;
    if (candidate.status === 'rejected') throw candidate.reason;
    return await use({ ...pair, legacy: legacy.value, candidate: candidate.value });
  } finally {
    await folder.remove();
  }
}

function encodingOf({ reading }: TableFormat, { side }: EvidenceFile): unknown {
  if (reading.by === 'file' || typeof reading.encoding === 'string') return undefined;
  return reading.encoding[side];
}

async function preparedTable(artifact: EvidenceFile, format: TableFormat, folder: PrivateFolder, signal: AbortSignal): Promise<PreparedTable> {
  const { file, path: name, side } = artifact;
  try {
    return await prepare({ file, name, side, format }, () => folder.fresh(), signal);
  } catch (cause) {
    if (signal.aborted) throw cause;
    const { code, message, fix } = asTwinrunError(cause);
    return { file, origin: { ...PLAIN_ORIGIN, problems: [{ id: code, text: message, values: {}, fix: fix.text, fatal: true }] } };
  }
}
