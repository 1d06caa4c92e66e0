import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import type { Registries } from '../model/registries.ts';
import type { ResumedTake } from '../model/runner.ts';
import type { Tagged } from '../model/schema.ts';
import type { Person, StepEnd, StepKind, StepRequest } from '../model/step-kind.ts';
import { writeFileAtomic } from '../runtime/atomic-file.ts';
import { redactTexts } from '../runtime/redact-texts.ts';
import type { Act } from './act.ts';
import type { ActJournal } from './act-journal.ts';

/** What acts are done with. */
export interface ActWork {
  /** Of the plan: unique; names what is started. */
  readonly id: string;
  /** Absolute; holds logs and observations of attempts. */
  readonly folder: string;
  readonly journal: ActJournal;
  readonly registries: Pick<Registries, 'steps' | 'probes'>;
  readonly x: Context;
  readonly legacy: StepRequest['legacy'];
  readonly person?: Person;
  /** The plan was agreed to by its hash: nothing of it is asked again. */
  readonly approved: boolean;
  /** Told what goes on, a line at a time. */
  readonly tell: (text: string) => void;
}

/** Throws `step.unknown-kind`. */
export function kindOf({ kind }: Tagged, { registries }: ActWork): StepKind {
  const found = Object.hasOwn(registries.steps, kind) ? registries.steps[kind] : undefined;
  if (found !== undefined) return found;
  throw new TwinrunError({
    code: 'step.unknown-kind',
    class: 'misuse',
    message: `there is no step of kind ${kind} in this version of twinrun`,
    fix: 'Run the version that the scenario was written for, or correct the scenario.',
  });
}

/** Where the observation of an attempt lies, relative to the folder. */
export function endFile(attempt: string): string {
  return `acts/${attempt}.json`;
}

/** What is looked for has a log of its own: that of the attempt may say how far it came. */
export function requestOf(act: Act, attempt: string, work: ActWork, resumed?: ResumedTake): StepRequest {
  return {
    attempt,
    title: act.title,
    environment: act.environment,
    timeoutMs: act.timeoutMs,
    logFile: join(work.folder, 'acts', `${attempt}${resumed === undefined ? '' : '.found'}.log`),
    legacy: work.legacy,
    ...(resumed === undefined ? {} : { resumed }),
    ...(work.person === undefined ? {} : { person: work.person }),
  };
}

/** The context of one attempt: its notes in the journal name it. */
export function contextOf(act: Act, attempt: string, { x, journal }: ActWork): Context {
  return { ...x, journal: journal.of(act.id, attempt) };
}

/** Runs a command that only looks: a precondition, or whether a step is done. It leaves no mark in the journal. */
export async function ask(question: Tagged, act: Act, what: string, work: ActWork): Promise<StepEnd> {
  const attempt = `${work.id}.${act.id}.${what}`;
  const x = { ...work.x, journal: { write: async () => {} } };
  const request = requestOf(act, attempt, work);
  await rm(request.logFile, { force: true });
  return await kindOf(question, work).run(question.config, request, x);
}

/** Stores how an attempt ended, whole, and only then says so in the journal. */
export async function noteEnd(act: Act, attempt: string, end: StepEnd, durationMs: number, { folder, journal, x }: ActWork): Promise<StepEnd> {
  const told = redactTexts(end, x.secrets);
  await writeFileAtomic(join(folder, endFile(attempt)), `${JSON.stringify({ schema: 'twinrun.act-end/1', act: act.id, ...told }, undefined, 2)}\n`);
  const more = {
    ...(didNothing(end) ? { started: false } : {}),
    ...(told.changes === undefined ? {} : { changes: told.changes }),
    ...(told.living === true ? { living: true } : {}),
  };
  await journal.write({ type: 'act.ended', act: act.id, attempt, status: told.status, text: told.text, durationMs, ...more });
  return told;
}

/** Whether an act that ended without success surely changed nothing. */
export function didNothing({ started, observation }: StepEnd): boolean {
  return started === false || observation?.outcome.kind === 'not-started';
}
