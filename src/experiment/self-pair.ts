import type { EvidencePair, SideEvidence } from '../model/evidence.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Side } from '../model/side.ts';
import type { StoredRun } from './evidence.ts';

/**
 * One side of two runs as if they were the two sides of one: whatever differs differs by itself. Readings of the source are those of both runs, so that a
 * movement between them shows. The real targets were judged in the runs themselves.
 */
export function selfPair(first: StoredRun, second: StoredRun, side: Side): StoredRun & { readonly pair: EvidencePair } {
  const [one, other] = [first.pair, second.pair];
  if (one === undefined || other === undefined) throw new Error('a cancelled run has no evidence');
  const scenario = oneSided(first.scenario, side);
  const pair: EvidencePair = {
    legacy: as('legacy', one[side], first.record.id),
    candidate: as('candidate', other[side], second.record.id),
    outputs: scenario.outputs,
    probes: [...one.probes, ...other.probes],
    effects: [],
  };
  return { record: second.record, scenario, pair };
}

/** Both runs brought it home from one place, at two times: no file is compared with itself. */
function as(side: Side, evidence: SideEvidence, run: string): SideEvidence {
  const take = `${side}-1` as const;
  return {
    ...evidence,
    observation: { ...evidence.observation, side, take },
    artifacts: evidence.artifacts.map((one) => ({ ...one, side, take, source: `${one.source} (run ${run})` })),
    missing: evidence.missing.map((one) => ({ ...one, side, take })),
  };
}

/** What is declared by side holds twice for the one. Values are not masked: nothing of them is kept but how far they lie apart. */
function oneSided(scenario: Scenario, side: Side): Scenario {
  const outputs = Object.entries(scenario.outputs).map(([name, output]) => {
    const format = { kind: output.format.kind, config: doubled(output.format.config, side) };
    return [name, { ...output, format, personal: [], sides: { legacy: output.sides[side], candidate: output.sides[side] } }] as const;
  });
  return { ...scenario, outputs: Object.fromEntries(outputs), checks: scenario.checks.map(listingAll) };
}

function doubled(value: unknown, side: Side): unknown {
  if (Array.isArray(value)) return value.map((one) => doubled(one, side));
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(fields);
  const bySide = keys.length > 0 && keys.every((key) => key === 'legacy' || key === 'candidate');
  if (bySide) return { legacy: fields[side], candidate: fields[side] };
  return Object.fromEntries(Object.entries(fields).map(([key, one]) => [key, doubled(one, side)]));
}

/** As many as checks list at most: an envelope is measured on all of them or on none. */
const LISTED = 100_000;

function listingAll({ kind, config }: Scenario['checks'][number]): Scenario['checks'][number] {
  const limited = typeof config === 'object' && config !== null && 'limit' in config;
  return limited ? { kind, config: { ...config, limit: LISTED } } : { kind, config };
}
