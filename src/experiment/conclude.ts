import type { Context } from '../model/context.ts';
import { purposeOf } from '../model/run.ts';
import type { Scenario } from '../model/scenario.ts';
import type { SealedRun, Store } from '../model/store.ts';
import { unexplainedIn, type Verdict } from '../model/verdict.ts';
import type { EventStream } from '../runtime/event-stream.ts';
import { redactTexts } from '../runtime/redact-texts.ts';
import { readStoredRun } from './evidence.ts';
import { judge } from './judge.ts';
import { scenarioMask } from './mask/scenario-mask.ts';
import type { Rehearsal } from './rehearsal.ts';

export interface RehearsalResult {
  readonly run: SealedRun;
  readonly verdict: Verdict;
  readonly outcome: 'completed' | 'cancelled';
}

/** Judges a sealed run and enters it into the ledger, once: also when an earlier process died in the middle of this. */
export async function conclude(
  rehearsal: Rehearsal,
  sealed: SealedRun,
  events: EventStream,
  { clock, secrets }: Pick<Context, 'clock' | 'secrets'>,
): Promise<RehearsalResult> {
  const { store } = rehearsal;
  events.emit({ type: 'step.intended', step: 'judge' });
  const stored = await readStoredRun(sealed.folder);
  const { outcome } = stored.record;
  // A second Ctrl-C ends the process; the first one must not keep a finished take from being judged as what it is.
  const mask = scenarioMask(stored.scenario, secrets);
  const judged = await judge(stored, {
    ...(mask === undefined ? {} : { mask }),
    seal: sealed.sealHash,
    checks: rehearsal.registries.checks,
    signal: new AbortController().signal,
    onCheck: (check) => events.emit({ type: 'check.judged', check }),
  });
  const verdict = redactTexts(judged, secrets);
  events.emit({ type: 'step.finished', step: 'judge', outcome: { status: 'ok', text: verdict.status } });
  await store.writeDerived(sealed, 'verdict.json', `${JSON.stringify(verdict, undefined, 2)}\n`);
  if (rehearsal.resume === undefined || !(await inLedger(store, sealed))) {
    await store.ledger.append({
      type: 'run',
      at: clock.now().toISOString(),
      scenario: verdict.scenario,
      run: sealed.id,
      status: outcome === 'cancelled' ? 'cancelled' : verdict.status,
      allowed: verdict.allowed,
      world: stored.record.world.kind,
      seal: sealed.sealHash,
      purpose: purposeOf(stored.record),
      unexplained: unexplainedIn(verdict),
      allowances: coveredBy(stored.scenario, verdict),
    });
  }
  events.emit({ type: 'run.finished', verdict, folder: sealed.folder, outcome });
  return { run: sealed, verdict, outcome };
}

/** Also those that covered nothing: whoever reads the ledger later sees which are not needed. */
function coveredBy({ allowances }: Scenario, { checks }: Verdict): Readonly<Record<string, number>> {
  const covered = checks.flatMap(({ result }) => result?.allowed ?? []);
  const countOf = (id: string) => covered.reduce((sum, one) => sum + (one.allowance === id ? one.covered : 0), 0);
  return Object.fromEntries(allowances.map(({ id }) => [id, countOf(id)]));
}

async function inLedger(store: Store, { sealHash }: SealedRun): Promise<boolean> {
  for await (const { entry } of store.ledger.read()) if (entry.type === 'run' && entry.seal === sealHash) return true;
  return false;
}
