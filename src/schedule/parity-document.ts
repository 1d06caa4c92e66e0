import type { Block, Document, Text } from '../model/document.ts';
import type { Status } from '../model/status.ts';
import type { FireDifference, ScheduleParity } from './parity.ts';
import type { Proposal } from './propose.ts';

const SHOWN = 20;

const CAUSES: Readonly<Record<FireDifference['cause'], string>> = {
  'clock-change': 'the clock changes: cron makes a skipped time up, EventBridge Scheduler leaves it out and fires once in a repeated one',
  doubled: 'the candidate fires twice',
  schedule: 'the schedules differ',
};

/** `inconclusive` where the candidate has no schedule: nothing was compared. */
export function parityStatus(parity: {
  readonly comparison?: ScheduleParity['comparison'] | undefined;
  readonly differences: ScheduleParity['differences'];
}): Status {
  if (parity.comparison === undefined) return 'inconclusive';
  if (parity.comparison.legacy + parity.comparison.candidate === 0) return 'inconclusive';
  return parity.differences.length === 0 ? 'pass' : 'fail';
}

/** Fires of both sides, their differences by date, and what would be equivalent. */
export function parityDocument(title: string, parity: ScheduleParity): Document {
  const status = parityStatus(parity);
  const { comparison, span } = parity;
  const days = Math.round((span.until - span.from) / 86_400_000);
  const facts: Text[] = [
    { text: `legacy: ${parity.cron} (${parity.zone}): ${parity.words}` },
    ...parity.candidates.map((one) => ({ text: `candidate: ${one.expression} (${one.service}, ${one.service === 'rule' ? 'UTC' : one.zone})` })),
    { text: next(parity), tone: 'muted' },
  ];
  const counted = comparison === undefined ? 'the candidate has no schedule yet: nothing was compared' : counts(parity, days);
  return {
    title,
    status,
    blocks: [
      { kind: 'list', items: facts },
      { kind: 'text', spans: [{ text: counted, tone: status }] },
      ...table('Fires that only one side has', parity.differences, parity.zone),
      ...proposals(parity),
    ],
  };
}

function counts({ comparison, differences }: ScheduleParity, days: number): string {
  if (comparison === undefined) return '';
  const { legacy, candidate, together } = comparison;
  if (legacy + candidate === 0) return `neither side fires within ${days} days: nothing was compared`;
  const rest = differences.length === 0 ? 'all of them together' : `${together} together, ${differences.length} by one side only`;
  return `${days} days: legacy fires ${legacy} times, the candidate ${candidate} times; ${rest}`;
}

function next({ next: fires, zone }: ScheduleParity): string {
  return fires.length === 0 ? 'legacy never fires within the span' : `next: ${fires.map((at) => wallText(at, zone)).join(', ')}`;
}

function table(caption: string, differences: readonly FireDifference[], zone: string): Block[] {
  if (differences.length === 0) return [];
  const more = differences.length > SHOWN ? ` (the first ${SHOWN} of ${differences.length})` : '';
  return [
    {
      kind: 'table',
      caption: `${caption}${more}`,
      columns: [{ title: `by the clock of ${zone}` }, { title: 'UTC' }, { title: 'only' }, { title: 'why' }],
      rows: differences
        .slice(0, SHOWN)
        .map(({ at, side, cause }) => [{ text: wallText(at, zone) }, { text: utcText(at) }, { text: side }, { text: CAUSES[cause] }]),
    },
  ];
}

function proposals({ proposal, zone }: ScheduleParity): Block[] {
  return [
    { kind: 'heading', level: 2, text: 'Equivalent' },
    { kind: 'list', items: [...lines(`EventBridge Scheduler, ${zone}`, proposal.scheduler), ...lines('EventBridge rules, UTC', proposal.rule)] },
    ...table('Where the equivalent does not fire as cron does', proposal.differences, zone),
  ];
}

function lines(what: string, proposal: Proposal): Text[] {
  if ('refused' in proposal) return [{ text: `${what}: none. ${proposal.refused}`, tone: 'warning' }];
  const note: Text[] = proposal.note === undefined ? [] : [{ text: proposal.note, tone: 'warning' }];
  return [...proposal.expressions.map((expression) => ({ text: `${what}: ${expression}` })), ...note];
}

function utcText(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

/** `Fri 2026-11-13 01:30`. Swedish writes dates as ISO does. */
function wallText(at: number, zone: string): string {
  const weekday = new Intl.DateTimeFormat('en-US', { timeZone: zone, weekday: 'short' }).format(at);
  return `${weekday} ${new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(at)}`;
}
