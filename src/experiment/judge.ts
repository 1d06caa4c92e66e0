import { withPreparedEvidence } from '../compare/formats/prepare-evidence.ts';
import type { Allowance } from '../model/allowance.ts';
import type { Check, CheckResult } from '../model/check.ts';
import { asTwinrunError, TwinrunError } from '../model/error.ts';
import type { EvidencePair } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import { type Message, message } from '../model/message.ts';
import type { Registries } from '../model/registries.ts';
import type { Tagged } from '../model/schema.ts';
import { dominant, type Status } from '../model/status.ts';
import type { JudgedCheck, Verdict } from '../model/verdict.ts';
import { frozenClock } from '../runtime/clock.ts';
import { comparisonNotes, whyNotComparable } from './comparability.ts';
import type { StoredRun } from './evidence.ts';
import type { Mask } from './mask/make-mask.ts';
import { maskError, maskResult, personalOf } from './mask/mask-result.ts';
import { unknownKind } from './take.ts';

const CHECK_TIMEOUT_MS = 30 * 60_000;

export interface JudgeOptions {
  /** sha256 of the run's seal. */
  readonly seal: string;
  readonly checks: Registries['checks'];
  readonly signal: AbortSignal;
  /** Masks personal columns; needed where the scenario names some. */
  readonly mask?: Mask;
  readonly onCheck?: (check: JudgedCheck) => void;
}

/**
 * Judges a stored run. Pure over the evidence: the clock stands at the run's start, so that the same evidence gives the same verdict at any time.
 * Outcome checks always count; content checks only where the pair is comparable; a finding forbids a pass; fail dominates inconclusive.
 */
export async function judge(run: StoredRun, options: JudgeOptions): Promise<Verdict> {
  const { record, scenario, pair } = run;
  const head = { schema: 'twinrun.verdict/1', run: record.id, scenario: record.scenario, seal: options.seal } as const;
  if (pair === undefined) {
    const why = message('comparable.cancelled', 'the run was cancelled: nothing was judged');
    return { ...head, status: 'inconclusive', allowed: 0, notComparable: [why], notes: [], findings: [], checks: [] };
  }
  const day = record.startedAt.slice(0, 10);
  const live = scenario.allowances.filter((one) => one.until >= day);
  const judged: JudgedCheck[] = [];
  await withPreparedEvidence(pair, options.signal, async (prepared) => {
    for (const tagged of withFence(scenario.checks, prepared)) {
      const one = await judgeCheck(tagged, run, prepared, live, options);
      judged.push(one);
      options.onCheck?.(one);
    }
  });
  const findings = scenario.allowances.filter((one) => one.until < day).map((one) => expired(one, day));
  const notComparable = [...whyNotComparable(pair, scenario, record), ...nothingCompared(judged, options.checks)];
  const statuses: Status[] = [
    ...judged.map((one) => one.status),
    ...(findings.length > 0 || nothingCompared(judged, options.checks).length > 0 ? ['inconclusive' as const] : []),
  ];
  const allowed = judged.reduce((sum, one) => sum + (one.result?.allowed ?? []).reduce((part, entry) => part + entry.covered, 0), 0);
  return { ...head, status: dominant(statuses), allowed, notComparable, notes: comparisonNotes(pair, scenario), findings, checks: judged };
}

/** Whether the real targets stayed untouched is judged in every run, named or not. */
function withFence(checks: readonly Tagged[], pair: EvidencePair): readonly Tagged[] {
  return pair.effects.length === 0 || checks.some((one) => one.kind === 'fence') ? checks : [...checks, { kind: 'fence', config: {} }];
}

async function judgeCheck(
  tagged: Tagged,
  run: StoredRun,
  pair: EvidencePair,
  live: readonly Allowance[],
  options: JudgeOptions,
): Promise<JudgedCheck> {
  const check = options.checks[tagged.kind];
  if (check === undefined) throw unknownKind('check', tagged.kind);
  const output = outputOf(tagged.config);
  const personal = personalOf(check.id, output, run.scenario.outputs);
  const mask = options.mask;
  if (personal !== undefined && mask === undefined) throw noMask();
  const head = { id: check.id, title: check.title, scope: check.scope, options: tagged.config, ...(output === undefined ? {} : { output }) };
  try {
    const allowances = live.filter((one) => one.target.check === check.id && (one.target.output === undefined || one.target.output === output));
    const result = await withTimeout(check, tagged.config, pair, allowances, run, options.signal);
    const status = countedStatus(check, result, run, pair, output);
    return { ...head, status, result: personal === undefined || mask === undefined ? result : maskResult(result, personal, mask) };
  } catch (thrown) {
    if (options.signal.aborted) throw thrown;
    const error = asTwinrunError(thrown).toJSON();
    return { ...head, status: 'inconclusive', error: personal === undefined ? error : maskError(error) };
  }
}

/** A content check counts only where the pair is comparable; a finding forbids a pass. */
function countedStatus(check: Check, result: CheckResult, run: StoredRun, pair: EvidencePair, output: string | undefined): Status {
  if (check.scope === 'content' && whyNotComparable(pair, run.scenario, run.record, output).length > 0) return 'inconclusive';
  return result.status === 'pass' && result.findings.length > 0 ? 'inconclusive' : result.status;
}

async function withTimeout(
  check: Check,
  config: unknown,
  pair: EvidencePair,
  allowances: readonly Allowance[],
  run: StoredRun,
  signal: AbortSignal,
): Promise<CheckResult> {
  const timeout = AbortSignal.timeout(CHECK_TIMEOUT_MS);
  const both = AbortSignal.any([signal, timeout]);
  const late = new Promise<never>((_resolve, reject) =>
    both.addEventListener('abort', () => reject(timeout.aborted ? tooLong(check.id) : signal.reason), { once: true }),
  );
  return Promise.race([check.check(pair, config, { signal: both, clock: frozenClock(new Date(run.record.startedAt)), allowances }), late]);
}

function noMask(): TwinrunError {
  return new TwinrunError({
    code: 'judge.no-mask',
    message: 'the scenario names personal columns, and nothing says how to mask them',
    fix: 'Hand `mask` to judge: makeMask(key).',
  });
}

function tooLong(id: string): TwinrunError {
  return new TwinrunError({
    code: 'check.timed-out',
    message: `check ${id} took longer than ${CHECK_TIMEOUT_MS / 60_000} minutes`,
    fix: 'Compare less at once, or mend the check.',
  });
}

function outputOf(options: unknown): string | undefined {
  const output = (options as { output?: unknown } | null)?.output;
  return typeof output === 'string' ? output : undefined;
}

/** A clean exit, or the same charset, is not enough: without any content compared, there is no pass. */
function nothingCompared(judged: readonly JudgedCheck[], checks: Registries['checks']): readonly Message[] {
  if (judged.some((one) => one.scope === 'content' && checks[one.id]?.traitOnly !== true)) return [];
  return [message('comparable.nothing', 'no check compared any content')];
}

function expired(one: Allowance, day: string): Finding {
  return {
    id: 'allowance-expired',
    message: message('allowance.expired', 'allowance {id} was valid until {until}, and the run is of {day}: it covers nothing', {
      id: one.id,
      until: one.until,
      day,
    }),
    fix: message('allowance.expired.fix', 'Remove it if the difference is mended; otherwise look at the evidence again and set a new date.'),
  };
}
