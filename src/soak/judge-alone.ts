import { withPreparedEvidence } from '../compare/formats/prepare-evidence.ts';
import { sideProblems } from '../experiment/comparability.ts';
import type { StoredAlone } from '../experiment/evidence.ts';
import type { Mask } from '../experiment/mask/make-mask.ts';
import { maskError, maskResult, personalOf } from '../experiment/mask/mask-result.ts';
import { unknownKind } from '../experiment/take.ts';
import type { CheckContext, CheckResult } from '../model/check.ts';
import { asTwinrunError } from '../model/error.ts';
import type { AloneEvidence, SideEvidence } from '../model/evidence.ts';
import { type Message, message } from '../model/message.ts';
import { describeOutcome, succeeded } from '../model/outcome.ts';
import type { Registries } from '../model/registries.ts';
import type { Tagged } from '../model/schema.ts';
import type { SoakRule } from '../model/soak.ts';
import type { SoakRecord } from '../model/soak-record.ts';
import { dominant, type Status } from '../model/status.ts';
import type { JudgedCheck } from '../model/verdict.ts';
import { frozenClock } from '../runtime/clock.ts';
import { boundsStatus, judgeBounds, outside, unbounded } from './bounds.ts';
import { countFigures } from './figures.ts';
import type { Pass } from './history.ts';

export interface AloneOptions {
  readonly rule: SoakRule;
  readonly history: readonly Pass[];
  readonly checks: Registries['checks'];
  readonly signal: AbortSignal;
  readonly mask?: Mask;
  readonly onCheck?: (check: JudgedCheck) => void;
}

/** How a natural run is judged where nothing is compared with legacy. */
export type AloneJudgement = Pick<SoakRecord, 'status' | 'reasons' | 'checks' | 'notAsked' | 'bounds' | 'history' | 'figures'>;

/**
 * Judges the candidate's natural run by itself: how it ended, the checks that ask one side, and the bounds. It passes only if the amount of each output was judged
 * by one of them. It says nothing of parity.
 */
export async function judgeAlone(stored: StoredAlone, fire: string, options: AloneOptions): Promise<AloneJudgement> {
  const { scenario, record } = stored;
  const checks: JudgedCheck[] = [];
  const notAsked: string[] = [];
  const counted = await prepared(stored, options.signal, async (evidence) => {
    for (const tagged of scenario.checks) {
      const judged = await judgeCheck(tagged, evidence, record.startedAt, options);
      if (judged === undefined) notAsked.push(nameOf(tagged));
      else {
        checks.push(judged);
        options.onCheck?.(judged);
      }
    }
    return await countFigures(evidence, fire, options.signal);
  });
  const outputs = Object.keys(scenario.outputs);
  const bounds = judgeBounds(counted.figures, outputs, options.history, options.rule);
  const ended = [...endedProblems(stored.candidate), ...foreignFiles(stored.candidate, outputs)];
  const free = unbounded(
    bounds,
    outputs.filter((name) => counted.figures.outputs[name] !== undefined),
  );
  const empty = outputs.filter((name) => scenario.outputs[name]?.empty === 'invalid' && isEmpty(counted.figures.outputs[name]));
  const doubts: readonly Message[] = [
    ...counted.findings.map((finding) => finding.message),
    ...free.map((output) => message('soak.unbounded', '{output}: neither its history nor the scenario says how much it holds', { output })),
    ...(outputs.length === 0 ? [message('soak.no-outputs', 'the scenario has no outputs: nothing was judged')] : []),
  ];
  const boundsAre = boundsStatus(bounds);
  const statuses: readonly Status[] = [
    ...ended.map(({ status }) => status),
    ...checks.map(({ status }) => status),
    ...(boundsAre === undefined ? [] : [boundsAre]),
    ...(empty.length > 0 ? ['fail' as const] : []),
    ...(doubts.length > 0 ? ['inconclusive' as const] : []),
  ];
  const reasons = [
    ...ended.map(({ text }) => text),
    ...empty.map((output) => message('soak.empty', '{output} holds no data', { output })),
    ...outside(bounds),
    ...checks.filter(({ status }) => status !== 'pass').map(wordsOf),
    ...doubts,
  ];
  return { status: dominant(statuses), reasons, checks, notAsked, bounds, history: options.history.map(({ run }) => run), figures: counted.figures };
}

function prepared<T>(
  { candidate, scenario: { outputs } }: StoredAlone,
  signal: AbortSignal,
  use: (evidence: AloneEvidence) => Promise<T>,
): Promise<T> {
  // There is no legacy: what stands in its place has no artifacts, and nobody sees it.
  const pair = { legacy: { ...candidate, artifacts: [] }, candidate, outputs, probes: [], effects: [] };
  return withPreparedEvidence(pair, signal, (ready) => use({ candidate: ready.candidate, outputs }));
}

/** A run that failed, or left less than it must, is red; what could not be brought home is not known. */
function endedProblems({ observation, missing }: SideEvidence): readonly { readonly status: Status; readonly text: Message }[] {
  const { outcome } = observation;
  const values = { outcome: describeOutcome(outcome) };
  const ended = succeeded(outcome)
    ? []
    : [
        {
          status: outcome.kind === 'unknown' ? ('inconclusive' as const) : ('fail' as const),
          text: message('soak.outcome', 'the natural run {outcome}', values),
        },
      ];
  const gaps = missing.map(({ output, error }) => ({
    status: error.code === 'collect.missing' ? ('fail' as const) : ('inconclusive' as const),
    text: message('soak.missing', '{output} is missing: {error}', { output, error: error.message }),
  }));
  return [...ended, ...gaps];
}

/** A file from before the run shows that it left none; of one from after it, nobody knows what it replaced. */
function foreignFiles(side: SideEvidence, outputs: readonly string[]): readonly { readonly status: Status; readonly text: Message }[] {
  const statuses: Readonly<Record<string, Status>> = { 'comparable.stale': 'fail', 'comparable.replaced': 'inconclusive' };
  return sideProblems(side, outputs).flatMap((text) => {
    const status = statuses[text.id];
    return status === undefined ? [] : [{ status, text }];
  });
}

async function judgeCheck(tagged: Tagged, evidence: AloneEvidence, at: string, options: AloneOptions): Promise<JudgedCheck | undefined> {
  const check = options.checks[tagged.kind];
  if (check === undefined) throw unknownKind('check', tagged.kind);
  if (check.alone === undefined) return undefined;
  const output = (tagged.config as { readonly output?: string }).output;
  const personal = personalOf(check.id, output, evidence.outputs);
  // Its own title speaks of both sides.
  const title = message('soak.asked-alone', '{check}, asked of the candidate alone', { check: check.id });
  const head = { id: check.id, title, scope: check.scope, options: tagged.config, ...(output === undefined ? {} : { output }) };
  const x: CheckContext = { signal: options.signal, clock: frozenClock(new Date(at)), allowances: [] };
  try {
    const result = await check.alone(evidence, tagged.config, x);
    if (result === undefined) return undefined;
    const shown: CheckResult = personal === undefined || options.mask === undefined ? result : maskResult(result, personal, options.mask);
    return { ...head, status: result.status === 'pass' && result.findings.length > 0 ? 'inconclusive' : result.status, result: shown };
  } catch (thrown) {
    if (options.signal.aborted) throw thrown;
    const error = asTwinrunError(thrown).toJSON();
    return { ...head, status: 'inconclusive', error: personal === undefined ? error : maskError(error) };
  }
}

function nameOf({ kind, config }: Tagged): string {
  const output = (config as { readonly output?: string }).output;
  return output === undefined ? kind : `${kind} of ${output}`;
}

function isEmpty(figures: { readonly bytes: number; readonly rows?: number } | undefined): boolean {
  return figures !== undefined && (figures.bytes === 0 || figures.rows === 0);
}

function wordsOf({ id, result, error }: JudgedCheck): Message {
  return message('soak.check', '{check}: {words}', { check: id, words: result?.summary.text ?? error?.message ?? '' });
}
