import type { Condition } from '../../model/gate.ts';
import type { CutoverEntry, LedgerRecord } from '../../model/ledger.ts';
import type { RetiredBatch } from '../../model/retired.ts';
import { conditionOf } from '../condition.ts';
import type { RetiredFacts } from '../retired-facts.ts';
import { describeStatement, statementProblem } from '../statement.ts';

const DAY_MS = 86_400_000;

/** Since when a retired batch is stopped, and what says so; or why that is not known. */
export type Stopped = { readonly since: Date; readonly evidence: string } | { readonly status: 'fail' | 'inconclusive'; readonly why: string };

/** What Twinrun did last counts before what a person says: it may have started it again since. Records of the sandbox never count. */
export function stoppedAt({ retired, stopped }: RetiredFacts, records: readonly LedgerRecord[], now: Date): Stopped {
  const last = records.map(({ entry }) => entry).findLast((entry): entry is CutoverEntry => isStop(entry, retired.id));
  if (last?.step === 'done') return { since: new Date(last.at), evidence: `twinrun cutover ${last.id} at ${last.at}` };
  if (last !== undefined) return { status: 'fail', why: `its last stop, ${last.id}, ended as ${last.step} at ${last.at}` };
  if (stopped === undefined) return { status: 'inconclusive', why: 'neither Twinrun nor a person stopped it' };
  const problem = statementProblem(stopped, now);
  if (problem !== undefined) return { status: 'inconclusive', why: problem };
  // A day counts from its end: at what time it was stopped is not said.
  return { since: new Date(Date.parse(`${stopped.statement.on}T00:00:00Z`) + DAY_MS), evidence: describeStatement(stopped.statement) };
}

function isStop(entry: LedgerRecord['entry'], id: string): boolean {
  return entry.type === 'cutover' && entry.scenario === id && entry.world === 'real';
}

/** It is stopped. */
export function retiredStopped({ id, stopPlan }: RetiredBatch, stopped: Stopped): Condition {
  const condition = conditionOf('retired-stopped', 'nothing starts it any more');
  if ('since' in stopped) return condition.pass({ summary: `since ${stopped.since.toISOString()}`, evidence: [stopped.evidence] });
  const fix =
    'cron' in stopPlan.stop
      ? `twinrun cutover ${id}`
      : `Stop it (${stopPlan.stop.byHand.what}), and say so under stopPlan.stopped of its scenario.yaml.`;
  return condition[stopped.status]({ summary: stopped.why, fix });
}
