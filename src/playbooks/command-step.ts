import type { Connections } from '../connections/connections.ts';
import type { Runner } from '../model/runner.ts';
import type { StepKind } from '../model/step-kind.ts';
import { findByRunner, linesByHand, runByRunner } from './by-runner.ts';
import { mayRun } from './may-run.ts';

/** A step that is one command, run by a runner: `ssh` on a host, `process` on this machine. */
export function commandStep<C>(kind: 'ssh' | 'local', runner: Runner<C>, connections: Connections): StepKind<C> {
  return {
    kind,
    config: runner.config,
    repeat: () => 'ask',
    local: kind === 'local',
    permitted: (config) => mayRun({ kind: runner.kind, config }, connections),
    plan: (config) => runner.plan(config),
    byHand: (config, { environment }) => linesByHand({ kind, config }, environment),
    run: (config, request, x) => runByRunner(runner as Runner, config, request, x),
    resume: (config, request, x) => findByRunner(runner as Runner, config, request, x),
  };
}
