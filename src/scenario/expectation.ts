import type { SchemaIssue } from '../model/schema.ts';
import { list } from './raw.ts';

/** An issue as zod gives it; another library's issues have `message` and `path` alone. */
export type Issue = SchemaIssue & Readonly<Record<string, unknown>>;

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  record: 'a mapping',
  object: 'a mapping',
  array: 'a list',
  tuple: 'a list',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
};

/** What an issue says should stand there, in words; undefined when it does not say. */
export function expectation(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[String(issue.expected)] ?? String(issue.expected);
    case 'invalid_value':
      return oneOf(list(issue.values));
    case 'invalid_union':
      return list(issue.options).length > 0 ? oneOf(list(issue.options)) : issue.message;
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string'
        ? nonEmpty(issue)
        : `${issue.inclusive === true ? 'at least' : 'more than'} ${String(issue.minimum)}`;
    case 'too_big':
      return `${issue.inclusive === true ? 'at most' : 'less than'} ${String(issue.maximum)}${issue.origin === 'string' ? ' letters' : ''}`;
    default:
      return issue.message === '' ? undefined : issue.message;
  }
}

function nonEmpty(issue: Issue): string {
  if (!issue.message.startsWith('Too small')) return issue.message;
  return `at least ${String(issue.minimum)} ${issue.origin === 'array' ? 'entries' : 'letters'}`;
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(', ')}`;
}
