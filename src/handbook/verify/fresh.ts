import { NO_RERUN, type VerifyKind } from './verify-work.ts';

/** Clocks differ, and some stores write whole seconds. */
const BEFORE_MS = 2_000;
/** A store may settle a write after the batch has ended. */
const AFTER_MS = 60_000;

/** The output was written while the legacy batch ran: no file of an earlier run lies there in its place. */
export const fresh: VerifyKind<{ readonly output: string }> = async ({ output }, { rerun, collect }) => {
  if (rerun === undefined) return NO_RERUN;
  const files = await collect(output);
  if (files.length === 0) return { status: 'fail', text: `nothing lies where ${output} should` };
  const [from, until] = [Date.parse(rerun.startedAt) - BEFORE_MS, Date.parse(rerun.finishedAt) + AFTER_MS];
  for (const { name, writtenAt } of files) {
    const at = Date.parse(writtenAt ?? '');
    if (Number.isNaN(at)) return { status: 'inconclusive', text: `the source does not say when ${name} was written` };
    if (at < from || at > until)
      return { status: 'fail', text: `${name} was written at ${writtenAt}, outside this run (${rerun.startedAt} to ${rerun.finishedAt})` };
  }
  return { status: 'pass', text: files.map(({ name, writtenAt }) => `${name} was written at ${writtenAt}`).join(', ') };
};
