import { readFile } from 'node:fs/promises';
import { shellQuote } from '../connections/ssh/ssh-command.ts';
import type { Context } from '../model/context.ts';
import type { Observation } from '../model/observation.ts';
import { describeOutcome, type Outcome } from '../model/outcome.ts';
import type { Runner } from '../model/runner.ts';
import type { Tagged } from '../model/schema.ts';
import type { StepEnd, StepRequest } from '../model/step-kind.ts';

const SAID_BYTES = 400;

/** Runs a command as a take is run: environment by stdin, time-out, redacted log, and all of it gone on a stop. `guarded`: not beside the scheduler's own run. */
export async function runByRunner(runner: Runner, config: unknown, request: StepRequest, x: Context, guarded = false): Promise<StepEnd> {
  return await endOf(await runner.run(config, takeOf(request, guarded), x), request);
}

/** Looks for what an attempt that nobody follows any more has started; starts nothing. */
export async function findByRunner(runner: Runner, config: unknown, request: StepRequest, x: Context, guarded = false): Promise<StepEnd> {
  if (runner.resume === undefined) return { status: 'unknown', text: `the runner ${runner.kind} cannot look for what it started`, living: true };
  return await endOf(await runner.resume(config, takeOf(request, guarded), x), request);
}

function takeOf({ attempt, environment, timeoutMs, legacy, logFile, resumed }: StepRequest, guarded: boolean) {
  const schedule = guarded ? { schedule: legacy.schedule } : {};
  const take = { take: 'legacy-1', side: 'legacy' } as const;
  return { run: attempt, ...take, environment, timeoutMs, logFile, ...schedule, ...(resumed === undefined ? {} : { resumed }) };
}

async function endOf(observation: Observation, { logFile }: StepRequest): Promise<StepEnd> {
  const { outcome } = observation;
  const status = statusOf(outcome);
  const log = status === 'ok' ? '' : (await readFile(logFile, 'utf8').catch(() => '')).trim().slice(-SAID_BYTES).split('\n').slice(-3).join(' / ');
  const text = `${describeOutcome(outcome)}${log === '' ? '' : `; it said: ${log}`}`;
  // Of what was lost from sight while it ran nobody has looked since.
  const living = outcome.kind === 'unknown' && (outcome.reason.values.living ?? 'yes') === 'yes';
  return { status, text, observation, ...(living ? { living } : {}) };
}

function statusOf(outcome: Outcome): StepEnd['status'] {
  switch (outcome.kind) {
    case 'exited':
      return outcome.exitCode === 0 ? 'ok' : 'failed';
    case 'unknown':
      return 'unknown';
    case 'cancelled':
      return 'cancelled';
    default:
      return 'failed';
  }
}

/** The commands that start what a runner starts, for a person at a terminal. Environment first, as the shell takes it. */
export function linesByHand({ kind, config }: Tagged, environment: StepRequest['environment']): readonly string[] {
  const {
    host,
    user,
    command = [],
    cluster,
    taskDefinition,
  } = config as Readonly<Record<'host' | 'user' | 'cluster' | 'taskDefinition', string | undefined>> & {
    readonly command?: readonly string[];
  };
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${word(value)}`);
  const words = command.map(word);
  switch (kind) {
    case 'ssh': {
      const there = [
        ...(user === undefined ? [] : ['sudo', '-n', '-u', word(user)]),
        ...(variables.length > 0 ? ['env', ...variables] : []),
        ...words,
      ];
      return [`ssh ${word(host ?? '')} ${shellQuote(there.join(' '))}`];
    }
    case 'fargate':
      return [
        `aws ecs run-task --cluster ${word(cluster ?? '')} --task-definition ${word(taskDefinition ?? '')} --launch-type FARGATE  # network and overrides: scenario.yaml`,
      ];
    default:
      return [[...variables, ...words].join(' ')];
  }
}

/** A word as a shell takes it, quoted only where it must be. */
export function word(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./{}-]+$/.test(text) ? text : shellQuote(text);
}
