import type { Block, Document, Text, Tone } from '../model/document.ts';
import type { Registries } from '../model/registries.ts';
import type { Scenario } from '../model/scenario.ts';
import { verificationTitle } from '../scenario/verification-kinds.ts';
import { type Act, wordsOf } from './act.ts';
import { deadlineOf } from './deadline.ts';
import type { Armed } from './drill-proof.ts';
import { planHash, type RollbackPlan } from './rollback-plan.ts';
import type { RollbackResult } from './rollback-result.ts';

const REPEAT = { safe: 'may be repeated', never: 'must not be repeated', ask: 'repeated only on a word of yours' } as const;

/** What will be done, before anything is. */
export function planDocument(plan: RollbackPlan, scenario: Scenario, registries: Registries, state: Armed, now: Date): Document {
  const { rollback } = scenario;
  if (!rollback.possible) return { title: `No way back: ${plan.scenario}`, blocks: [{ kind: 'text', spans: [{ text: rollback.reason }] }] };
  const real = plan.mode === 'real';
  const kind: Text = real
    ? { text: `For real, in the ${plan.world} world: the legacy batch delivers. `, tone: 'warning' }
    : { text: `A drill, in the ${plan.world} world: the legacy batch runs behind its drill targets. ` };
  const deadline = deadlineOf(scenario, plan.businessDate, now);
  const late: Text[] =
    real && deadline !== undefined && deadline < now
      ? [{ text: ` That time is over (${deadline.toISOString()}): look first whether going back still helps.`, tone: 'warning' }]
      : [];
  const noReturn = rollback.pointOfNoReturn === undefined ? '' : `; no return once ${rollback.pointOfNoReturn}`;
  return {
    title: `${real ? 'Rollback' : 'Drill'} of ${plan.scenario}, business date ${plan.businessDate}`,
    blocks: [
      { kind: 'text', spans: [kind, { text: `Decide by ${rollback.decideBy} ${scenario.schedule.zone}${noReturn}.` }, ...late] },
      armedBlock(state),
      { kind: 'heading', level: 2, text: 'Steps' },
      { kind: 'tree', nodes: plan.acts.map((act) => ({ label: { text: `${act.id}: ${act.title}` }, children: detailsOf(act, plan, registries) })) },
      { kind: 'heading', level: 2, text: 'Then it is verified' },
      { kind: 'list', items: plan.verify.map((one) => ({ text: verificationTitle(one) })) },
      { kind: 'text', spans: [{ text: 'Hash of this plan: ' }, { text: planHash(plan), tone: 'strong' }] },
    ],
  };
}

function detailsOf(act: Act, { legacy }: RollbackPlan, registries: Registries): { readonly label: Text }[] {
  if (act.leftOut !== undefined) return [{ label: { text: `left out: ${act.leftOut}`, tone: 'warning' } }];
  const words = wordsOf(act);
  const lines = [
    ...(registries.steps[act.step.kind]?.plan(act.step.config, legacy.runner) ?? []).map(({ text }) => text).filter((text) => text !== act.title),
    ...(act.precondition === undefined ? [] : ['only if its precondition holds']),
    `${REPEAT[act.repeat]}; stopped after ${act.timeoutMs / 1000} s${act.expectedMs === undefined ? '' : `, takes about ${act.expectedMs / 1000} s`}`,
    ...(words === undefined ? [] : [`cannot be taken back: "${words}" must be typed before`]),
    ...(act.probe === undefined
      ? []
      : [act.probe.use === 'remember' ? 'the probe is read before' : 'the probe must then say what it said before the snapshot']),
  ];
  return lines.map((text) => ({ label: { text } }));
}

/** Whether the playbook is armed, and if not, why not. */
export function armedBlock(state: Armed): Block {
  if (state.armed) return { kind: 'text', spans: [{ text: 'ARMED', tone: 'pass' }, { text: ` by drill ${state.drill.id}, until ${state.until}.` }] };
  return { kind: 'text', spans: [{ text: 'NOT ARMED', tone: 'warning' }, { text: `: ${state.why.join('; ')}.` }] };
}

const TONES: Readonly<Record<string, Tone>> = {
  ...{ ok: 'pass', pass: 'pass', failed: 'fail', fail: 'fail', refused: 'warning', 'in-doubt': 'warning', inconclusive: 'inconclusive' },
  ...{ 'left-out': 'muted', 'not-begun': 'muted', cancelled: 'warning' },
};

/** How a pass ended: steps with their times, what was verified, and what a person does next. */
export function resultDocument(result: RollbackResult): Document {
  const row = (status: string, title: string, text: string, ms?: number): Text[] => [
    { text: status.toUpperCase(), tone: TONES[status] ?? 'plain' },
    { text: title },
    { text },
    { text: ms === undefined ? '' : `${(ms / 1000).toFixed(1)} s` },
  ];
  const columns = [{ title: '' }, { title: 'step' }, { title: 'what came of it' }, { title: 'time', align: 'right' as const }];
  const what = result.mode === 'drill' ? 'Drill' : 'Rollback';
  const { status } = result;
  return {
    title: `${what} of ${result.scenario}, business date ${result.businessDate}`,
    ...(status === 'cancelled' ? { status: 'inconclusive', statusText: 'CANCELLED' } : { status }),
    ...(result.undone === true ? { statusText: 'TAKEN BACK' } : {}),
    blocks: [
      { kind: 'table', columns, rows: result.acts.map(({ status: how, title, text, durationMs }) => row(how, title, text, durationMs)) },
      ...(result.verified.length === 0
        ? []
        : [
            {
              kind: 'table' as const,
              columns: [{ title: '' }, { title: 'verified' }, { title: 'what was seen' }],
              rows: result.verified.map((one) => row(one.status, one.title, one.text).slice(0, 3)),
            },
          ]),
      ...(result.next === undefined ? [] : [{ kind: 'text' as const, spans: [{ text: 'Next: ', tone: 'strong' as const }, { text: result.next }] }]),
      { kind: 'text', spans: [{ text: `Journal and result: ${result.folder}`, tone: 'muted' }] },
    ],
  };
}
