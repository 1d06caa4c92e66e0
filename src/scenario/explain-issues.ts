import type { SchemaIssue } from '../model/schema.ts';
import { didYouMean, nearest } from '../runtime/nearest.ts';
import { visible } from '../runtime/text.ts';
import { expectation, type Issue } from './expectation.ts';
import { hintAt, type JsonSchema } from './json-schema-node.ts';
import { formatPath, type Path, valueAt } from './path.ts';
import type { Problem } from './problem.ts';
import { list } from './raw.ts';
import { received } from './received.ts';
import type { IssueDetails } from './tagged.ts';
import type { YamlSource } from './yaml-source.ts';

/** What the issues are told with. */
export interface ExplainContext {
  /** First part of the error codes: `scenario` or `workspace`. */
  readonly area: string;
  readonly source: YamlSource;
  /** The form of the whole file: descriptions and keys are taken from it. */
  readonly form: JsonSchema;
}

/** A schema's issues as problems that a person can mend: what was expected, what stands there, what to do. */
export function explainIssues(issues: readonly SchemaIssue[], x: ExplainContext, base: Path = []): Problem[] {
  return withoutConsequences(issues.flatMap((issue) => explain(issue as Issue, [...base, ...((issue.path ?? []) as Path)], x)));
}

/** A misspelt field is one mistake: that the right one is missing goes without saying. */
function withoutConsequences(problems: readonly Problem[]): Problem[] {
  const misspelt = problems.filter((problem) => problem.code.endsWith('.unknown-key'));
  return problems.filter((problem) => {
    if (!problem.code.endsWith('.missing')) return true;
    const parent = formatPath(problem.path.slice(0, -1));
    const siblings = misspelt.filter((other) => formatPath(other.path.slice(0, -1)) === parent);
    return !siblings.some((other) => nearest(String(other.path.at(-1)), [String(problem.path.at(-1))]) !== undefined);
  });
}

function explain(issue: Issue, path: Path, x: ExplainContext): Problem[] {
  const value = valueAt(x.source.value, path);
  if (issue.code === 'unrecognized_keys') return list(issue.keys).map((key) => unknownKey([...path, String(key)], x));
  if (issue.code === 'invalid_key') return [wrongKey(issue, path, x)];
  if (issue.code === 'invalid_union' && list(issue.errors).length > 0) return explainIssues(likeliestBranch(list(issue.errors)), x, path);
  if (value === undefined) return [missing(issue, path, x)];
  const details = (issue.params ?? {}) as IssueDetails;
  const field = formatPath(path) || 'the file';
  const expected = expectation(issue);
  return [
    {
      code: `${x.area}.${details.code ?? (issue.code === 'invalid_type' ? 'type' : 'value')}`,
      path,
      ...(details.on === undefined ? {} : { on: details.on }),
      message: details.message ?? `\`${field}\` is not ${expected === undefined ? 'valid' : 'what is expected'}`,
      ...(expected === undefined ? {} : { expected }),
      received: details.on === 'key' ? visible(String(path.at(-1))) : received(value),
      fix: details.fix ?? fixOf(issue, value, path, x),
    },
  ];
}

function unknownKey(path: Path, x: ExplainContext): Problem {
  const key = String(path.at(-1));
  const known = hintAt(x.form, path.slice(0, -1)).keys;
  return {
    code: `${x.area}.unknown-key`,
    path,
    on: 'key',
    message: `there is no field \`${visible(key)}\` here`,
    expected: known.length === 0 ? 'no such field' : `one of ${known.join(', ')}`,
    received: visible(key),
    fix: didYouMean(key, known, 'Remove it, or move it to where it belongs.'),
  };
}

function wrongKey(issue: Issue, path: Path, x: ExplainContext): Problem {
  const key = visible(String(path.at(-1)));
  const inner = list(issue.issues)[0] as Issue | undefined;
  const expected = (inner === undefined ? undefined : expectation(inner)) ?? 'another name';
  return { code: `${x.area}.name`, path, on: 'key', message: `the name \`${key}\` cannot be used here`, expected, received: key, fix: 'Rename it.' };
}

function missing(issue: Issue, path: Path, x: ExplainContext): Problem {
  const { description } = hintAt(x.form, path);
  const parent = formatPath(path.slice(0, -1));
  return {
    code: `${x.area}.missing`,
    path,
    on: 'key',
    message: `\`${formatPath(path)}\` is missing`,
    expected: description ?? expectation(issue) ?? 'a value',
    received: 'nothing',
    fix: `Write \`${String(path.at(-1))}:\` ${parent === '' ? 'at the top level' : `under \`${parent}\``}.`,
  };
}

/** Of a union, the branch that the author most likely meant: not of another type altogether, then with the fewest issues. */
function likeliestBranch(branches: readonly unknown[]): readonly SchemaIssue[] {
  const cost = (branch: readonly Issue[]) => branch.length + (branch.some((issue) => (issue.path ?? []).length === 0) ? 100 : 0);
  const sorted = [...(branches as readonly (readonly Issue[])[])].sort((a, b) => cost(a) - cost(b));
  return sorted[0] ?? [];
}

function fixOf(issue: Issue, value: unknown, path: Path, x: ExplainContext): string {
  const values = list(issue.values ?? issue.options).map(String);
  const { description } = hintAt(x.form, path);
  const otherwise = description === undefined ? 'Correct the value.' : `Correct the value. What it is for: ${description}.`;
  if (issue.code === 'invalid_type') return typeFix(String(issue.expected), value, x.source.written(path)) ?? otherwise;
  return typeof value === 'string' && values.length > 0 ? didYouMean(value, values, otherwise) : otherwise;
}

/** How a value of another type is usually meant; undefined when there is no telling. */
function typeFix(expected: string, value: unknown, written: string | undefined): string | undefined {
  const isText = typeof value === 'string';
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return `Quote it: "${written ?? String(value)}"`;
  if (expected === 'array' && isText) return `Write a list: [${visible(written ?? value)}]`;
  if ((expected === 'number' || expected === 'int') && isText) return 'Write a number, without quotes.';
  if (expected === 'boolean' && isText && /^(?:yes|on|no|off)$/i.test(value)) return `Write ${/^(?:yes|on)$/i.test(value) ? 'true' : 'false'}.`;
  return undefined;
}
