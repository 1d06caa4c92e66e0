import type { Block, Document, Text, TreeNode } from '../model/document.ts';
import type { Mutant, MutationResult } from './mutant.ts';
import type { SelfTest } from './self-test.ts';

/** For people: the score, what survived with the check that would catch it, what allowances cover, and every mutation with what caught it. */
export function selfTestDocument(test: SelfTest, { id, world }: { readonly id: string; readonly world: 'sandbox' | 'real' }): Document {
  const survived = test.mutations.flatMap(({ mutants }) => mutants.filter(({ fate }) => fate === 'survived'));
  return {
    title: `Self-test of ${test.scenario}`,
    status: test.status,
    statusText: [
      ...(test.status === 'inconclusive' ? ['INCONCLUSIVE'] : []),
      ...(test.applicable === 0 ? [] : [`${test.killed} of ${test.applicable} planted faults caught (${percent(test.score)})`]),
    ].join(', '),
    blocks: [
      { kind: 'text', spans: [{ text: `Run ${test.run}; each fault was planted into a copy of the candidate's evidence.`, tone: 'muted' }] },
      { kind: 'text', spans: [{ text: `Entered into the ledger as ${id}; ${worth(world)}.`, tone: 'muted' }] },
      ...list(test.notes.map((text): Text => ({ text, tone: test.status === 'inconclusive' ? 'inconclusive' : 'muted' }))),
      { kind: 'tree', nodes: test.mutations.map(nodeOf) },
      ...(survived.length === 0
        ? []
        : [
            { kind: 'heading' as const, level: 2 as const, text: 'Checks that would catch them' },
            ...list([...new Set(survived.map(({ add = '' }) => `- ${add}`))].map((text) => ({ text, tone: 'strong' }))),
          ]),
    ],
  };
}

function worth(world: 'sandbox' | 'real'): string {
  return world === 'real' ? 'the gate reads it there' : 'at the gate it counts for nothing, for the run was in the sandbox';
}

function nodeOf({ id, title, mutants }: MutationResult): TreeNode {
  const killed = mutants.filter(({ fate }) => fate === 'killed');
  const others = mutants.filter(({ fate }) => fate !== 'killed');
  const by = [...new Set(killed.map(({ by = '', crashed }) => (crashed === undefined ? by : `${by} (crashed: ${crashed})`)))].join(', ');
  if (mutants.length === 0) return { label: { text: `${id}: does not apply`, tone: 'muted' } };
  const survived = others.some(({ fate }) => fate === 'survived');
  const text = `${id} (${title}): ${killed.length} of ${mutants.length} caught${by === '' ? '' : ` by ${by}`}`;
  return { label: { text, tone: survived ? 'fail' : killed.length === 0 ? 'warning' : 'pass' }, children: others.map(otherNode) };
}

function otherNode({ where, fate, add }: Mutant): TreeNode {
  return fate === 'allowed'
    ? { label: { text: `allowed: ${where}`, tone: 'warning' } }
    : { label: { text: `SURVIVED: ${where}; add ${add}`, tone: 'fail' } };
}

function list(items: readonly Text[]): readonly Block[] {
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

/** Cut, not rounded: 100.0 % is said only of all. */
function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}
