import type { Block, Document, Text } from '../../model/document.ts';
import { describeVerdict, type Verdict } from '../../model/verdict.ts';
import type { StoredRun } from '../evidence.ts';
import { allowedBlocks, checkBlocks, differenceBlocks, findingBlocks } from './checks-part.ts';
import { artifactBlocks, mendBlocks, sideBlocks } from './evidence-part.ts';
import { impactBlocks, rollbackBlocks } from './way-back-part.ts';

/** The report of one judged run, for every reporter: verdict first, then why, then what to do about it, then the evidence. */
export function reportOf(run: StoredRun, verdict: Verdict): Document {
  const { record, scenario } = run;
  const cancelled = record.outcome === 'cancelled';
  const red = verdict.status !== 'pass' && !cancelled;
  const blocks: Block[] = [
    text({ text: scenario.purpose.what }),
    text({ text: `Business date ${record.businessDate}, run ${record.id} in ${worldOf(record.world.kind)}`, tone: 'muted' }),
    ...reasons(verdict),
    ...mendBlocks(run),
    ...sideBlocks(run),
    ...checkBlocks(verdict),
    ...findingBlocks(verdict),
    ...differenceBlocks(verdict),
    ...allowedBlocks(verdict),
    ...(red ? [...impactBlocks(scenario), ...rollbackBlocks(run)] : []),
    ...artifactBlocks(run, verdict),
  ];
  return { title: scenario.id, status: verdict.status, statusText: cancelled ? 'CANCELLED' : describeVerdict(verdict), blocks };
}

function worldOf(kind: 'sandbox' | 'real'): string {
  return kind === 'sandbox' ? 'the sandbox (it proves the rehearsal, not the production)' : 'the real world';
}

function reasons(verdict: Verdict): Block[] {
  const items: Text[] = [
    ...verdict.notComparable.map(({ text: line }): Text => ({ text: line, tone: 'inconclusive' })),
    ...verdict.notes.map(({ text: line }): Text => ({ text: line, tone: 'warning' })),
  ];
  return items.length === 0
    ? []
    : [
        { kind: 'heading', level: 2, text: verdict.notComparable.length > 0 ? 'Not comparable' : 'Notes' },
        { kind: 'list', items },
      ];
}

function text(...spans: Text[]): Block {
  return { kind: 'text', spans };
}
