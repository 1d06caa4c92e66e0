import type { Act, ActResult } from '../handbook/act.ts';
import type { Block, Document, Tone } from '../model/document.ts';
import type { Scenario } from '../model/scenario.ts';
import { type CutoverPlan, cutoverHash } from './cutover-plan.ts';
import type { CutoverResult } from './cutover-result.ts';
import type { Delivery } from './partner-has.ts';
import type { Truth } from './truth.ts';

const TONES: Readonly<Record<ActResult['status'], Tone>> = {
  ok: 'pass',
  'left-out': 'muted',
  failed: 'fail',
  'in-doubt': 'warning',
  cancelled: 'warning',
  refused: 'warning',
  'not-begun': 'muted',
};

/** What a cutover will do, and the hash by which a second person agrees to it. */
export function cutoverPlanDocument(plan: CutoverPlan, scenario: Scenario | undefined): Document {
  const node = ({ id, title, confirm }: Act) => ({ label: { text: `${id}: ${title}${confirm === undefined ? '' : `; asks for "${confirm}"`}` } });
  return {
    title: `Plan of the cutover of ${plan.scenario}`,
    blocks: [
      { kind: 'tree', nodes: plan.acts.map(node) },
      { kind: 'heading', level: 2, text: 'If it goes wrong after the switch' },
      { kind: 'tree', nodes: plan.back.map(node) },
      ...deadline(scenario),
      { kind: 'text', spans: [{ text: `--approve ${cutoverHash(plan)}`, tone: 'muted' }] },
    ],
  };
}

/** The clock of the decision belongs on every page. */
function deadline(scenario: Scenario | undefined): readonly Block[] {
  if (scenario === undefined) return [];
  const { rollback } = scenario;
  const text = rollback.possible
    ? `decide about going back until ${rollback.decideBy}${rollback.pointOfNoReturn === undefined ? '' : `; no way back once ${rollback.pointOfNoReturn}`}`
    : `no way back: ${rollback.reason}`;
  return [{ kind: 'text', spans: [{ text, tone: 'warning' }] }];
}

/** How a pass ended. `scenario` is absent for a batch that is stopped and not replaced. */
export function cutoverDocument(result: CutoverResult, scenario: Scenario | undefined): Document {
  const list = (results: readonly ActResult[]): Block => ({
    kind: 'tree',
    nodes: results.map(({ id, status, title, text }) => ({
      label: { text: `${status}  ${id}: ${title}`, tone: TONES[status] },
      children: text === '' || status === 'not-begun' ? [] : [{ label: { text } }],
    })),
  });
  return {
    title: `Cutover of ${result.scenario}`,
    status: result.status === 'done' ? 'pass' : result.status === 'no-go' || result.status === 'gone-back' ? 'fail' : 'inconclusive',
    statusText: result.status.toUpperCase().replace('-', ' '),
    blocks: [
      list(result.acts),
      ...(result.back.length === 0 ? [] : [{ kind: 'heading' as const, level: 2 as const, text: 'Back' }, list(result.back)]),
      ...(result.next === undefined ? [] : [{ kind: 'text' as const, spans: [{ text: result.next, tone: 'strong' as const }] }]),
      ...deadline(scenario),
      { kind: 'text', spans: [{ text: result.folder, tone: 'muted' }] },
    ],
  };
}

export function truthDocument(scenario: string, truth: Truth): Document {
  return {
    title: `What starts ${scenario}`,
    status: truth.status,
    blocks: [
      {
        kind: 'table',
        columns: [{ title: 'side' }, { title: 'what' }, { title: 'is' }, { title: '' }],
        rows: truth.starters.map(({ side, what, state, text }) => [{ text: side }, { text: what }, { text: state, tone: 'strong' }, { text }]),
      },
      ...(truth.deliveries === undefined || truth.deliveries.length === 0 ? [] : [deliveryTable(truth.deliveries)]),
      { kind: 'text', spans: [{ text: truth.text, tone: truth.status }] },
    ],
  };
}

function deliveryTable(deliveries: readonly Delivery[]): Block {
  return {
    kind: 'table',
    columns: [{ title: 'fire' }, { title: 'effect' }, { title: 'file' }, { title: 'the partner has' }, { title: '' }],
    rows: deliveries.map(({ fire, effect, file, state, text }) => [
      { text: fire },
      { text: effect },
      { text: file },
      { text: state, tone: 'strong' },
      { text },
    ]),
  };
}
