import type { DrillEntry, DrillProof } from '../model/ledger.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Store } from '../model/store.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { sha256 } from '../runtime/hash.ts';
import type { StepPermission } from './permissions.ts';

/** What a drill is proven with, as it is now. */
export interface DrillFacts {
  readonly worldHash: string;
  readonly world: 'sandbox' | 'real';
  /** sha256 of the canonical JSON of the playbook. */
  readonly playbook: string;
  readonly scripts: string;
  readonly script?: string;
  readonly image?: string;
}

/** Pages explain and scenario.yaml is judged by what of it matters here. */
const NO_SCRIPT = /(?:^|\/)(?:scenario\.ya?ml|[^/]*\.md)$/i;

/** What a drill of now would be proven with. `script` and `image` are as the last rehearsal of this world met them. */
export async function drillFacts(
  { scenario, files }: { readonly scenario: Scenario; readonly files: Readonly<Record<string, string>> },
  world: Pick<DrillFacts, 'world' | 'worldHash'>,
  store: Store,
): Promise<DrillFacts> {
  const scripts = Object.fromEntries(Object.entries(files).filter(([path]) => !NO_SCRIPT.test(path)));
  const { rollback, sides, effects, outputs, probes, businessDate } = scenario;
  const met = await lastMet(scenario.id, world.world, store);
  return {
    ...world,
    // With what its steps and verifications stand on.
    playbook: sha256(canonicalJson({ rollback, legacy: sides.legacy, effects, outputs, probes, businessDate })),
    scripts: sha256(canonicalJson(scripts)),
    ...met,
  };
}

/** The legacy script and the candidate's image in the newest run of that world. */
async function lastMet(scenario: string, world: 'sandbox' | 'real', store: Store): Promise<Pick<DrillFacts, 'script' | 'image'>> {
  const { readStoredRun } = await import('../experiment/evidence.ts');
  for await (const head of store.list({ scenario, limit: 20 })) {
    if (head.outcome !== 'completed' || head.world !== world) continue;
    const { record } = await readStoredRun((await store.fetch(scenario, head.id)).folder);
    const [script, image] = [record.sides.legacy.facts['script.sha256'], record.sides.candidate.facts['image.digest']];
    return { ...(script === undefined ? {} : { script }), ...(image === undefined ? {} : { image }) };
  }
  return {};
}

/** Whether the playbook is armed: rehearsed well, not long ago, here, and unchanged since; and if not, why not. */
export type Armed =
  | { readonly armed: true; readonly drill: DrillEntry; readonly until: string }
  | { readonly armed: false; readonly why: readonly string[] };

/**
 * Pure: over the ledger's drills of the scenario (oldest first), what there is now, and the time. A sandbox drill arms nothing outside the sandbox. One in another real world arms here only
 * where every step was seen to be permitted here: `permissions`, absent where nobody looked.
 */
export function armed(
  scenario: Pick<Scenario, 'rollback'>,
  drills: readonly DrillEntry[],
  now: DrillFacts,
  at: Date,
  permissions?: readonly StepPermission[],
): Armed {
  const { rollback } = scenario;
  if (!rollback.possible) return { armed: false, why: [`there is no way back: ${rollback.reason}`] };
  const here = drills.filter(({ world }) => world === now.world);
  const last = here.at(-1);
  if (last === undefined) {
    const other = drills.length > 0 ? '; one in the sandbox arms nothing outside it, nor the reverse' : '';
    return { armed: false, why: [`it was never drilled in this world (${now.world})${other}`] };
  }
  const { proved } = last;
  // Its clock, or ours, goes wrong: it would arm for longer than the scenario allows.
  if (!(Date.parse(last.at) <= at.getTime()))
    return { armed: false, why: [`its last drill (${last.id}) lies in the future (${last.at}): set the clocks right, and drill again`] };
  const until = new Date(Date.parse(last.at) + (rollback.drill?.validFor ?? A_MONTH_MS));
  const why = [
    ...(last.status === 'pass' ? [] : [`its last drill (${last.id}) ended as ${last.status}`]),
    ...(until >= at ? [] : [`its last drill (${last.id}) is older than the scenario allows: it was valid until ${until.toISOString()}`]),
    ...(last.playbook === now.playbook ? [] : ['the playbook, or what it stands on, was changed since']),
    ...(proved !== undefined && allLeftOut(proved.steps) ? [`its last drill (${last.id}) left every step out`] : []),
    ...(proved === undefined ? ['its last drill does not say what it was proven with'] : changes(proved, now)),
    ...(proved === undefined || proved.worldHash === now.worldHash ? [] : elsewhere(here, now, permissions)),
  ];
  return why.length > 0 ? { armed: false, why } : { armed: true, drill: last, until: until.toISOString() };
}

/** A drill in which nothing was done shows nothing, whatever is verified after it. */
export function allLeftOut(steps: readonly { readonly status: string }[]): boolean {
  return steps.length > 0 && steps.every(({ status }) => status === 'left-out');
}

const ELSEWHERE = 'it was drilled in another world: hosts, databases or account lead elsewhere';

/** What speaks against a drill of another world: that nobody looked here, a step that is not seen to be permitted, and a red drill here. */
function elsewhere(drills: readonly DrillEntry[], now: DrillFacts, permissions: readonly StepPermission[] | undefined): readonly string[] {
  const red = drills.findLast(({ proved }) => proved?.worldHash === now.worldHash);
  const why = [
    ...(red === undefined || red.status === 'pass' ? [] : [`its last drill here (${red.id}) ended as ${red.status}`]),
    ...(permissions === undefined
      ? ['nobody looked whether its steps are permitted here: `twinrun rollback <scenario> --status` does']
      : permissions
          .filter(({ status }) => status !== 'allowed')
          .map(({ step, status, text }) => `step ${step} is ${status === 'denied' ? 'not permitted' : 'not known to be permitted'} here: ${text}`)),
    ...(permissions?.length === 0 ? ['it has no step that could be looked at'] : []),
  ];
  return why.length === 0 ? [] : [`${ELSEWHERE}; ${why.join('; ')}`];
}

/** Whether asking here for permissions could arm it: nothing else speaks against it. */
export function needsPermissions(state: Armed): boolean {
  return !state.armed && state.why.length === 1 && state.why[0]?.startsWith(ELSEWHERE) === true;
}

const NO_IMAGE = "no rehearsal had met the candidate's image when it was drilled: drill it again";
const A_MONTH_MS = 30 * 86_400_000;

function changes(proved: DrillProof, now: DrillFacts): readonly string[] {
  return [
    ...(proved.scripts === now.scripts ? [] : ['scripts of the scenario were changed since']),
    // Not known is not changed: the first rehearsal may come after the drill.
    ...(now.script === undefined || proved.script === undefined || proved.script === now.script
      ? []
      : ['the legacy script on its host is another one since']),
    ...(proved.image === now.image ? [] : [proved.image === undefined ? NO_IMAGE : "the candidate's image is another one since"]),
  ];
}
