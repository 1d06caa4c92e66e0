import type { Condition } from '../../model/gate.ts';
import { conditionOf } from '../condition.ts';
import { describeChange } from '../drift.ts';
import type { Streak } from '../streak.ts';

/** Runs that neither count nor end a row, and are shown. */
interface Unjudged {
  readonly interrupted: readonly string[];
  /** How many. */
  readonly inSandbox: number;
}

/** So many passes in a row. What was begun and never judged ends no row, and is shown: somebody may have ended it on purpose. */
export function passes(streak: Streak, asked: number, { interrupted, inSandbox }: Unjudged): Condition {
  const condition = conditionOf('passes', `${asked} passes in a row`);
  const { runs, endedBy, passedOver } = streak;
  const evidence = [
    ...runs.slice(0, asked).map(({ entry, seq }) => `${entry.run}, record ${seq}${entry.allowed > 0 ? `, with ${entry.allowed} allowed` : ''}`),
    ...endOf(endedBy),
    ...passedOver.slice(0, 20),
    ...interrupted.slice(0, 20).map((id) => `${id} was begun and never judged: twinrun rehearse --resume`),
    ...(inSandbox === 0 ? [] : [`${inSandbox} runs in the sandbox do not count: they prove the rehearsal, not the production`]),
  ];
  const allowing = runs.filter(({ entry }) => entry.allowed > 0).length;
  const said = allowing > 0 ? `, ${allowing} of them with differences allowed` : '';
  if (runs.length >= asked) return condition.pass({ summary: `${runs.length} in a row${said}`, evidence });
  const summary = `${runs.length} of ${asked}`;
  const onlySandbox = inSandbox > 0 && runs.length === 0 && endedBy === undefined;
  const fix = onlySandbox
    ? 'Rehearse against the real hosts and account: name them in twinrun.yaml (docs/real-hosts.md).'
    : 'Rehearse on; what is red or doubtful must be mended first.';
  // Newest first: where no run counts, the newest one itself did not pass.
  if (runs.length === 0 && endedBy?.kind === 'not-passed' && endedBy.run.entry.status === 'fail')
    return condition.fail({ summary: `the last run, ${endedBy.run.entry.run}, failed`, evidence, fix });
  return condition.inconclusive({ summary, evidence, fix });
}

function endOf(endedBy: Streak['endedBy']): readonly string[] {
  if (endedBy === undefined) return [];
  const { run } = endedBy.run.entry;
  switch (endedBy.kind) {
    case 'not-passed':
      return [`before them ${run} ended as ${endedBy.run.entry.status}`];
    case 'unproven':
      return [`${run} proves nothing: ${endedBy.problem}`];
    case 'changed':
      return [`${run} and all before it are void: ${endedBy.changes.map(describeChange).join('; ')}`];
  }
}
