import { join } from 'node:path';
import type { LedgerRecord, RunEntry } from '../model/ledger.ts';
import type { ProbeReading } from '../model/probe-reading.ts';
import type { RunRecord } from '../model/run.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Store } from '../model/store.ts';
import { unexplainedIn, type Verdict } from '../model/verdict.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { openSealed } from '../store/open-sealed.ts';
import { readJsonFile } from '../store/read-json-file.ts';
import { shownBy } from './drift.ts';
import type { RunFacts, StoredFacts } from './facts.ts';
import { unenteredRuns } from './unentered-runs.ts';

/**
 * The runs of a scenario that could count, newest first: every file of each is held against its seal, and the seal against the ledger. It stops where the
 * scenario was another one, for nothing before can count, where a run proves nothing, and where `enough` of them were found. `until`: runs that were sealed and not
 * entered are looked for up to then.
 */
export async function gatherRuns(
  store: Store,
  scenario: string,
  records: readonly LedgerRecord[],
  {
    world = 'real',
    enough = () => false,
    until,
  }: { readonly world?: 'sandbox' | 'real'; readonly enough?: (found: readonly RunFacts[]) => boolean; readonly until?: Date } = {},
): Promise<readonly RunFacts[]> {
  const unentered = [...(await unenteredRuns(store, scenario, { world, until }))];
  const found: RunFacts[] = [];
  const entered = records.flatMap(({ seq, entry }) => (isRun(entry) && entry.scenario === scenario && entry.world === world ? [{ seq, entry }] : []));
  const seen = new Set<string>();
  for (const { seq, entry } of entered.toReversed()) {
    if (seen.has(entry.run)) continue;
    seen.add(entry.run);
    const run: RunFacts = { seq, entry, ...(contradiction(entry, entered) ?? (await readRun(store, entry))) };
    const [missed] = unentered;
    if (missed !== undefined && missed.entry.at > (run.stored?.record.startedAt ?? entry.at)) return [...found, missed];
    const [newer, stored] = [found.at(-1)?.stored, run.stored];
    found.push(run);
    if (run.problem !== undefined || enough(found)) break;
    // A cutover may change the schedule; anything else ends it.
    if (newer !== undefined && stored !== undefined && essence(newer.scenario) !== essence(stored.scenario)) break;
  }
  return found.length === 0 ? unentered.slice(0, 1) : found;
}

function isRun(entry: LedgerRecord['entry']): entry is RunEntry {
  return entry.type === 'run';
}

/** A run is entered once; a second record that says something else makes it no better. */
function contradiction(entry: RunEntry, entered: readonly { readonly entry: RunEntry }[]): Pick<RunFacts, 'problem'> | undefined {
  const other = entered.find((one) => one.entry.run === entry.run && (one.entry.status !== entry.status || one.entry.seal !== entry.seal));
  return other === undefined ? undefined : { problem: `the ledger has it twice: as ${other.entry.status}, and as ${entry.status}` };
}

/** Runs that were begun and never got as far as the ledger: they say nothing, not even in which world, and are shown. */
export async function gatherInterrupted(store: Store, scenario: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const head of store.list({ scenario })) if (head.outcome === 'interrupted') found.push(head.id);
  return found;
}

function essence(scenario: Scenario): string {
  const { schedule: _, ...rest } = shownBy(scenario);
  return canonicalJson(rest);
}

async function readRun(store: Store, { scenario, run: id, seal, status }: RunEntry): Promise<Pick<RunFacts, 'problem' | 'stored'>> {
  try {
    const opened = await openSealed((await store.fetch(scenario, id)).folder);
    if (opened.sealHash !== seal) return { problem: `its seal is ${opened.sealHash.slice(0, 12)}, the ledger has ${seal.slice(0, 12)}` };
    if (opened.damage.length > 0) return { problem: `damaged: ${[...new Set(opened.damage.map(({ path }) => path))].join(', ')}` };
    const record = (await readJsonFile(join(opened.folder, 'run.json'))) as RunRecord | undefined;
    const sealed = (await readJsonFile(join(opened.folder, 'scenario.json'))) as Scenario | undefined;
    if (record?.schema !== 'twinrun.run/1' || sealed?.schema !== 'twinrun.scenario/1') return { problem: 'it is of another version of Twinrun' };
    if (record.id !== id || record.scenario !== scenario) return { problem: `it is the run ${record.id} of ${record.scenario}` };
    const readings = await readJsonFile(join(opened.folder, 'probes.json'));
    const verdict = (await readJsonFile(join(opened.folder, 'verdict.json'))) as Verdict | undefined;
    const judged = verdict?.seal === seal ? verdict.status : status;
    if (status !== 'cancelled' && judged !== status) return { problem: `the ledger says ${status}, its verdict.json ${judged}` };
    return { stored: { record, scenario: sealed, probes: (readings?.probes ?? []) as readonly ProbeReading[], ...unexplainedBy(verdict, seal) } };
  } catch (thrown) {
    return { problem: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

function unexplainedBy(verdict: Verdict | undefined, seal: string): Pick<StoredFacts, 'unexplained'> {
  if (verdict?.schema !== 'twinrun.verdict/1' || verdict.seal !== seal) return {};
  return { unexplained: unexplainedIn(verdict) };
}
