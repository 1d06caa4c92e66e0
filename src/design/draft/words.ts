import type { SurveyEntry } from '../../model/survey.ts';
import { visible } from '../../runtime/text.ts';

/** What validation refuses until a person has answered it. */
export const BLANK = '"???"';

/** A text as a scalar of YAML, whatever it holds. */
export function scalar(text: string): string {
  return JSON.stringify(text);
}

/** A comment of one line: what was read of a host must not end it. */
export function remark(text: string, indent = ''): string {
  return `${indent}# ${visible(text.replace(/\s*\n\s*/g, ' / ')).trim()}`;
}

/** A scenario's id for an entry: by its script, else by its command, else by its table. */
export function draftId({ uses, command, at }: SurveyEntry): string {
  const script = uses.files.find(({ access, remote }) => access === 'execute' && remote === undefined)?.path ?? command.split(/\s/)[0] ?? '';
  return kebab(script) || kebab(at.file ?? '') || 'batch';
}

/** The last part of a path as a kebab-case name; empty where nothing is left. */
export function kebab(path: string): string {
  const base =
    path
      .split('/')
      .at(-1)
      ?.replace(/\$\{[^}]*\}|\$\(…\)|\*/g, '') ?? '';
  return base
    .replace(/\.[A-Za-z]\w*(?:\.gz)?$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
    .replace(/-$/, '');
}
