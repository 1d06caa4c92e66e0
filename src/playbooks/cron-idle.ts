import type { Connections } from '../connections/connections.ts';
import { cronEntry, programsOf } from '../connections/crontab/cron-entry.ts';
import type { CrontabPlace } from '../connections/crontab/host-crontab.ts';
import { findRunning, programsIn } from '../connections/ssh/find-running.ts';
import type { Context } from '../model/context.ts';
import type { StepRequest } from '../model/step-kind.ts';

const LOOK_AGAIN_MS = 2_000;

/** What of a line of cron runs now, in words, with pid and since when; undefined where nothing does. */
type RunNow = string | undefined;

/** Where a line stands, and what it starts. */
export interface StartedLine {
  readonly host: string;
  readonly place: CrontabPlace;
  /** As it is, without a mark. */
  readonly line: string;
}

/**
 * Looks on the host for a run of what a line of cron starts, and of what the scenario says the legacy batch is. A host that shows no processes cannot be taken for idle. Throws what
 * connecting throws.
 */
export async function runningNow(connections: Connections, { host, place, line }: StartedLine, { legacy }: StepRequest, x: Context): Promise<RunNow> {
  const programs = programsOf(cronEntry(line, place)?.command ?? line);
  const { kind, config } = legacy.runner;
  const { host: on, command, user } = config as { readonly host?: string; readonly command?: readonly string[]; readonly user?: string };
  const more = kind === 'ssh' && on === host ? programsIn(command ?? []).filter((one) => one !== '' && !programs.includes(one)) : [];
  const own = more.map((one) => [one, user] as const);
  for (const [program, owner] of [...programs.map((one) => [one, place.user] as const), ...own]) {
    const found = await findRunning(await connections.ssh(host), program, owner);
    if (found === undefined) return `${host} does not show its processes, so that nobody knows whether ${program} runs`;
    const [first] = found;
    if (first === undefined) continue;
    const since =
      first.seconds === undefined ? '' : `, since ${new Date(x.clock.now().getTime() - first.seconds * 1000).toISOString().slice(0, 19)}Z`;
    return `${program} runs on ${host} (pid ${first.pid}${since}: ${first.args.slice(0, 200)})`;
  }
  return undefined;
}

/** Waits until nothing of it runs any more: undefined then, else what still ran when the step's time was over or it was cancelled. */
export async function waitUntilIdle(connections: Connections, started: StartedLine, request: StepRequest, x: Context): Promise<RunNow> {
  const end = x.clock.monotonic() + request.timeoutMs;
  for (;;) {
    const running = await runningNow(connections, started, request, x);
    if (running === undefined || x.clock.monotonic() > end || x.signal.aborted) return running;
    await x.clock.sleep(LOOK_AGAIN_MS, x.signal).catch(() => undefined);
  }
}
