import { TwinrunError } from '../model/error.ts';
import type { PlaybookStep, PossiblePlaybook, Repeat, Verification } from '../model/playbook.ts';
import type { Registries } from '../model/registries.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Tagged } from '../model/schema.ts';
import type { StepRequest } from '../model/step-kind.ts';
import type { World } from '../model/world.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { sha256 } from '../runtime/hash.ts';
import { takeEnvironment } from '../scenario/take-environment.ts';
import { expand, type Variables } from '../scenario/variables.ts';
import type { Act } from './act.ts';
import { refuseUndrillable } from './refuse-undrillable.ts';
import { worldHash } from './which-world.ts';

/** `real`: the legacy batch really delivers. `drill`: behind its fences, or in the terms of `rollback.drill`. */
export type Mode = 'real' | 'drill';

/** `plan.json`: all that a rollback will do. Its hash is what a person agrees to. */
export interface RollbackPlan {
  readonly schema: 'twinrun.rollback-plan/1';
  readonly scenario: string;
  readonly scenarioHash: string;
  readonly mode: Mode;
  readonly world: World['kind'];
  readonly worldHash: string;
  readonly businessDate: string;
  readonly legacy: StepRequest['legacy'];
  readonly acts: readonly Act[];
  /** What takes it back, in order: for `--undo`. */
  readonly undo: readonly Act[];
  readonly verify: readonly Verification[];
}

export interface PlanInput {
  readonly scenario: Scenario;
  readonly scenarioHash: string;
  readonly world: World;
  readonly variables: Variables;
  readonly mode: Mode;
  readonly registries: Registries;
}

const TIMEOUT_MS = 10 * 60_000;

/** Plans a rollback; does nothing. Throws `rollback.impossible`, `rollback.undrillable` with every step that a drill cannot do. */
export function planRollback(input: PlanInput): RollbackPlan {
  const { scenario, scenarioHash, world, variables, mode } = input;
  const playbook = possible(scenario);
  const all = [...(playbook.snapshot === undefined ? [] : [playbook.snapshot]), ...playbook.steps];
  // In a drill the restore is proven; otherwise it is what --undo does.
  const steps = mode === 'drill' && playbook.restore !== undefined ? [...all, playbook.restore] : all;
  if (mode === 'drill') refuseUndrillable(steps, world, input.registries);
  const undone = all.toReversed().flatMap((step) => (step.undo === undefined ? [] : [undoOf(step, step.undo)]));
  return {
    schema: 'twinrun.rollback-plan/1',
    scenario: scenario.id,
    scenarioHash,
    mode,
    world: world.kind,
    worldHash: worldHash(world),
    businessDate: variables.date,
    legacy: { runner: expand(scenario.sides.legacy.runner, variables), schedule: { cron: scenario.schedule.cron, zone: scenario.schedule.zone } },
    acts: steps.map((step) => actOf(step, playbook, input)),
    undo: [...undone, ...(playbook.restore === undefined ? [] : [playbook.restore])].map((step) => actOf(step, playbook, input)),
    verify: expand(playbook.verify, variables, { field: 'rollback.verify' }),
  };
}

/** sha256 of the canonical JSON of a plan. */
export function planHash(plan: RollbackPlan): string {
  return sha256(canonicalJson(plan));
}

/** Throws `rollback.impossible`. */
export function possible({ id, rollback }: Scenario): PossiblePlaybook {
  if (rollback.possible) return rollback;
  throw new TwinrunError({
    code: 'rollback.impossible',
    class: 'misuse',
    message: `${id} has no way back: ${rollback.reason}`,
    fix: 'Do what the scenario says instead; there is no playbook to run.',
  });
}

function undoOf({ id, title, timeout, drill, ...step }: PlaybookStep, undo: Tagged): PlaybookStep {
  const leftOut = drill?.kind === 'none' ? { drill } : {};
  return {
    ...undo,
    id: `undo-${id}`,
    title: `take back: ${title ?? `${step.kind} (${id})`}`,
    ...(timeout === undefined ? {} : { timeout }),
    ...leftOut,
  };
}

function actOf(step: PlaybookStep, playbook: PossiblePlaybook, input: PlanInput): Act {
  const { scenario, variables, mode, registries } = input;
  const { id, title, timeout, expected, precondition, doneWhen, confirm } = step;
  const drilled = mode === 'drill' ? step.drill : undefined;
  const done: Tagged = drilled === undefined || drilled.kind === 'none' ? { kind: step.kind, config: step.config } : drilled;
  const observedOnly = mode === 'drill' && done.kind === 'rerun' && scenario.rerun.legacy.mode === 'never';
  const leftOut =
    drilled?.kind === 'none' ? String(drilled.config) : observedOnly ? `it must not be run again (${scenario.rerun.legacy.reason})` : undefined;
  const tagged = expand(done, variables, { field: `rollback.steps.${id}` });
  const rerun = tagged.kind === 'rerun';
  const probe = playbook.probe === undefined ? undefined : scenario.probes[playbook.probe];
  const use = id === 'snapshot' ? 'remember' : id === 'restore' ? 'compare' : undefined;
  return {
    id,
    title: title ?? (rerun ? 'run the legacy batch again' : titleOf(tagged, registries, scenario)),
    step: tagged,
    timeoutMs: timeout ?? (rerun ? scenario.sides.legacy.timeout : TIMEOUT_MS),
    repeat: step.repeat ?? defaultRepeat(tagged, input),
    environment: rerun ? legacyEnvironment(scenario, playbook, variables, mode) : dateOnly(scenario, variables),
    ...(expected === undefined ? {} : { expectedMs: expected }),
    ...(confirm === undefined || mode === 'drill' ? {} : { confirm }),
    ...(precondition === undefined || drilled !== undefined ? {} : { precondition: expand(precondition, variables) }),
    ...(doneWhen === undefined || drilled !== undefined ? {} : { doneWhen: expand(doneWhen, variables) }),
    ...(probe === undefined || use === undefined ? {} : { probe: { use, probe: expand(probe, variables) } }),
    ...(leftOut === undefined ? {} : { leftOut }),
  };
}

function titleOf(step: Tagged, registries: Registries, scenario: Scenario): string {
  return registries.steps[step.kind]?.plan(step.config, scenario.sides.legacy.runner)[0]?.text ?? step.kind;
}

function defaultRepeat({ kind, config }: Tagged, { scenario, registries, mode }: PlanInput): Repeat {
  // Behind its fences it is run again as any rehearsal would.
  if (kind === 'rerun') return scenario.idempotent || mode === 'drill' ? 'safe' : 'never';
  return registries.steps[kind]?.repeat(config) ?? 'ask';
}

/** Unfenced in a real rollback: what it delivers is what the partner waits for. In a drill a fence stays unless another drill target replaces it. */
function legacyEnvironment(scenario: Scenario, { drill }: PossiblePlaybook, variables: Variables, mode: Mode): Act['environment'] {
  if (mode === 'real') return takeEnvironment(scenario, 'legacy', variables, {});
  return {
    ...takeEnvironment(scenario, 'legacy', variables),
    ...expand(drill?.environment ?? {}, variables, { field: 'rollback.drill.environment' }),
  };
}

function dateOnly({ businessDate: { mode, variable } }: Scenario, { date }: Variables): Act['environment'] {
  return mode === 'injected' ? { [variable]: date } : {};
}
