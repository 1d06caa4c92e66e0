import type { Status } from '../model/status.ts';
import type { Verdict } from '../model/verdict.ts';
import type { RunState, StepState } from './run-state.ts';

/** What `rehearse --json` prints for one run: the final fold of its events. Null where the run did not come so far. */
export interface RehearsalJson {
  readonly schema: 'twinrun.rehearsal/1';
  readonly run: string;
  readonly scenario: string;
  /** Inconclusive when nothing was judged. */
  readonly status: Status;
  readonly allowed: number;
  readonly folder: string | null;
  readonly outcome: 'completed' | 'cancelled' | 'interrupted';
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly steps: readonly (Omit<StepState, 'lastLine' | 'details'> & { readonly durationMs: number | null })[];
  readonly verdict: Verdict | null;
}

/** The data of `--json`. What the batch printed is not in it: `log.txt` in the folder has it. */
export function runStateToJson(state: RunState): RehearsalJson {
  const { finished } = state;
  return {
    schema: 'twinrun.rehearsal/1',
    run: state.run,
    scenario: state.scenario,
    status: finished?.verdict.status ?? 'inconclusive',
    allowed: finished?.verdict.allowed ?? 0,
    folder: finished?.folder ?? null,
    outcome: finished?.outcome ?? 'interrupted',
    startedAt: state.startedAt,
    finishedAt: state.finishedAt ?? null,
    steps: state.steps.map(stepToJson),
    verdict: finished?.verdict ?? null,
  };
}

function stepToJson({ lastLine: _lastLine, details: _details, ...step }: StepState): RehearsalJson['steps'][number] {
  const durationMs = step.startedAt === undefined || step.finishedAt === undefined ? null : Date.parse(step.finishedAt) - Date.parse(step.startedAt);
  return { ...step, durationMs };
}
