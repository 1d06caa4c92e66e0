import type { Connections } from '../connections/connections.ts';
import { stateOf } from '../connections/crontab/crontab-text.ts';
import { readCrontab } from '../connections/crontab/host-crontab.ts';
import type { Act } from '../handbook/act.ts';
import type { CronLineRef } from '../model/cutover.ts';
import { asTwinrunError, TwinrunError } from '../model/error.ts';
import type { RetiredBatch } from '../model/retired.ts';
import type { Status } from '../model/status.ts';
import type { CutoverPlan } from './cutover-plan.ts';

const TIMEOUT_MS = 10 * 60_000;

/** The lines of crontabs that start a batch which nobody needs. Throws `cutover.by-hand` (misuse) where a person stops it. */
export function linesToStop({ id, stopPlan: { stop } }: RetiredBatch): readonly CronLineRef[] {
  if ('cron' in stop) return stop.cron;
  throw new TwinrunError({
    code: 'cutover.by-hand',
    class: 'misuse',
    message: `${id} is stopped by hand, not by Twinrun`,
    expected: '`stopPlan.stop.cron`',
    received: 'stopPlan.stop.byHand',
    fix: `Do it: ${stop.byHand.what}. Then write \`stopped:\` under stopPlan of its scenario.yaml. To start it again: ${stop.byHand.undo}.`,
  });
}

/** Plans the stop of a batch that nobody needs: its lines off; to go back, on again. Does nothing. Throws `cutover.by-hand`. */
export function planStop(retired: RetiredBatch, hash: string, world: CutoverPlan['world']): CutoverPlan {
  const lines = linesToStop(retired);
  const switched = (state: 'on' | 'off') =>
    lines.map(
      (line, index): Act => ({
        id: `cron-${state}-${index + 1}`,
        title: `switch ${line.contains} ${state} in the crontab on ${line.host}`,
        step: { kind: 'cron', config: { ...line, state } },
        ...{ timeoutMs: TIMEOUT_MS, repeat: 'safe', environment: {} },
      }),
    );
  return {
    schema: 'twinrun.cutover-plan/1',
    ...{ scenario: retired.id, scenarioHash: hash, world, businessDate: '' },
    // No step of it starts the batch.
    legacy: { runner: { kind: 'none', config: {} }, schedule: { cron: '', zone: 'UTC' } },
    acts: switched('off'),
    back: switched('on').toReversed(),
  };
}

/** What a line is now. */
export interface LineNow {
  readonly what: string;
  readonly state: 'on' | 'off' | 'both' | 'absent' | 'unknown';
  readonly text: string;
}

/** Reads the lines where they stand. Pass: every one is off. Never throws for what cannot be read: that is unknown, and inconclusive. */
export async function stopNow(
  lines: readonly CronLineRef[],
  connections: Pick<Connections, 'ssh'>,
): Promise<{ readonly status: Status; readonly lines: readonly LineNow[] }> {
  const now = await Promise.all(
    lines.map(async (line): Promise<LineNow> => {
      const what = `${line.contains} in the crontab on ${line.host}`;
      try {
        const { text } = await readCrontab(await connections.ssh(line.host), line);
        const state = stateOf(text, line.contains);
        return { what, state, text: TEXTS[state] };
      } catch (thrown) {
        return { what, state: 'unknown', text: asTwinrunError(thrown).message };
      }
    }),
  );
  const states = now.map(({ state }) => state);
  if (states.some((state) => state === 'on' || state === 'both')) return { status: 'fail', lines: now };
  return { status: states.every((state) => state === 'off') ? 'pass' : 'inconclusive', lines: now };
}

const TEXTS = {
  on: 'active: the host still starts it',
  off: 'switched off by Twinrun',
  both: 'switched off by Twinrun, and active in another line: somebody or something brought it back',
  absent: 'no line has it: it was removed, or is written otherwise',
} as const;
