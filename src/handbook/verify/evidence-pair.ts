import type { EvidencePair, SideEvidence } from '../../model/evidence.ts';
import type { Observation } from '../../model/observation.ts';
import type { VerifyWork } from './verify-work.ts';

/** What the legacy batch produced now, as checks read it: on both sides, or against an earlier side. Throws what bringing it home throws. */
export async function pairOf(outputs: readonly string[], work: VerifyWork, against?: SideEvidence): Promise<EvidencePair> {
  const artifacts = (await Promise.all(outputs.map((output) => work.collect(output)))).flat();
  const legacy: SideEvidence = { observation: work.rerun ?? neverRun(work), artifacts, missing: [] };
  return { legacy, candidate: against ?? legacy, outputs: work.scenario.outputs, probes: [], effects: [] };
}

/** For checks that look at no take. */
function neverRun({ x }: VerifyWork): Observation {
  const at = x.clock.now().toISOString();
  const reason = { id: 'rollback.no-rerun', text: 'no step ran the legacy batch', values: {} };
  const log = { bytes: 0, cutBytes: 0, complete: false };
  const head = { schema: 'twinrun.observation/1', take: 'legacy-1', side: 'legacy', runner: 'none' } as const;
  return { ...head, outcome: { kind: 'unknown', reason }, startedAt: at, finishedAt: at, durationMs: 0, log, facts: {} };
}
