import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import { TwinrunError } from '../model/error.ts';
import type { Registries } from '../model/registries.ts';
import type { Runner } from '../model/runner.ts';
import type { StepKind, StepRequest } from '../model/step-kind.ts';
import { findByRunner, linesByHand, runByRunner } from './by-runner.ts';
import { mayRun } from './may-run.ts';

/** Runs the legacy batch again, by its own runner and never beside its scheduler's own run. Whether its effects reach the real target is in the environment that it is given. */
export function rerunStep(runners: Registries['runners'], connections: Connections): StepKind<'legacy'> {
  const runnerOf = ({ legacy }: Pick<StepRequest, 'legacy'>): Runner => {
    const runner = runners[legacy.runner.kind];
    if (runner === undefined) throw unknownRunner(legacy.runner.kind);
    return runner;
  };
  return {
    kind: 'rerun',
    config: z.literal('legacy').describe('Runs the legacy batch again: its effects reach their real targets, in a drill its fences'),
    repeat: () => 'ask',
    permitted: (_, { legacy: { runner } }) => mayRun(runner, connections),
    plan: (_, legacy) => runners[legacy.kind]?.plan(legacy.config) ?? [],
    byHand: (_, { environment, legacy }) => linesByHand(legacy.runner, environment),
    run: (_, request, x) => runByRunner(runnerOf(request), request.legacy.runner.config, request, x, true),
    resume: (_, request, x) => findByRunner(runnerOf(request), request.legacy.runner.config, request, x, true),
  };
}

function unknownRunner(kind: string): TwinrunError {
  return new TwinrunError({
    code: 'runner.unknown-kind',
    class: 'misuse',
    message: `there is no runner of kind ${kind} in this version of twinrun`,
    fix: 'Run the version that the scenario was written for, or correct the scenario.',
  });
}
