import { basename, join, resolve } from 'node:path';
import { TwinrunError } from '../model/error.ts';
import type { RetiredBatch } from '../model/retired.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { sha256 } from '../runtime/hash.ts';
import { throwProblems, withoutEchoes } from './problem.ts';
import { mapping } from './raw.ts';
import { readForm } from './read-form.ts';
import { readInput } from './read-input.ts';
import { retiredSchema } from './retired-schema.ts';
import { brokenRetiredRules } from './rules/all-rules.ts';
import { knownNames } from './rules/rule-input.ts';
import type { Workspace } from './workspace.ts';
import { parseYaml } from './yaml-source.ts';

/** A retired batch that was validated. */
export interface LoadedRetired {
  readonly retired: RetiredBatch;
  readonly folder: string;
  /** Its scenario.yaml. */
  readonly file: string;
  /** sha256 of the canonical JSON of `retired`. */
  readonly hash: string;
}

/** Whether the YAML of a scenario, as read, is of a batch that nobody needs. */
export function isRetired(raw: unknown): boolean {
  return mapping(raw).disposition === 'retire';
}

/**
 * Loads `<folder>/scenario.yaml` where it says `disposition: retire`; undefined where it does not, or cannot be read as YAML (`loadScenario` says why).
 * Throws TwinrunErrors (misuse) with all mistakes, each with file:line:column.
 */
export async function loadRetired(folder: string, workspace?: Workspace): Promise<LoadedRetired | undefined> {
  const file = join(folder, 'scenario.yaml');
  const source = await readInput(file, { code: 'scenario.not-found', message: `there is no scenario in ${folder}`, fix: 'Name another folder.' })
    .then((bytes) => parseYaml(bytes, file))
    .catch(() => undefined);
  if (source === undefined || !isRetired(source.value)) return undefined;
  const form = await readForm(source, retiredSchema, 'scenario');
  const broken = brokenRetiredRules({ raw: source.value, folder: basename(resolve(folder)), ...knownNames(workspace) });
  throwProblems(withoutEchoes([...form.problems, ...broken]), source);
  const retired = form.value as RetiredBatch;
  return { retired, folder, file, hash: sha256(canonicalJson(retired)) };
}

/** What a command says that needs both sides of a batch. */
export function retiredError(id: string, file: string): TwinrunError {
  return new TwinrunError({
    code: 'scenario.retired',
    class: 'misuse',
    message: `${id} is retired: nobody needs it, so it has no sides to run, compare or go back to`,
    expected: 'a scenario with `disposition: migrate`',
    received: 'disposition: retire',
    at: { file, field: 'disposition' },
    fix: `\`twinrun plan ${id}\` shows its stop plan, \`twinrun cutover ${id}\` stops it (\`--back\` starts it again), \`twinrun gate ${id}\` says whether it is over.`,
  });
}
