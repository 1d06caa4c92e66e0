import { compareFires, type FireComparison } from './compare-fires.ts';
import { cronFires } from './cron-fires.ts';
import { cronLine } from './cron-line.ts';
import { describeCron } from './cron-words.ts';
import { readExpression, schedulerFires } from './eventbridge.ts';
import { type Proposal, proposeExpressions } from './propose.ts';
import { proposeRules } from './propose-rules.ts';
import { type Span, zoneSpans } from './wall-times.ts';

const NEAR_MS = 3 * 3_600_000;

/** One schedule of the candidate: EventBridge Scheduler has a time zone, the older rules know UTC only. */
export interface CandidateSchedule {
  readonly service: 'scheduler' | 'rule';
  readonly expression: string;
  readonly zone: string;
}

/** One fire that only one side has. */
export interface FireDifference {
  /** ms since 1970. */
  readonly at: number;
  readonly side: 'legacy' | 'candidate';
  /** `clock-change`: within three hours of one. `doubled`: the candidate fires twice. */
  readonly cause: 'clock-change' | 'doubled' | 'schedule';
}

/** Whether both sides fire at the same times, and what would. */
export interface ScheduleParity {
  readonly cron: string;
  readonly zone: string;
  readonly words: string;
  readonly span: Span;
  readonly candidates: readonly CandidateSchedule[];
  /** Undefined where the candidate has no schedule yet. */
  readonly comparison?: FireComparison;
  /** Every difference, by time. */
  readonly differences: readonly FireDifference[];
  /** The next fires of legacy, at most five. */
  readonly next: readonly number[];
  readonly proposal: {
    readonly scheduler: Proposal;
    /** Fires at which two proposed schedules fire together. */
    readonly doubled: readonly number[];
    /** Where the proposal does not fire as cron does: changes of the clock. */
    readonly differences: readonly FireDifference[];
    readonly rule: Proposal;
  };
}

/** Compares a crontab line with what EventBridge fires, within a span. The texts must be valid: throws RangeError otherwise. */
export function scheduleParity(cron: string, zone: string, candidates: readonly CandidateSchedule[], span: Span): ScheduleParity {
  const line = cronLine(cron);
  const legacy = cronFires(line, zone, span);
  const firesOf = (schedules: readonly CandidateSchedule[]) => schedules.flatMap((one) => candidateFires(one, span)).sort((a, b) => a - b);
  const comparison = candidates.length === 0 ? undefined : compareFires(legacy, firesOf(candidates));
  const scheduler = proposeExpressions(line);
  const proposed = 'refused' in scheduler ? [] : scheduler.expressions.map((expression) => ({ service: 'scheduler' as const, expression, zone }));
  const trial = proposed.length === 0 ? undefined : compareFires(legacy, firesOf(proposed));
  const causes = causesOf([zone, ...candidates.map((one) => one.zone)], span);
  return {
    cron,
    zone,
    words: describeCron(cron),
    span,
    candidates,
    ...(comparison === undefined ? {} : { comparison }),
    differences: causes(comparison),
    next: legacy.slice(0, 5),
    proposal: { scheduler, doubled: trial?.doubled ?? [], differences: causes(trial), rule: proposeRules(line, zone, span) },
  };
}

/** Throws RangeError when the expression is none, or there is no such zone. */
function candidateFires({ expression, zone, service }: CandidateSchedule, span: Span): number[] {
  const times = readExpression(expression);
  if (typeof times === 'string') throw new RangeError(`${expression}: ${times}`);
  return schedulerFires(times, service === 'rule' ? 'UTC' : zone, span);
}

function causesOf(zones: readonly string[], span: Span): (comparison: FireComparison | undefined) => readonly FireDifference[] {
  const wide = { from: span.from - NEAR_MS, until: span.until + NEAR_MS };
  const changes = [...new Set(zones)].flatMap((zone) =>
    zoneSpans(zone, wide)
      .slice(1)
      .map(({ from }) => from),
  );
  const near = (at: number) => changes.some((change) => Math.abs(change - at) <= NEAR_MS);
  return (comparison) => {
    if (comparison === undefined) return [];
    const doubled = new Set(comparison.doubled);
    const cause = (at: number) => (near(at) ? 'clock-change' : doubled.has(at) ? 'doubled' : 'schedule');
    const legacy = comparison.onlyLegacy.map((at) => ({ at, side: 'legacy' as const, cause: cause(at) as FireDifference['cause'] }));
    const candidate = comparison.onlyCandidate.map((at) => ({ at, side: 'candidate' as const, cause: cause(at) as FireDifference['cause'] }));
    return [...legacy, ...candidate].sort((a, b) => a.at - b.at);
  };
}
