import { readStoredAlone, readStoredRun, type StoredRun } from '../experiment/evidence.ts';
import { judge } from '../experiment/judge.ts';
import { scenarioMask } from '../experiment/mask/scenario-mask.ts';
import type { Secrets } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import { type Message, message } from '../model/message.ts';
import type { Observation } from '../model/observation.ts';
import { describeOutcome, succeeded } from '../model/outcome.ts';
import type { Registries } from '../model/registries.ts';
import type { RunRecord } from '../model/run.ts';
import type { SoakMark, SoakRule } from '../model/soak.ts';
import type { SoakRecord, Starters } from '../model/soak-record.ts';
import { dominant, type Status } from '../model/status.ts';
import type { SealedRun } from '../model/store.ts';
import type { JudgedCheck, Verdict } from '../model/verdict.ts';
import type { Pass } from './history.ts';
import { judgeAlone } from './judge-alone.ts';
import { sightOf } from './sight.ts';

export interface JudgeFire {
  readonly rule: SoakRule;
  readonly history: readonly Pass[];
  readonly checks: Registries['checks'];
  readonly starters: Starters;
  readonly secrets: Secrets;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly onCheck: (check: JudgedCheck) => void;
}

/** How a fire was judged; where it was compared with legacy, with the verdict and the run that it is about. */
export interface FireJudgement {
  readonly record: SoakRecord;
  readonly compared?: { readonly stored: StoredRun; readonly verdict: Verdict };
}

/** Judges the sealed run of a fire, by what was sealed alone. */
export async function judgeFire(sealed: SealedRun, options: JudgeFire): Promise<FireJudgement> {
  const { record, observation } = await readCandidate(sealed.folder);
  const mark = markOf(record, sealed.folder);
  const sight = sightOf(observation, { at: Date.parse(mark.fire), deadline: Date.parse(mark.deadline) }, Date.parse(record.startedAt));
  const head = {
    ...{
      schema: 'twinrun.soak-record/1' as const,
      scenario: record.scenario,
      run: record.id,
      seal: sealed.sealHash,
      at: options.at,
      fire: mark.fire,
    },
    ...{ deadline: mark.deadline, businessDate: record.businessDate, mode: mark.mode, starters: options.starters },
  } as const;
  const nothing = { comparedWithLegacy: false, checks: [], notAsked: [], bounds: [], history: [] };
  if (sight.kind === 'not-happened') {
    const text = message('soak.not-happened', 'by {deadline} the run that was due at {fire} had not happened: {why}', {
      ...mark,
      why: sight.why.text,
    });
    return { record: { ...head, ...nothing, what: 'not-happened', status: 'fail', reasons: [text] } };
  }
  if (sight.kind !== 'ended') {
    const text = message('soak.unknown', 'what became of the run that was due at {fire} is not known: {why}', { ...mark, why: sight.why.text });
    return { record: { ...head, ...nothing, what: 'unknown', status: 'inconclusive', reasons: [text] } };
  }
  const late = sight.late
    ? [message('soak.late', 'it was done at {done}, after its deadline {deadline}', { ...mark, done: observation.finishedAt })]
    : [];
  const { record: judged, ...more } = await (mark.mode === 'shadow' ? judgeShadow(sealed, options) : judgeByItself(sealed, mark, options));
  const status = late.length > 0 ? dominant([judged.status, 'fail']) : judged.status;
  return { record: { ...head, ...judged, what: 'judged', status, reasons: [...late, ...judged.reasons] }, ...more };
}

type Judged = Pick<SoakRecord, 'comparedWithLegacy' | 'status' | 'reasons' | 'checks' | 'notAsked' | 'bounds' | 'history' | 'figures'>;

async function judgeShadow(sealed: SealedRun, options: JudgeFire): Promise<{ record: Judged; compared: NonNullable<FireJudgement['compared']> }> {
  const stored = await readStoredRun(sealed.folder);
  const verdict = await judge(stored, { ...judging(stored, options), seal: sealed.sealHash });
  const open = verdict.checks.filter(({ status }) => status !== 'pass');
  const words = open.map(({ id, result, error }) =>
    message('soak.check', '{check}: {words}', { check: id, words: result?.summary.text ?? error?.message ?? '' }),
  );
  const reasons: readonly Message[] = [...verdict.notComparable, ...verdict.findings.map((finding) => finding.message), ...words];
  const legacy = stored.pair?.legacy.observation.outcome;
  if (legacy !== undefined && !succeeded(legacy)) {
    const why = message('soak.shadow-failed', 'legacy did not run to a good end in the shadow ({outcome}): nothing was compared', {
      outcome: describeOutcome(legacy),
    });
    const failed = { comparedWithLegacy: false, status: withoutLegacy(stored, verdict), reasons: [why, ...reasons] };
    return { record: { ...failed, checks: [], notAsked: [], bounds: [], history: [] }, compared: { stored, verdict } };
  }
  const record = { comparedWithLegacy: true, status: verdict.status, reasons, checks: [], notAsked: [], bounds: [], history: [] };
  return { record, compared: { stored, verdict } };
}

/** That legacy failed in the shadow is no fault of the candidate: red is only what the candidate itself did, and a real target that was touched. */
function withoutLegacy({ pair }: StoredRun, { checks }: Verdict): Status {
  const candidate = pair === undefined || succeeded(pair.candidate.observation.outcome) ? [] : (['fail'] as const);
  const fence = checks.filter(({ id }) => id === 'fence').map(({ status }) => status);
  return dominant([...candidate, ...fence, 'inconclusive']);
}

async function judgeByItself(sealed: SealedRun, { fire }: SoakMark, options: JudgeFire): Promise<{ record: Judged }> {
  const stored = await readStoredAlone(sealed.folder);
  const { rule, history } = options;
  return { record: { comparedWithLegacy: false, ...(await judgeAlone(stored, fire, { rule, history, ...judging(stored, options) })) } };
}

/** A run that was gathered is judged to its end, also after a Ctrl-C: the second one ends the process. */
function judging({ scenario }: Pick<StoredRun, 'scenario'>, { checks, secrets, onCheck }: JudgeFire) {
  const mask = scenarioMask(scenario, secrets);
  return { checks, onCheck, signal: new AbortController().signal, ...(mask === undefined ? {} : { mask }) };
}

async function readCandidate(folder: string): Promise<{ readonly record: RunRecord; readonly observation: Observation }> {
  const { record, candidate } = await readStoredAlone(folder);
  return { record, observation: candidate.observation };
}

function markOf({ soak }: RunRecord, file: string): SoakMark {
  if (soak !== undefined) return soak;
  throw new TwinrunError({ code: 'evidence.unreadable', message: 'this run is of no soak', at: { file }, fix: 'Judge it by `twinrun check`.' });
}
