import type { Condition } from '../../model/gate.ts';
import { conditionOf } from '../condition.ts';
import type { LedgerFacts } from '../facts.ts';

/** The chain holds, and what was noted outside is on it. */
export function ledgerConditions(facts: LedgerFacts, asked: boolean): readonly Condition[] {
  return [chain(facts.records.length, facts.head.seq, facts.problem), anchored(facts, asked)];
}

function chain(count: number, seq: number, problem: string | undefined): Condition {
  const condition = conditionOf('ledger', 'the chain of the ledger holds');
  if (problem !== undefined)
    return condition.inconclusive({ summary: problem, fix: 'What was being entered was lost: rehearse once more, which puts the rest aside.' });
  return condition.pass({ summary: `${count} records`, evidence: [`the last one is ${seq}`] });
}

/** A chain that was cut or made anew holds by itself: only what was noted elsewhere shows it. The head of an empty ledger shows nothing. */
function anchored({ records, anchor, locked }: LedgerFacts, asked: boolean): Condition {
  const condition = conditionOf('anchor', 'the chain is whole, by a head that was noted outside or by Object Lock');
  const fix = 'Give --expect-head with what `twinrun ledger head` said after the last run, noted where the ledger cannot be written from.';
  if (locked?.status === 'fail')
    return condition.fail({ summary: locked.text, fix: 'Find out who changed the ledger: every version of it is still in the bucket.' });
  if (anchor === undefined || /^0+$/.test(anchor)) {
    if (locked?.status === 'pass') return condition.pass({ summary: locked.text, ...(locked.until === undefined ? {} : { until: locked.until }) });
    if (!asked) return condition.notAsked();
    if (locked !== undefined) return condition.inconclusive({ summary: locked.text, fix: `Set store.s3.lockLedger (docs/store.md). Or: ${fix}` });
    return condition.inconclusive({ summary: 'none was given: whether records were cut off or the chain made anew is not known', fix });
  }
  const at = records.findIndex(({ hash }) => hash === anchor);
  if (at < 0)
    return condition.fail({
      summary: `${anchor.slice(0, 12)} is not on the chain: records were cut off or replaced, or it is another ledger`,
      fix: 'Find out who changed the ledger, and put it back from a backup.',
    });
  const after = records.length - at - 1;
  return condition.pass({
    summary: `record ${at + 1} is as it was noted`,
    evidence: after === 0 ? [] : [`${after} records came after it: what was cut off behind them would not show`],
  });
}
