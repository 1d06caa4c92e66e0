import { withPreparedEvidence } from '../../compare/formats/prepare-evidence.ts';
import { readStoredRun } from '../../experiment/evidence.ts';
import type { Check } from '../../model/check.ts';
import type { SideEvidence } from '../../model/evidence.ts';
import type { Tagged } from '../../model/schema.ts';
import { dominant } from '../../model/status.ts';
import { assertIntact, openSealed } from '../../store/open-sealed.ts';
import { pairOf } from './evidence-pair.ts';
import { NO_RERUN, type Verified, type VerifyKind, type VerifyWork } from './verify-work.ts';

/**
 * The scenario's check of that name, for what the legacy batch produced now. What judges each side by itself sees it on both sides; what compares content needs another file:
 * that of the last rehearsal of the same business date. What differs from it may only have moved on since, and is for a person to look at.
 */
export const checkPasses: VerifyKind<string> = async (name, work) => {
  if (work.rerun === undefined) return NO_RERUN;
  const results: Verified[] = [];
  for (const tagged of work.scenario.checks.filter(({ kind }) => kind === name)) results.push(await judged(tagged, work));
  return { status: dominant(results.map(({ status }) => status)), text: [...new Set(results.map(({ text }) => text))].join('; ') };
};

async function judged(tagged: Tagged, work: VerifyWork): Promise<Verified> {
  const check = work.registries.checks[tagged.kind];
  if (check === undefined) return { status: 'inconclusive', text: `there is no check ${tagged.kind} in this version of twinrun` };
  const outputs = Object.keys(work.scenario.outputs).filter((output) => JSON.stringify(tagged.config).includes(JSON.stringify(output)));
  if (check.scope === 'outcome') return await ask(check, tagged, outputs, work);
  const last = await lastRehearsed(work);
  if (last === undefined)
    return { status: 'inconclusive', text: `${tagged.kind} compares content, and no rehearsal of ${work.variables.date} is kept to compare with` };
  const { status, text } = await ask(check, tagged, outputs, work, last.legacy);
  if (status !== 'fail') return { status, text: `${text} (against rehearsal ${last.id})` };
  return { status: 'inconclusive', text: `${text}, against rehearsal ${last.id}: the source may have moved since; look` };
}

async function ask(check: Check, { config }: Tagged, outputs: readonly string[], work: VerifyWork, against?: SideEvidence): Promise<Verified> {
  const { signal, clock } = work.x;
  const pair = await pairOf(outputs, work, against);
  const result = await withPreparedEvidence(pair, signal, (prepared) => check.check(prepared, config, { signal, clock, allowances: [] }));
  const [finding] = result.findings;
  if (result.status === 'pass' && finding !== undefined) return { status: 'inconclusive', text: `${check.id}: ${finding.message.text}` };
  return { status: result.status, text: `${check.id}: ${result.summary.text}` };
}

/** The legacy side of the newest intact rehearsal of the same business date. */
async function lastRehearsed({
  store,
  scenario,
  variables,
}: VerifyWork): Promise<{ readonly id: string; readonly legacy: SideEvidence } | undefined> {
  for await (const head of store.list({ scenario: scenario.id, limit: 20 })) {
    if (head.outcome !== 'completed') continue;
    const opened = await openSealed((await store.fetch(scenario.id, head.id)).folder);
    assertIntact(opened);
    const { record, pair } = await readStoredRun(opened.folder);
    if (record.businessDate === variables.date && pair !== undefined && opened.tombstone === undefined) return { id: head.id, legacy: pair.legacy };
  }
  return undefined;
}
