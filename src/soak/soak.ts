import { scenarioMask } from '../experiment/mask/scenario-mask.ts';
import type { Outside } from '../experiment/rehearsal.ts';
import type { SoakEntry } from '../model/ledger.ts';
import type { SoakRule } from '../model/soak.ts';
import type { SoakRecord, Starters } from '../model/soak-record.ts';
import { dominant, type Status } from '../model/status.ts';
import type { Store } from '../model/store.ts';
import type { World } from '../model/world.ts';
import { sha256 } from '../runtime/hash.ts';
import { redactTexts } from '../runtime/redact-texts.ts';
import { makeVariables } from '../scenario/variables.ts';
import { readLedger } from '../store/read-ledger.ts';
import { VERDICT_FILE } from '../store/run-folder.ts';
import { type Fire, iso } from './fires.ts';
import { gatherFire } from './gather-fire.ts';
import { readHistory, readSoakRecord, SOAK_FILE } from './history.ts';
import { judgeFire } from './judge-fire.ts';
import { type Looked, lookAt } from './look.ts';
import type { Soak } from './soak-call.ts';
import { type SoakFires, type Standing, soakFires, standingOf } from './standing.ts';
import { startersAfterCutover } from './starters.ts';
import { enterStarters } from './starters-entry.ts';

/** What a call has to say of one fire. `not-due`: its run is not over, and its deadline neither. `unseen`: it could not be looked at. */
export type FireAnswer =
  | {
      readonly kind: 'judged' | 'already-judged';
      readonly fire: string;
      readonly status: Status;
      readonly record?: SoakRecord;
      readonly run: string;
      readonly folder?: string;
    }
  | { readonly kind: 'not-due' | 'unseen'; readonly fire: string; readonly deadline: string; readonly why: string };

/** The answer of one call. */
export interface SoakAnswer {
  readonly schema: 'twinrun.soak/1';
  readonly scenario: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly mode: SoakRule['mode'];
  readonly status: Status | 'cancelled';
  readonly fires: readonly FireAnswer[];
  /** Fires that were never judged, and were not asked for by this call. */
  readonly missed: readonly string[];
  readonly starters: Starters;
  readonly standing: Standing;
}

/**
 * Judges the last natural run whose end or deadline is over, once; with `since`, also those before that nobody judged. Each gets one entry of the ledger. Throws
 * `lock.held` when somebody else is at this scenario, and faults of the harness; what the batch did is in the answer.
 */
export async function soak(call: Soak, outside: Outside): Promise<SoakAnswer> {
  const { scenario } = call.loaded;
  // Without the key, nothing is started: its outputs could not be judged.
  scenarioMask(scenario, outside.secrets);
  return await judgeDue(call, outside);
}

async function judgeDue(call: Soak, outside: Outside): Promise<SoakAnswer> {
  const { scenario } = call.loaded;
  const world = call.world.kind;
  const now = outside.clock.now().getTime();
  const about = { scenario, rule: call.rule, world, now };
  const fires = soakFires({ ...about, records: await readLedger(call.store) }, call.since);
  const answers: FireAnswer[] = [];
  for (const { fire, entry } of chosen(fires, call.since)) {
    if (outside.signal.aborted) break;
    answers.push(entry === undefined ? await judgeOne(fire, call, outside) : await kept(entry, call.store));
  }
  const starters = await startersOf(call, outside);
  const at = iso(outside.clock.now().getTime());
  if (!outside.signal.aborted) await enterStarters(call.store, starters, { scenario: scenario.id, world, at }, outside.secrets);
  const standing = standingOf({ ...about, records: await readLedger(call.store) });
  const settled = answers.map(({ fire }) => fire);
  const missed = standing.missed.filter((fire) => !settled.includes(fire));
  const statuses = [
    ...answers.map((one): Status => ('status' in one ? one.status : 'inconclusive')),
    ...(missed.length > 0 ? (['inconclusive'] as const) : []),
    starters.status,
  ];
  return {
    ...{ schema: 'twinrun.soak/1', scenario: scenario.id, at: iso(now), mode: call.rule.mode },
    status: outside.signal.aborted ? 'cancelled' : answers.length === 0 ? dominant(['inconclusive', starters.status]) : dominant(statuses),
    ...{ fires: answers, missed, starters, standing },
  };
}

/** The last fire; before it the one that may have been pending when it was asked for last. With `since`, all from then on that nobody judged. */
function chosen({ fires }: SoakFires, since: number | undefined): SoakFires['fires'] {
  const last = fires.at(-1);
  const before = fires.at(-2);
  const earlier = since === undefined ? (before === undefined ? [] : [before]) : fires.slice(0, -1).filter(({ fire }) => fire.at >= since);
  return [...earlier.filter(({ entry }) => entry === undefined), ...(last === undefined ? [] : [last])];
}

async function judgeOne(fire: Fire, call: Soak, outside: Outside): Promise<FireAnswer> {
  const { loaded, rule, world, registries, store, waitMs } = call;
  const head = { fire: iso(fire.at), deadline: iso(fire.deadline) };
  const variables = makeVariables(world, fire.businessDate);
  const looked = await lookAt(fire, { scenario: loaded.scenario, observe: rule.observe, registries, variables, waitMs }, outside);
  if (looked.sight.kind === 'pending') return { kind: 'not-due', ...head, why: looked.sight.why.text };
  if (looked.sight.kind === 'unseen') return { kind: 'unseen', ...head, why: looked.sight.why.text };
  // Only now: while it waits for a run, nobody must be kept from going back.
  const lock = await store.lock(`scenario-${loaded.scenario.id}`, outside);
  try {
    const meanwhile = soakFires({ scenario: loaded.scenario, rule, world: world.kind, now: fire.at, records: await readLedger(store) }, fire.at);
    const entry = meanwhile.fires.find((one) => one.fire.at === fire.at)?.entry;
    return entry === undefined ? await gatherAndJudge(fire, looked, call, outside) : await kept(entry, store);
  } finally {
    await lock.release();
  }
}

async function gatherAndJudge(fire: Fire, looked: Looked, call: Soak, outside: Outside): Promise<FireAnswer> {
  const { loaded, rule, world, registries, store } = call;
  const head = { fire: iso(fire.at), deadline: iso(fire.deadline) };
  const { sealed, events, cancelled } = await gatherFire(fire, looked, call, outside);
  if (cancelled) return { kind: 'unseen', ...head, why: 'it was cancelled' };
  const { id: scenario } = loaded.scenario;
  const history =
    rule.mode === 'alone' ? await readHistory(store, await readLedger(store), { scenario, world: world.kind, last: rule.bounds.last }) : [];
  events.emit({ type: 'step.intended', step: 'judge' });
  const judged = await judgeFire(sealed, {
    ...{
      rule,
      history,
      checks: registries.checks,
      starters: await startersOf(call, outside),
      secrets: outside.secrets,
      at: iso(outside.clock.now().getTime()),
    },
    onCheck: (check) => events.emit({ type: 'check.judged', check }),
  });
  const judgement = redactTexts(judged, outside.secrets);
  const { record } = judgement;
  events.emit({ type: 'step.finished', step: 'judge', outcome: { status: 'ok', text: record.status } });
  if (judgement.compared !== undefined)
    await store.writeDerived(sealed, VERDICT_FILE, `${JSON.stringify(judgement.compared.verdict, undefined, 2)}\n`);
  const text = `${JSON.stringify(record, undefined, 2)}\n`;
  await store.writeDerived(sealed, SOAK_FILE, text);
  await call.onJudged?.({ sealed, judgement });
  await store.ledger.append(entryOf(record, sha256(text), world.kind));
  return { kind: 'judged', fire: head.fire, status: record.status, record, run: record.run, folder: sealed.folder };
}

async function startersOf({ readStarters }: Soak, { signal }: Outside): Promise<Starters> {
  const text = 'crontab and schedules were not read: it was cancelled';
  return signal.aborted ? { status: 'inconclusive', text, starters: [] } : startersAfterCutover(await readStarters());
}

function entryOf(record: SoakRecord, hash: string, world: World['kind']): SoakEntry {
  const { at, scenario, fire, mode, what, status, run, seal, starters } = record;
  return { type: 'soak', at, scenario, fire, mode, what, status, starters: starters.status, world, run, seal, record: hash };
}

async function kept(entry: SoakEntry, store: Store): Promise<FireAnswer> {
  const { fire, status, run } = entry;
  const record = await readSoakRecord(store, entry).catch(() => undefined);
  return { kind: 'already-judged', fire, status, run, ...(record === undefined ? {} : { record }) };
}
