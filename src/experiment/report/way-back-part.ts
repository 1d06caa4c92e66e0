import type { Block } from '../../model/document.ts';
import type { PlaybookStep } from '../../model/playbook.ts';
import type { RunRecord } from '../../model/run.ts';
import type { Scenario } from '../../model/scenario.ts';
import { verificationTitle } from '../../scenario/verification-kinds.ts';
import { nextTimeOfDay } from './next-time-of-day.ts';

/** Who is hit if this goes wrong, and whom to call. */
export function impactBlocks({ impact }: Scenario): Block[] {
  const rows = [
    ['who is hit', impact.who],
    ['what happens', impact.what],
    ['urgency', impact.urgency],
    ['on call', impact.onCall],
    ['owner', impact.owner],
    ['partner', impact.partnerContact],
  ] as const;
  return [
    { kind: 'heading', level: 2, text: 'Impact if this fails in production' },
    { kind: 'table', columns: [{ title: '' }, { title: '' }], rows: rows.map(([name, value]) => [{ text: name, tone: 'muted' }, { text: value }]) },
  ];
}

/** The playbook as a checklist with its deadline, counted from the end of the run. */
export function rollbackBlocks({ scenario, record }: { readonly scenario: Scenario; readonly record: Pick<RunRecord, 'finishedAt'> }): Block[] {
  const { rollback, schedule } = scenario;
  const heading: Block = { kind: 'heading', level: 2, text: 'The way back' };
  if (!rollback.possible) return [heading, { kind: 'text', spans: [{ text: `Going back is not possible: ${rollback.reason}`, tone: 'warning' }] }];
  const deadline = nextTimeOfDay(rollback.decideBy, schedule.zone, new Date(record.finishedAt));
  return [
    heading,
    {
      kind: 'text',
      spans: [
        { text: `Decide by ${rollback.decideBy} ${schedule.zone}`, tone: 'strong' },
        { text: ` (${deadline.toISOString()}, ${hoursBetween(record.finishedAt, deadline)} after this run)` },
        ...(rollback.pointOfNoReturn === undefined ? [] : [{ text: `; no return once ${rollback.pointOfNoReturn}` }]),
      ],
    },
    {
      kind: 'list',
      ordered: true,
      items: [
        ...rollback.steps.map((step) => ({ text: describeStep(step) })),
        ...rollback.verify.map((step) => ({ text: `verify: ${verificationTitle(step)}` })),
      ],
    },
    { kind: 'text', spans: [{ text: `\`twinrun rollback ${scenario.id}\` leads through it.` }] },
  ];
}

function describeStep({ kind, config, title }: PlaybookStep): string {
  if (title !== undefined) return title;
  if (kind === 'rerun') return `run the ${String(config)} batch again`;
  return `${kind}: ${typeof config === 'string' ? config : JSON.stringify(config)}`;
}

function hoursBetween(from: string, to: Date): string {
  const minutes = Math.floor((to.getTime() - Date.parse(from)) / 60_000);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
