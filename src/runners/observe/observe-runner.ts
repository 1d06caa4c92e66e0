import type { Connections } from '../../connections/connections.ts';
import type { Context } from '../../model/context.ts';
import { asTwinrunError, TwinrunError } from '../../model/error.ts';
import { message } from '../../model/message.ts';
import type { Observation } from '../../model/observation.ts';
import type { Runner, TakeRequest } from '../../model/runner.ts';
import type { LogWriter } from '../../runtime/log-writer.ts';
import { observeTake, type TakeLimits } from '../observe-take.ts';
import { type ObserveConfig, observeConfig } from './observe-config.ts';
import { NO_LOG, type Observed, unknown } from './observed.ts';
import { filePlace, type Place, s3Place, sftpPlace } from './place.ts';
import type { Terms } from './sight.ts';
import { observeTask } from './task-history.ts';
import { waitForSight } from './wait-for-sight.ts';
import { type Window, windowOf } from './window.ts';

const QUIET_MS = 120_000;

/**
 * Starts nothing: takes what the natural run of the business date left, waits for it until the side's time-out, refuses what is stale or half-written. The
 * observation's times are the natural run's. What was not found, or cannot be looked at, is the outcome `unknown`: it never passes.
 */
export function observeRunner(connections: Connections): Runner<ObserveConfig> {
  const run = async (settings: ObserveConfig, request: TakeRequest, x: Context): Promise<Observation> => {
    let span: Observed['span'];
    const observation = await observeTake('observe', request, x, async (log, limits) => {
      const end = await observe(connections, settings, { request, log, limits }, x).catch((thrown: unknown): Observed => {
        if (x.signal.aborted) throw thrown;
        const { message: error, fix } = asTwinrunError(thrown);
        const values = { place: describePlace(settings), error, fix: fix.text };
        return unknown(message('observe.failed', 'the natural run at {place} cannot be observed: {error} ({fix})', values));
      });
      span = end.span;
      return end;
    });
    if (span === undefined) return observation;
    const [startedAt, finishedAt] = [new Date(span.from).toISOString(), new Date(span.to).toISOString()];
    return { ...observation, startedAt, finishedAt, durationMs: Math.round(span.to - span.from) };
  };
  return {
    kind: 'observe',
    config: observeConfig,
    plan: (settings) => [
      message('observe.plan', 'start nothing: wait for what the natural run leaves at {place}', { place: describePlace(settings) }),
    ],
    run,
    // Nothing was started, so there is nothing to lose: it looks again.
    resume: run,
  };
}

interface Take {
  readonly request: TakeRequest;
  readonly log: LogWriter;
  readonly limits: TakeLimits;
}

async function observe(connections: Connections, settings: ObserveConfig, take: Take, x: Context): Promise<Observed> {
  const window = windowOf(settings, take.request.natural);
  if (settings.task !== undefined) return await observeTask(connections, settings.task, window, take, x);
  const place = placeOf(connections, settings, x);
  const terms = termsOf(settings, place, window);
  const wait = await waitForSight(place, terms, take.limits.stop, `take.${take.request.take}`, x);
  if (wait.kind === 'not-found') {
    if (x.signal.aborted) return { ...NO_LOG, outcome: take.limits.why() };
    if (!wait.stopped) return unknown(wait.why);
    const values = { seconds: take.request.timeoutMs / 1000, why: wait.why.text, of: wait.why.id };
    return unknown(message('observe.deadline', 'it was waited for {seconds} s: {why}', values));
  }
  const at = new Date(wait.at).toISOString();
  const facts = {
    'observed.source': place.source,
    'observed.due': new Date(window.from).toISOString(),
    'observed.writtenAt': new Date(wait.found.writtenAt).toISOString(),
    'observed.size': String(wait.found.size),
    ...(wait.skew === undefined ? {} : { 'host.clockSkew': String(wait.skew) }),
  };
  return { ...NO_LOG, outcome: { kind: 'observed', at }, facts, span: { from: window.from, to: wait.at } };
}

function placeOf(connections: Connections, { sftp, s3, file }: ObserveConfig, x: Context): Place {
  if (sftp !== undefined) return sftpPlace(connections, sftp, x.clock);
  if (s3 !== undefined) return s3Place(connections, s3);
  if (file !== undefined) return filePlace(file);
  throw new TwinrunError({ code: 'observe.no-place', class: 'misuse', message: 'nothing says where to look', fix: 'Name sftp, file, s3 or task.' });
}

function termsOf({ doneWhen }: ObserveConfig, place: Place, window: Window): Terms {
  const { quiet, marker, lastLine, minSize } = doneWhen;
  const whole = place.whole || marker !== undefined || lastLine !== undefined;
  return { source: place.source, ...window, minSize, quiet: quiet ?? (whole ? 0 : QUIET_MS), marker, lastLine };
}

function describePlace({ sftp, file, s3, task }: ObserveConfig): string {
  if (sftp !== undefined) return `sftp://${sftp.host}/${sftp.path}`;
  if (s3 !== undefined) return `s3://${s3.bucket}/${s3.key}`;
  return file?.path ?? `tasks of ${task?.family ?? 'nothing'}`;
}
