import { z } from 'zod';
import type { TextRule } from './rule.ts';

/** `trim: true`: white space at both ends does not count (Unicode's, with the ideographic space). A byte order mark is none, though JavaScript trims it. */
export const trim: TextRule<'trim'> = {
  name: 'trim',
  schema: z.literal(true).describe('White space at both ends does not count'),
  normaliser: (declared) => (declared.trim === undefined ? undefined : trimmed),
};

const MARK = '\ufeff';

function trimmed(text: string): string {
  const short = text.trim();
  if (!text.includes(MARK) || short.length === text.length) return short;
  const [start = ''] = /^[^\S\ufeff]*/.exec(text) ?? [];
  let end = text.length;
  while (end > start.length && /[^\S\ufeff]/.test(text[end - 1] ?? '')) end -= 1;
  return text.slice(start.length, end);
}
