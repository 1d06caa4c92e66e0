import { basename, join, resolve } from 'node:path';
import type { Registries } from '../model/registries.ts';
import type { Scenario } from '../model/scenario.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { sha256 } from '../runtime/hash.ts';
import { isRetired, retiredError } from './load-retired.ts';
import { throwProblems, withoutEchoes } from './problem.ts';
import { readForm } from './read-form.ts';
import { readInput } from './read-input.ts';
import { brokenRules } from './rules/all-rules.ts';
import { knownNames } from './rules/rule-input.ts';
import { hashScenarioFiles } from './scenario-files.ts';
import { scenarioSchema } from './scenario-schema.ts';
import type { Workspace } from './workspace.ts';
import { parseYaml } from './yaml-source.ts';

/** A scenario that was validated, and what is recorded of it in each run. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  readonly folder: string;
  /** Its scenario.yaml. */
  readonly file: string;
  /** sha256 of the canonical JSON of `scenario` without `gate` and `soak`: what is asked of evidence, and what comes after it, does not change it. */
  readonly hash: string;
  /** sha256 of every file of the folder, by relative path, sorted. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Loads `<folder>/scenario.yaml` and validates it against the kinds of the registries and, when given, the names of the workspace.
 * Throws TwinrunErrors (misuse) with all mistakes, each with file:line:column; `scenario.not-found` when there is no such file, `scenario.retired` where the batch is
 * to be stopped and not replaced.
 */
export async function loadScenario(folder: string, registries: Registries, workspace?: Workspace): Promise<LoadedScenario> {
  const file = join(folder, 'scenario.yaml');
  const bytes = await readInput(file, {
    code: 'scenario.not-found',
    message: `there is no scenario in ${folder}`,
    fix: 'Name a folder that holds scenario.yaml; `twinrun scenarios` lists those of the workspace.',
  });
  const scenario = await parseScenario(bytes, {
    file,
    folder: basename(resolve(folder)),
    registries,
    ...(workspace === undefined ? {} : { workspace }),
  });
  return { scenario, folder, file, hash: hashScenario(scenario), files: await hashScenarioFiles(folder) };
}

function hashScenario({ gate: _, soak: __, ...scenario }: Scenario): string {
  return sha256(canonicalJson(scenario));
}

/** What `parseScenario` needs beside the bytes: the file's name for errors, and the name of its folder. */
export interface ParseOptions {
  readonly file: string;
  readonly folder: string;
  readonly registries: Registries;
  readonly workspace?: Workspace;
}

/** Validates the bytes of a scenario.yaml. Throws TwinrunErrors with all mistakes, and `scenario.retired`. */
export async function parseScenario(bytes: Uint8Array, { file, folder, registries, workspace }: ParseOptions): Promise<Scenario> {
  const source = parseYaml(bytes, file);
  if (isRetired(source.value)) throw retiredError(folder, file);
  const form = await readForm(source, scenarioSchema(registries), 'scenario');
  const broken = brokenRules({ raw: source.value, folder, registries, ...knownNames(workspace) });
  throwProblems(withoutEchoes([...form.problems, ...broken]), source);
  return form.value as Scenario;
}
