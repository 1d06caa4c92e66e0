import type { Condition } from '../../model/gate.ts';
import { conditionOf } from '../condition.ts';
import type { Streak } from '../streak.ts';

/** No run of these versions left a difference that nobody can explain: one that came once comes again. */
export function unexplained({ window }: Streak): Condition {
  const condition = conditionOf('unexplained', 'nothing is unexplained');
  const fix = 'Find the cause (`twinrun check <run folder>`), mend it, and rehearse the mended version; or allow it with a reason.';
  const red = window.filter(({ entry }) => entry.status !== 'pass');
  const unjudged = red.filter((run) => countOf(run) === undefined).map(({ entry }) => `${entry.run}: its verdict cannot be read`);
  const open = red.filter((run) => (countOf(run) ?? 0) > 0);
  const evidence = [...open.map((run) => `${run.entry.run}: ${countOf(run)} differences without a cause`), ...unjudged];
  if (open.length > 0) return condition.fail({ summary: `${open.length} runs of these versions`, evidence, fix });
  if (unjudged.length > 0) return condition.inconclusive({ summary: `${unjudged.length} runs without a verdict`, evidence, fix });
  if (window.length === 0) return condition.inconclusive({ summary: 'no run of these versions', fix: 'Rehearse.' });
  return condition.pass({ summary: `in ${window.length} runs of these versions` });
}

/** The chain guards what the ledger says; earlier versions left it to the verdict. */
function countOf({ entry, stored }: Streak['window'][number]): number | undefined {
  return entry.unexplained ?? stored.unexplained;
}
