import { claimScriptName } from '../connections/crontab/wrap-line.ts';
import type { Act } from '../handbook/act.ts';
import type { CutoverRule } from '../model/cutover.ts';
import { TwinrunError } from '../model/error.ts';
import type { PlaybookStep } from '../model/playbook.ts';
import type { Scenario } from '../model/scenario.ts';
import type { StepRequest } from '../model/step-kind.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { sha256 } from '../runtime/hash.ts';
import { expand, type Variables } from '../scenario/variables.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The act that looks at the conditions last before anything is switched. */
export const STILL = 'still';

/** `plan.json`: all that a cutover will do. Its hash is what a second person agrees to. */
export interface CutoverPlan {
  readonly schema: 'twinrun.cutover-plan/1';
  readonly scenario: string;
  readonly scenarioHash: string;
  readonly world: 'sandbox' | 'real';
  readonly businessDate: string;
  readonly legacy: StepRequest['legacy'];
  readonly acts: readonly Act[];
  /** What takes the switch back, in order, whatever of it was done. */
  readonly back: readonly Act[];
}

/** Throws `cutover.none` (misuse) where the scenario does not say how. */
export function cutoverRuleOf({ id, cutover }: Scenario): CutoverRule {
  if (cutover !== undefined) return cutover;
  throw new TwinrunError({
    code: 'cutover.none',
    class: 'misuse',
    message: `${id} does not say how it is cut over`,
    expected: 'a section `cutover:` with cron, schedules and first',
    fix: 'Write it, as docs/cutover.md shows. What judges the first run must be named: without a counterpart there is no go.',
  });
}

/** Plans a cutover; does nothing. Nothing leaves before what it would leave was judged. */
export function planCutover(
  scenario: Scenario,
  scenarioHash: string,
  variables: Variables,
  world: 'sandbox' | 'real',
  workspaceFile: string,
): CutoverPlan {
  const rule = cutoverRuleOf(scenario);
  const own = (id: string, title: string, args: readonly string[]): Act =>
    act(id, title, { kind: 'twinrun', config: { args: [...args, '--workspace', workspaceFile, '--no-color'] } }, HOUR_MS);
  const { wrapped, unwrapped } = claimActs(rule, scenario.id);
  // A run that began at the last moment is waited for.
  const wait = (scenario.sides.legacy.timeout ?? 0) + 10 * MINUTE_MS;
  const off = rule.cron.map((line, index) =>
    act(
      `cron-off-${index + 1}`,
      `switch ${line.contains} off in the crontab on ${line.host}`,
      { kind: 'cron', config: { ...line, state: 'off' } },
      wait,
    ),
  );
  const on = rule.cron.map((line, index) =>
    act(`cron-on-${index + 1}`, `switch ${line.contains} on in the crontab on ${line.host}`, { kind: 'cron', config: { ...line, state: 'on' } }),
  );
  const switched = (state: 'enabled' | 'disabled', id: string) =>
    rule.schedules.map(({ name, group }, index) =>
      act(`${id}-${index + 1}`, `leave schedule ${group}/${name} ${state}`, { kind: 'scheduler', config: { name, group, state } }),
    );
  const date: Act['environment'] = scenario.businessDate.mode === 'injected' ? { [scenario.businessDate.variable]: variables.date } : {};
  // The day of the first run, whichever day it is by now: between midnight and the fire they differ.
  const day = scenario.businessDate.mode === 'injected' ? ['--business-date', variables.date] : [];
  const given = (step: PlaybookStep) => ofStep(step, variables, date);
  return {
    schema: 'twinrun.cutover-plan/1',
    scenario: scenario.id,
    scenarioHash,
    world,
    businessDate: variables.date,
    legacy: { runner: expand(scenario.sides.legacy.runner, variables), schedule: { cron: scenario.schedule.cron, zone: scenario.schedule.zone } },
    acts: [
      own('preflight', 'preflight: nothing missing, nothing skipped', ['preflight', scenario.id]),
      act('conditions', 'conditions: passes, window, distance to the next fire, a way back', { kind: 'conditions', config: {} }),
      own('beside', 'the candidate, fenced, beside legacy: judged once more', ['rehearse', scenario.id]),
      act(STILL, 'conditions once more: no fire is near', { kind: 'conditions', config: {} }),
      ...wrapped,
      ...off,
      ...switched('enabled', 'schedule-on'),
      ofStep(rule.first.run, variables, { ...date, ...expand({ ...rule.first.environment }, variables, { field: 'cutover.first.environment' }) }),
      ...rule.first.judge.map((id, index) => own(`judge-${index + 1}`, `judge what is held: ${id}`, ['rehearse', id, ...day])),
      // Nothing leaves without the right to deliver; after a crash it is still this cutover's.
      own('claim', 'take the right to deliver', [
        'claim',
        'take',
        scenario.id,
        '--again',
        '--by',
        `cutover for ${variables.date}, plan of ${scenarioHash.slice(0, 12)}`,
      ]),
      ...rule.first.release.map(given),
    ],
    back: [...switched('disabled', 'schedule-off'), ...on.toReversed(), ...unwrapped],
  };
}

/** Puts the claim before each line, by a script that lies on its host first; and takes it away again. The script stays: nothing runs it then. */
function claimActs({ claimFolder, cron }: CutoverRule, scenario: string): { readonly wrapped: readonly Act[]; readonly unwrapped: readonly Act[] } {
  if (claimFolder === undefined) return { wrapped: [], unwrapped: [] };
  const script = `${claimFolder.replace(/\/+$/, '')}/${claimScriptName(scenario)}`;
  const hosts = [...new Set(cron.map(({ host }) => host))];
  const install = hosts.map((host, index) =>
    act(`claim-script-${index + 1}`, `put the script that takes the claim onto ${host}`, {
      kind: 'claim-script',
      config: { host, scenario, path: script },
    }),
  );
  const changed = (state: 'claimed' | 'unclaimed', id: string, words: string) =>
    cron.map((line, index) =>
      act(`${id}-${index + 1}`, `${words} ${line.contains} in the crontab on ${line.host}`, { kind: 'cron', config: { ...line, state, script } }),
    );
  return {
    wrapped: [...install, ...changed('claimed', 'cron-claim', 'put the claim before')],
    unwrapped: changed('unclaimed', 'cron-unclaim', 'take the claim from').toReversed(),
  };
}

/** sha256 of the canonical JSON of a plan. */
export function cutoverHash(plan: CutoverPlan): string {
  return sha256(canonicalJson(JSON.parse(JSON.stringify(plan))));
}

function act(id: string, title: string, step: Act['step'], timeoutMs = 10 * MINUTE_MS): Act {
  return { id, title, step, timeoutMs, repeat: 'safe', environment: {} };
}

/** What the scenario says of a step; of what it does not say, a person is asked. */
function ofStep(
  { id, title, kind, config, timeout, expected, precondition, doneWhen, repeat, confirm }: PlaybookStep,
  variables: Variables,
  environment: Act['environment'],
): Act {
  return {
    id,
    title: title ?? id,
    step: expand({ kind, config }, variables, { field: `cutover.first.${id}` }),
    timeoutMs: timeout ?? HOUR_MS,
    repeat: repeat ?? 'ask',
    environment,
    ...(expected === undefined ? {} : { expectedMs: expected }),
    ...(precondition === undefined ? {} : { precondition: expand(precondition, variables) }),
    ...(doneWhen === undefined ? {} : { doneWhen: expand(doneWhen, variables) }),
    ...(confirm === undefined ? {} : { confirm }),
  };
}
