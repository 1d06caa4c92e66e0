import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { TaskDefinition } from '@aws-sdk/client-ecs';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import type { Tagged } from '../model/schema.ts';
import type { Side } from '../model/side.ts';
import type { Survey, SurveyEntry, SurveyUses } from '../model/survey.ts';
import type { ScriptsRead } from '../preflight/preflight.ts';
import { batchContainer } from '../runners/batch-container.ts';
import { buildImage } from '../sandbox/aws/images/build-image.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import { surveyImage } from '../survey/survey.ts';

interface Sides {
  readonly loaded: LoadedScenario;
  /** Reads the last survey of a host; throws `survey.none` where there is none. */
  readonly survey: (host: string) => Promise<Survey>;
  readonly runners: Readonly<Record<Side, Tagged>>;
  /** A private folder for the image's files. */
  readonly work: string;
  readonly x: Context;
}

/** What the scripts of both sides use: the candidate's from the scenario's own `candidate/`, legacy's from the last survey of its host. A side that cannot be read is left out. */
export async function scriptUses(sides: Sides, definition: TaskDefinition | undefined): Promise<ScriptsRead> {
  const [image, legacy] = [await candidateUses(sides, definition), await legacyUses(sides)];
  return { ...image, ...(legacy === undefined ? {} : { legacy }) };
}

async function candidateUses(
  { loaded, runners, work, x }: Sides,
  definition: TaskDefinition | undefined,
): Promise<Pick<ScriptsRead, 'candidate' | 'packages'>> {
  const { kind, config } = runners.candidate;
  const context = join(loaded.folder, 'candidate');
  const file = join(context, 'Dockerfile');
  if ((kind !== 'fargate' && kind !== 'container') || !existsSync(file)) return {};
  try {
    const { command, container: name } = config as { readonly command?: readonly string[]; readonly container?: string };
    const container = definition === undefined ? undefined : batchContainer(definition, name);
    const image = await buildImage('preflight', context, work, x.ids);
    // As ECS does: an entry point of the definition takes the image's command away with the image's entry point.
    const words = [
      ...(container?.entryPoint ?? image.entryPoint),
      ...(command ?? container?.command ?? (container?.entryPoint === undefined ? image.command : [])),
    ];
    if (words.length === 0) return { packages: image.packages };
    const workingFolder = posix.resolve(image.workingFolder, container?.workingDirectory ?? '.');
    const candidate = await surveyImage({ folder: image.folder, environment: image.environment, workingFolder, words, file }, x);
    return { candidate, packages: image.packages };
  } catch (cause) {
    // What the reader of Dockerfiles does not know may still be a good image: the rules then say that its scripts were not read.
    if (cause instanceof TwinrunError && cause.class === 'misuse') return {};
    throw cause;
  }
}

async function legacyUses({ survey, runners }: Sides): Promise<SurveyUses | undefined> {
  const { host, command } = runners.legacy.config as { readonly host?: string; readonly command?: readonly string[] };
  if (runners.legacy.kind !== 'ssh' || host === undefined || command?.[0] === undefined) return undefined;
  try {
    const { entries } = await survey(host);
    return entryOf(entries, command[0])?.uses;
  } catch (cause) {
    if (cause instanceof TwinrunError && cause.code === 'survey.none') return undefined;
    throw cause;
  }
}

/** The entry that starts a program, given absolute or relative to the home of its user. Enabled ones first. */
function entryOf(entries: readonly SurveyEntry[], program: string): SurveyEntry | undefined {
  const path = program.replace(/^\.\//, '');
  const starts = ({ uses }: SurveyEntry) =>
    uses.files.some((file) => file.access === 'execute' && file.remote === undefined && (file.path === path || file.path.endsWith(`/${path}`)));
  return entries.find((entry) => entry.enabled && starts(entry)) ?? entries.find(starts);
}
