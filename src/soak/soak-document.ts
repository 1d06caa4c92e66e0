import { impactBlocks, rollbackBlocks } from '../experiment/report/way-back-part.ts';
import type { Block, Document, Text, Tone } from '../model/document.ts';
import type { Scenario } from '../model/scenario.ts';
import type { SoakRecord, Starters } from '../model/soak-record.ts';
import type { FireAnswer, SoakAnswer } from './soak.ts';
import type { Standing } from './standing.ts';

/** The words under which a green run without legacy is never mistaken for parity. */
const ALONE = 'alone: not compared with legacy';

/** What a call of a soak has to say: each fire, what starts the sides, and how far the soak is. */
export function soakDocument(answer: SoakAnswer, batch: Scenario): Document {
  const { scenario, mode, status, fires, missed, starters, standing } = answer;
  return {
    title: `Soak of ${scenario}`,
    status: status === 'cancelled' ? 'inconclusive' : status,
    statusText: `${status.toUpperCase()}${mode === 'alone' ? `, ${ALONE}` : ''}`,
    blocks: [
      // What is red comes first.
      ...(starters.status === 'pass' ? [] : starterBlocks(starters)),
      ...(fires.length === 0 ? [line({ text: 'No fire is due yet: nothing was judged.', tone: 'warning' })] : fires.flatMap(fireBlocks)),
      ...missedBlocks(missed, scenario),
      ...(starters.status === 'pass' ? starterBlocks(starters) : []),
      ...standingBlocks(standing),
      ...(status === 'fail' ? [...impactBlocks(batch), ...rollbackBlocks({ scenario: batch, record: { finishedAt: answer.at } })] : []),
    ],
  };
}

/** How one fire was judged, as a report beside its run. */
export function soakRecordDocument(record: SoakRecord): Document {
  return {
    title: `Soak of ${record.scenario}, fire of ${record.fire}`,
    status: record.status,
    statusText: `${record.status.toUpperCase()}, ${record.comparedWithLegacy ? 'compared with legacy, fenced' : ALONE}`,
    blocks: [...recordBlocks(record), ...starterBlocks(record.starters)],
  };
}

/** How far a soak is: `--status`. */
export function standingDocument(scenario: string, standing: Standing, starters: Starters, status: 'pass' | 'fail' | 'inconclusive'): Document {
  return {
    title: `Soak of ${scenario}`,
    status,
    statusText: standing.done && status === 'pass' ? 'DONE' : status === 'fail' ? 'RED' : 'UNDER WAY',
    blocks: [...standingBlocks(standing), ...missedBlocks(standing.missed, scenario), ...starterBlocks(starters)],
  };
}

function fireBlocks(answer: FireAnswer): Block[] {
  const title: Block = { kind: 'heading', level: 2, text: `Fire of ${answer.fire}` };
  if (!('run' in answer)) return [title, line(answer.kind === 'not-due' ? notDue(answer) : unseen(answer))];
  const again = answer.kind === 'already-judged' ? [line({ text: 'Already judged; the kept answer:', tone: 'muted' })] : [];
  const kept =
    answer.record === undefined
      ? [line({ text: `${answer.status}; its record of run ${answer.run} is not as the ledger cites it, or not there`, tone: 'warning' })]
      : recordBlocks(answer.record);
  const where: Block[] = answer.folder === undefined ? [] : [line({ text: `Evidence: ${answer.folder}`, tone: 'muted' })];
  return [title, ...again, ...kept, ...where];
}

type Waiting = Extract<FireAnswer, { readonly why: string }>;

function notDue({ why, deadline }: Waiting): Text {
  return { text: `Not due yet: ${why}. Its deadline is ${deadline}; ask again then.`, tone: 'warning' };
}

function unseen({ why }: Waiting): Text {
  return {
    text: `It could not be looked at, and was not judged: ${why}. Mend that, and ask again: nothing is recorded of it yet.`,
    tone: 'inconclusive',
  };
}

function recordBlocks(record: SoakRecord): Block[] {
  const { status, what, reasons, checks, bounds, notAsked, history } = record;
  const how = record.comparedWithLegacy ? 'compared with legacy, fenced' : ALONE;
  const head = { judged: 'it ran', 'not-happened': 'it did not happen', unknown: 'what became of it is not known' }[what];
  const rows = [
    ...checks.map(({ id, output, status: is, result, error }) =>
      row(`${id}${output === undefined ? '' : ` of ${output}`}`, is, result?.summary.text ?? error?.message ?? ''),
    ),
    ...bounds.map(({ id, status: is, text }) => row(`bound ${id}`, is, text.text)),
  ];
  return [
    line({ text: status.toUpperCase(), tone: status }, { text: ` ${head}; ${how}; business date ${record.businessDate}, run ${record.run}` }),
    ...(reasons.length === 0 ? [] : [{ kind: 'list' as const, items: reasons.map(({ text }): Text => ({ text, tone: status })) }]),
    ...(rows.length === 0 ? [] : [{ kind: 'table' as const, columns: [{ title: 'asked' }, { title: 'is' }, { title: '' }], rows }]),
    ...(history.length === 0 ? [] : [line({ text: `Bounds come from the passes ${history.join(', ')}.`, tone: 'muted' })]),
    ...(notAsked.length === 0 ? [] : [line({ text: `Not asked, for they need legacy: ${notAsked.join(', ')}.`, tone: 'muted' })]),
  ];
}

function row(name: string, status: string, text: string): Text[] {
  return [{ text: name }, { text: status, tone: status === 'not-asked' ? 'muted' : (status as Tone) }, { text }];
}

function missedBlocks(missed: readonly string[], scenario: string): Block[] {
  if (missed.length === 0) return [];
  const text = `Never judged: ${missed.join(', ')}. None of them is green. \`twinrun soak ${scenario} --since ${missed[0]?.slice(0, 10)}\` judges them where evidence is still there, and records the others as not known.`;
  return [line({ text, tone: 'inconclusive' })];
}

function starterBlocks({ status, text, starters }: Starters): Block[] {
  return [
    { kind: 'heading', level: 2, text: 'What starts it' },
    line({ text, tone: status }),
    {
      kind: 'table',
      columns: [{ title: 'side' }, { title: 'what' }, { title: 'is' }, { title: '' }],
      rows: starters.map((one) => [{ text: one.side }, { text: one.what }, { text: one.state, tone: 'strong' }, { text: one.text }]),
    },
  ];
}

function standingBlocks({ since, greens, reds, days, compared, judged, asked, done }: Standing): Block[] {
  const heading: Block = { kind: 'heading', level: 2, text: 'How far' };
  if (since === undefined) return [heading, line({ text: 'It has not begun: no fire was judged yet.', tone: 'muted' })];
  const row =
    greens > 0
      ? `${greens} green in a row on ${days} days, ${compared} of them compared with legacy`
      : reds > 0
        ? `${reds} red in a row`
        : 'the last fire is not green';
  const end = done ? 'Done: what the scenario asks for is there.' : `It is done after ${asked.runs} green in a row on ${asked.days} days.`;
  const all = `In all ${judged.pass} green, ${judged.fail} red, ${judged.inconclusive} not known.`;
  return [
    heading,
    line({ text: `Since ${since}: ${row}. ${end} `, tone: done ? 'pass' : reds > 0 ? 'fail' : 'strong' }, { text: all, tone: 'muted' }),
  ];
}

function line(...spans: Text[]): Block {
  return { kind: 'text', spans };
}
