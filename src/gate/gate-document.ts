import type { Block, Document, Text, TreeNode } from '../model/document.ts';
import type { Condition, GateReport } from '../model/gate.ts';
import { worstStatus } from './scenario-gate.ts';

const SHOWN = 12;

/** The tree of conditions, each with its evidence; what is red first, and how to mend it. */
export function gateDocument({ status, at, ledger, host, scenarios }: GateReport): Document {
  const subject = host === undefined ? scenarios.map(({ scenario }) => scenario).join(', ') : `host ${host.host}`;
  const nodes = [
    part('ledger', ledger.conditions),
    ...(host === undefined ? [] : [part(`host ${host.host}`, host.conditions)]),
    ...scenarios.map(({ scenario, conditions }) => part(scenario, conditions)),
  ];
  return {
    title: `Gate of ${subject}`,
    status,
    blocks: [{ kind: 'text', spans: [{ text: `Judged at ${at}.` }] }, { kind: 'tree', nodes }, ...fixes(allConditions({ ledger, host, scenarios }))],
  };
}

/** Every condition with what it is about. */
export function allConditions({
  ledger,
  host,
  scenarios,
}: Pick<GateReport, 'ledger' | 'scenarios'> & { readonly host?: GateReport['host'] | undefined }): readonly {
  readonly of: string;
  readonly condition: Condition;
}[] {
  const of = (name: string, conditions: readonly Condition[]) => conditions.map((condition) => ({ of: name, condition }));
  return [
    ...of('ledger', ledger.conditions),
    ...(host === undefined ? [] : of(`host ${host.host}`, host.conditions)),
    ...scenarios.flatMap(({ scenario, conditions }) => of(scenario, conditions)),
  ];
}

function part(name: string, conditions: readonly Condition[]): TreeNode {
  const status = worstStatus(conditions);
  return { label: { text: `${name}: ${status}`, tone: status }, children: conditions.map(node) };
}

function node({ title, status, summary, evidence }: Condition): TreeNode {
  const label: Text = { text: `${status}: ${title}: ${summary}`, tone: status === 'not-asked' ? 'muted' : status };
  const more = evidence.length > SHOWN ? [`… and ${evidence.length - SHOWN} more`] : [];
  return { label, children: [...evidence.slice(0, SHOWN), ...more].map((text) => ({ label: { text, tone: 'muted' as const } })) };
}

function fixes(conditions: ReturnType<typeof allConditions>): readonly Block[] {
  const items = conditions.flatMap(({ of, condition: { id, status, fix } }) =>
    fix === undefined || status === 'pass' || status === 'not-asked' ? [] : [{ text: `${of}, ${id}: ${fix}` }],
  );
  return items.length === 0
    ? []
    : [
        { kind: 'heading', level: 2, text: 'To get it green' },
        { kind: 'list', items },
      ];
}
