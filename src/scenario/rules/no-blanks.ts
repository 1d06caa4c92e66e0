import { strings } from '../raw.ts';
import type { Rule } from './rule-input.ts';

/** What a draft leaves for a person to fill in must not pass as an answer. */
export const noBlanks: Rule = ({ raw }) =>
  [...strings(raw)]
    .filter(({ text }) => text.trim() === '???' || text.trimStart().startsWith('TODO'))
    .map(({ text, path }) => ({
      code: 'scenario.blank',
      path,
      message: 'this is marked blank: somebody still has to answer it',
      received: text.slice(0, 80),
      fix: 'Ask whoever knows, and write the answer.',
    }));
