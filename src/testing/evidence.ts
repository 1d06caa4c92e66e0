import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Allowance } from '../model/allowance.ts';
import type { CheckContext } from '../model/check.ts';
import type { EffectReading } from '../model/effect.ts';
import type { EvidenceFile, EvidencePair } from '../model/evidence.ts';
import type { Observation } from '../model/observation.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Side } from '../model/side.ts';
import { sha256 } from '../runtime/hash.ts';

/** What the evidence of a test shall hold; all of it is optional. */
export interface EvidencePlan {
  /** Folder for the artifacts of this pair; must be new. */
  readonly folder: string;
  /** Contents by artifact name, of the output `clients`; `missing` is an output that could not be collected. */
  readonly legacy?: Readonly<Record<string, string | Buffer>> | 'missing';
  readonly candidate?: Readonly<Record<string, string | Buffer>> | 'missing';
  readonly key?: readonly string[];
  readonly format?: { readonly kind: string; readonly config: unknown };
  readonly empty?: 'valid' | 'invalid';
  readonly outcomes?: Readonly<Partial<Record<Side, Outcome>>>;
  /** By side; `null` where the source does not say. */
  readonly writtenAt?: Readonly<Partial<Record<Side, string | null>>>;
  readonly effects?: readonly EffectReading[];
}

export const STARTED = '2026-11-24T16:30:00.000Z';
export const FINISHED = '2026-11-24T16:30:40.000Z';

/** Evidence with real files on disk, of takes that ran from `STARTED` to `FINISHED`. */
export async function makeEvidence(plan: EvidencePlan): Promise<EvidencePair> {
  const side = async (name: Side) => {
    const contents = plan[name] ?? {};
    const missing = contents === 'missing' ? [missingOutput(name)] : [];
    const files = contents === 'missing' ? [] : Object.entries(contents);
    const artifacts = await Promise.all(files.map(([file, data]) => artifact(plan, name, file, data)));
    return { observation: observation(name, plan.outcomes?.[name] ?? { kind: 'exited', exitCode: 0 }), artifacts, missing };
  };
  const format = plan.format ?? { kind: 'csv', config: plan.key === undefined ? {} : { key: plan.key } };
  const nowhere = { kind: 'file', config: {} };
  return {
    legacy: await side('legacy'),
    candidate: await side('candidate'),
    outputs: { clients: { format, empty: plan.empty ?? 'invalid', sides: { legacy: nowhere, candidate: nowhere } } },
    probes: [],
    effects: plan.effects ?? [],
  };
}

/** What checks get beside the evidence. */
export function checkContext(allowances: readonly Allowance[] = []): CheckContext {
  return { signal: new AbortController().signal, clock: { now: () => new Date(FINISHED) }, allowances };
}

async function artifact(plan: EvidencePlan, side: Side, name: string, data: string | Buffer): Promise<EvidenceFile> {
  const folder = join(plan.folder, side);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), data);
  const writtenAt = plan.writtenAt?.[side] === undefined ? '2026-11-24T16:30:30.000Z' : plan.writtenAt[side];
  return {
    output: 'clients',
    side,
    take: `${side}-1`,
    path: `takes/${side}-1/artifacts/clients/${name}`,
    file: join(folder, name),
    name,
    size: Buffer.byteLength(data),
    sha256: sha256(data),
    source: `file:///out/${side}/${name}`,
    verified: 'sha256',
    ...(writtenAt === null ? {} : { writtenAt }),
  };
}

function missingOutput(side: Side) {
  const error = { code: 'sftp.absent', message: 'no such file', fix: { id: 'sftp.absent.fix', text: 'Look at the log.', values: {} } };
  return { output: 'clients', side, take: `${side}-1` as const, error };
}

function observation(side: Side, outcome: Outcome): Observation {
  return {
    schema: 'twinrun.observation/1',
    take: `${side}-1`,
    side,
    runner: 'process',
    outcome,
    startedAt: STARTED,
    finishedAt: FINISHED,
    durationMs: 40_000,
    log: { bytes: 0, cutBytes: 0, complete: true },
    facts: {},
  };
}
