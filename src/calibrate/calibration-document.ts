import type { Block, Document, Text } from '../model/document.ts';
import { grouped } from '../runtime/text.ts';
import type { Calibration } from './calibration.ts';
import type { Envelope } from './noise.ts';

/** For people: what differs by itself and how far, what is proposed, and which allowances are over or not needed. */
export function calibrationDocument(found: Calibration): Document {
  const { noise, proposals, doubts, findings, runs } = found;
  const quiet = noise.length === 0 && doubts.length === 0;
  return {
    title: `Noise of ${found.scenario}`,
    status: found.status,
    blocks: [
      { kind: 'text', spans: [{ text: `Calibration ${found.id}, runs ${runs.map(({ run }) => run).join(', ')}`, tone: 'muted' }] },
      ...list(doubts.map((text) => ({ text, tone: 'inconclusive' }))),
      ...list(
        findings.map(({ allowance, problem }) => ({
          text: problem === 'expired' ? `allowance ${allowance} is over` : `allowance ${allowance} covered nothing in any run or pair: remove it`,
          tone: 'warning',
        })),
      ),
      ...(quiet ? list([{ text: 'Nothing differs by itself beyond what allowances cover.', tone: 'pass' }]) : []),
      ...(noise.length === 0 ? [] : [table(found)]),
      ...list(
        proposals
          .filter(({ lastResort }) => lastResort)
          .map(({ id, reason }) => ({
            text: `${id}: ${reason}. Rather mend the batch, or leave the column out with \`ignore\` and a reason.`,
            tone: 'warning',
          })),
      ),
    ],
  };
}

function table({ noise, proposals }: Calibration): Block {
  return {
    kind: 'table',
    caption:
      proposals.length === 0 ? 'What differs by itself' : 'What differs by itself, and the allowances that are proposed: write them with --patch',
    columns: [
      { title: 'check' },
      { title: 'output' },
      { title: 'column' },
      { title: 'pairs', align: 'right' },
      { title: 'most', align: 'right' },
      { title: 'envelope' },
      { title: 'proposed' },
    ],
    rows: noise.map(({ check, output = '', column, kind, pairs, most, envelope }, at): Text[] => [
      { text: check },
      { text: output },
      { text: column ?? kind },
      { text: `${pairs.differing} of ${pairs.compared}` },
      { text: grouped(most) },
      { text: describe(envelope), tone: envelope.by === 'none' ? 'warning' : 'plain' },
      { text: proposals[at]?.id ?? '' },
    ]),
  };
}

function describe(envelope: Envelope): string {
  switch (envelope.by) {
    case 'number':
      return `at most ${envelope.absolute} apart`;
    case 'time':
      return `at most ${envelope.seconds} s apart`;
    case 'form':
      return `ids of the form ${envelope.form}`;
    case 'order':
      return 'the order only';
    case 'none':
      return `none: ${envelope.why}`;
  }
}

function list(items: readonly Text[]): readonly Block[] {
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}
