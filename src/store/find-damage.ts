import { join } from 'node:path';
import type { Seal } from '../model/run.ts';
import { hashFile } from '../runtime/hash.ts';
import { isDerived, SEAL_FILE, TOMBSTONE_FILE } from './run-folder.ts';
import { type WalkedEntry, walkEvidence } from './walk-evidence.ts';

/** One file that is not as it was sealed. */
export interface Damage {
  /** Relative to the run folder, with `/`. */
  readonly path: string;
  readonly kind: 'changed' | 'missing' | 'additional' | 'seal';
  readonly expected: string;
  readonly received: string;
}

interface Citations {
  /** `run.json`, as far as readable. */
  readonly record: Readonly<Record<string, unknown>> | undefined;
  /** `verdict.json`, as far as readable. */
  readonly verdict: Readonly<Record<string, unknown>> | undefined;
}

/** All that differs between a run folder and its seal, sorted by path. What a tombstone names may be missing. */
export async function findDamage(
  root: string,
  seal: Seal,
  sealHash: string,
  cited: Citations,
  pruned: ReadonlySet<string> = new Set(),
): Promise<readonly Damage[]> {
  const entries = new Map((await walkEvidence(root)).map((entry) => [entry.path, entry]));
  const damage = sealDamage(seal, sealHash, cited);
  for (const file of seal.files) {
    if (pruned.has(file.path) && !entries.has(file.path)) continue;
    const found = await compareFile(root, file, entries.get(file.path));
    if (found !== undefined) damage.push(found);
  }
  const sealed = new Set(seal.files.map((file) => file.path));
  for (const entry of entries.values()) {
    if (entry.kind === 'folder' || sealed.has(entry.path)) continue;
    if (entry.kind === 'file' && ([SEAL_FILE, TOMBSTONE_FILE].includes(entry.path) || isDerived(entry.path))) continue;
    damage.push({ path: entry.path, kind: 'additional', expected: 'nothing', received: describeKind(entry) });
  }
  return damage.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** The seal cannot vouch for itself; what cites it can. */
function sealDamage(seal: Seal, sealHash: string, { record, verdict }: Citations): Damage[] {
  const damage: Damage[] = [];
  const add = (expected: string, received: string) => damage.push({ path: SEAL_FILE, kind: 'seal', expected, received });
  if (record !== undefined && record.id !== seal.run) add(`the seal of run ${String(record.id)}, as run.json says`, `the seal of run ${seal.run}`);
  if (verdict !== undefined && verdict.seal !== sealHash) add(`sha256 ${String(verdict.seal)}, as verdict.json cites it`, `sha256 ${sealHash}`);
  return damage;
}

async function compareFile(root: string, file: Seal['files'][number], entry: WalkedEntry | undefined): Promise<Damage | undefined> {
  const expected = `${file.size} bytes, sha256 ${file.sha256}`;
  if (entry === undefined) return { path: file.path, kind: 'missing', expected, received: 'no such file' };
  if (entry.kind !== 'file') return { path: file.path, kind: 'changed', expected, received: describeKind(entry) };
  try {
    const now = await hashFile(join(root, file.path));
    if (now.size === file.size && now.sha256 === file.sha256) return undefined;
    return { path: file.path, kind: 'changed', expected, received: `${now.size} bytes, sha256 ${now.sha256}` };
  } catch (thrown) {
    return { path: file.path, kind: 'changed', expected, received: `unreadable: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
  }
}

function describeKind(entry: WalkedEntry): string {
  const names = { file: 'a file', folder: 'a folder', symlink: 'a symbolic link', other: 'a pipe, socket or device' } as const;
  return names[entry.kind];
}
