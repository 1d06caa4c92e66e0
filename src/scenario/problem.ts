import { TwinrunError, TwinrunErrors } from '../model/error.ts';
import { formatPath, type Path } from './path.ts';
import type { YamlSource } from './yaml-source.ts';

/** One mistake in a YAML file, before it is located. */
export interface Problem {
  readonly code: string;
  readonly path: Path;
  /** Whether the key or the value is wrong; the value by default. */
  readonly on?: 'key' | 'value';
  readonly message: string;
  readonly expected?: string;
  readonly received?: string;
  readonly fix: string;
}

/** Throws all problems at once, in the order of the file, each with file:line:column and field. Returns when there are none. */
export function throwProblems(problems: readonly Problem[], source: YamlSource): void {
  if (problems.length === 0) return;
  const errors = problems.map((problem) => toError(problem, source));
  errors.sort((a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0));
  throw new TwinrunErrors(errors);
}

/** A blank is told once, as a blank, and not also as a value of the wrong form. */
export function withoutEchoes(problems: readonly Problem[]): readonly Problem[] {
  const blanks = new Set(problems.filter((problem) => problem.code === 'scenario.blank').map((problem) => formatPath(problem.path)));
  return problems.filter((problem) => problem.code === 'scenario.blank' || !blanks.has(formatPath(problem.path)));
}

function toError(problem: Problem, source: YamlSource): TwinrunError {
  const { code, path, on, message, expected, received, fix } = problem;
  return new TwinrunError({
    code,
    class: 'misuse',
    message,
    ...(expected === undefined ? {} : { expected }),
    ...(received === undefined ? {} : { received }),
    at: { file: source.file, ...source.locate(path, on ?? 'value'), ...(path.length === 0 ? {} : { field: formatPath(path) }) },
    fix,
  });
}
