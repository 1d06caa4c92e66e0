import type { Block, Document } from '../model/document.ts';
import type { PlaybookStep, PossiblePlaybook, Verification } from '../model/playbook.ts';
import type { Registries } from '../model/registries.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Tagged } from '../model/schema.ts';
import { type ByHand, lookByHand } from './look-by-hand.ts';

const BOX = '☐';
/** What stands for the business date where it is not known. */
const DATE = '{{date}}';

/**
 * The playbook on paper, for when Twinrun itself is down: boxes to tick, commands written out and quoted, deadline, point of no return, whom to call. `businessDate` fills in the
 * date; without it a person writes it. Hosts go by their name in twinrun.yaml, as `addresses` says.
 */
export function checklistDocument(
  scenario: Scenario,
  registries: Pick<Registries, 'steps'>,
  { businessDate, addresses }: { readonly businessDate?: string; readonly addresses: Readonly<Record<string, string>> },
): Document {
  const { rollback, impact, schedule, id } = scenario;
  const title = `Going back: ${id}`;
  const contacts = { kind: 'table', columns: [{ title: 'whom to call' }, { title: '' }], rows: contactRows(impact) } as const;
  if (!rollback.possible)
    return { title, blocks: [{ kind: 'text', spans: [{ text: `There is no way back: ${rollback.reason}`, tone: 'warning' }] }, contacts] };
  const date = (text: string) => (businessDate === undefined ? text : text.replaceAll('{{date}}', businessDate));
  const part = (heading: string, blocks: readonly Block[]): Block[] =>
    blocks.length === 0 ? [] : [{ kind: 'heading', level: 2, text: heading }, ...blocks];
  const byHand = (tagged: Tagged) => linesOf(tagged, scenario, registries).map(date);
  const steps = [...(rollback.snapshot === undefined ? [] : [rollback.snapshot]), ...rollback.steps];
  return {
    title,
    blocks: [
      { kind: 'text', spans: [{ text: `${scenario.purpose.what}. Business date: ${businessDate ?? `____-__-__; write it for ${DATE} below`}.` }] },
      {
        kind: 'text',
        spans: [
          { text: `Decide by ${rollback.decideBy} ${schedule.zone}`, tone: 'strong' },
          ...(rollback.pointOfNoReturn === undefined ? [] : [{ text: `. No return once ${rollback.pointOfNoReturn}` }]),
          { text: '.' },
        ],
      },
      contacts,
      ...part('Go back when', [
        { kind: 'list', items: rollback.triggers.map(({ kind, config }) => ({ text: `${BOX} ${kind}: ${String(config)}` })) },
      ]),
      ...part(
        'Steps, in this order',
        steps.flatMap((step, index) => stepBlocks(`${index + 1}. `, step, byHand)),
      ),
      ...part(
        'Then look',
        rollback.verify.flatMap((one) => verifyBlocks(one, scenario, byHand, date)),
      ),
      ...part('If it went wrong: take it back, the last first', undoBlocks(rollback, byHand)),
      ...(Object.keys(addresses).length === 0
        ? []
        : [
            { kind: 'heading', level: 2, text: 'Hosts' } as const,
            {
              kind: 'table',
              columns: [{ title: 'name' }, { title: 'where' }],
              rows: Object.entries(addresses).map(([name, where]) => [{ text: name }, { text: where }]),
            } as const,
          ]),
      { kind: 'figure', language: '', text: 'Done by ______________________   at ______________   verified by ______________________' },
    ],
  };
}

function contactRows(impact: Scenario['impact']) {
  const rows = [
    ['on call', impact.onCall],
    ['decides', impact.owner],
    ['at the partner', impact.partnerContact],
    ['who is hit', `${impact.who}: ${impact.what} (within ${impact.urgency})`],
  ];
  return rows.map((cells) => cells.map((text) => ({ text })));
}

/** Commands as a person types them; of a person's own step, what it says. */
function linesOf(tagged: Tagged, { sides, schedule, businessDate }: Scenario, { steps }: Pick<Registries, 'steps'>): readonly string[] {
  if (tagged.kind === 'manual') return [];
  const environment = businessDate.mode === 'injected' ? { [businessDate.variable]: DATE } : {};
  const own = tagged.kind === 'rerun' ? { ...sides.legacy.environment, ...environment } : environment;
  return steps[tagged.kind]?.byHand(tagged.config, { environment: own, legacy: { runner: sides.legacy.runner, schedule } }) ?? [];
}

/** A box, and below it the lines to type, as they stand. */
function boxed(text: string, lines: readonly string[], notes: readonly string[] = []): Block[] {
  return [
    { kind: 'text', spans: [{ text: `${BOX} ${text}`, tone: 'strong' }] },
    ...(lines.length === 0 ? [] : [{ kind: 'figure', language: 'sh', text: lines.join('\n') } as const]),
    ...(notes.length === 0 ? [] : [{ kind: 'list', items: notes.map((note) => ({ text: note })) } as const]),
  ];
}

function stepBlocks(number: string, step: PlaybookStep, byHand: ByHand): Block[] {
  const { kind, title, precondition, doneWhen, repeat, confirm, expected } = step;
  const what = kind === 'rerun' ? 'run the legacy batch again; it really delivers' : kind === 'manual' ? String(step.config) : kind;
  const lines = [
    ...(precondition === undefined ? [] : ['# Only if this succeeds:', ...byHand(precondition), '# Then:']),
    ...byHand(step),
    ...(doneWhen === undefined ? [] : ['# It is done when this succeeds:', ...byHand(doneWhen)]),
  ];
  const notes = [
    ...(repeat === 'never' || confirm !== undefined ? [`Cannot be taken back${confirm === undefined ? '' : ` (${confirm})`}: never twice.`] : []),
    ...(expected === undefined ? [] : [`Takes about ${expected / 1000} s.`]),
  ];
  return boxed(`${number}${title ?? what}`, lines, notes);
}

function verifyBlocks(one: Verification, scenario: Scenario, byHand: ByHand, date: (text: string) => string): Block[] {
  const { title, lines } = lookByHand(one, scenario, byHand);
  return boxed(date(one.title ?? title), lines.map(date), one.title === undefined ? [] : [date(title)]);
}

function undoBlocks({ steps, restore }: PossiblePlaybook, byHand: ByHand): Block[] {
  const undone = steps.toReversed().flatMap(({ id, title, undo }) => {
    if (undo === undefined) return [];
    return boxed(undo.kind === 'manual' ? String(undo.config) : `take back: ${title ?? id}`, byHand(undo));
  });
  return restore === undefined ? undone : [...undone, ...stepBlocks('', restore, byHand)];
}
