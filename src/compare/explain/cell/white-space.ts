import { message } from '../../../model/message.ts';
import type { CellHypothesis } from '../hypothesis.ts';
import { foldingRule, type Mapping, mappingRules } from './mapping-rules.ts';
import { withoutEnd } from './without-end.ts';

/** Blank, tab, no-break space, ideographic space. Line ends are another cause. */
const DROPPED = ' \t\u00a0\u3000';
/** Characters that nobody sees: zero width space and joiners, word joiner, byte order mark. */
const UNSEEN = /[\u200b-\u200d\u2060\ufeff]/g;
const BLANKS = `[${DROPPED}]`;
const LEADING = new RegExp(`^${BLANKS}+`);
const INNER = new RegExp(`(?<=[^${DROPPED}])${BLANKS}{2,}(?=[^${DROPPED}])`, 'g');
const ALL = new RegExp(BLANKS, 'g');

const MAPPINGS: readonly Mapping[] = [
  { name: 'no blanks at the end', of: (text) => withoutEnd(text, DROPPED) },
  { name: 'no blanks at the start', of: (text) => text.replace(LEADING, '') },
  { name: 'no blanks at either end', of: (text) => withoutEnd(text, DROPPED).replace(LEADING, '') },
  { name: 'single blanks', of: (text) => text.replace(INNER, ' ') },
  { name: 'single blanks and none at either end', of: (text) => withoutEnd(text, DROPPED).replace(LEADING, '').replace(INNER, ' ') },
  { name: 'a blank for a no-break space', of: (text) => text.replaceAll('\u00a0', ' ') },
  { name: 'a blank for an ideographic space', of: (text) => text.replaceAll('\u3000', ' ') },
  { name: 'a blank for a tab', of: (text) => text.replaceAll('\t', ' ') },
  { name: 'no characters of zero width', of: (text) => text.replace(UNSEEN, '') },
  { name: 'no white space', of: (text) => text.replace(ALL, '') },
];

/** The same text but for white space: trimmed, collapsed, padded, or of another kind. */
export const whiteSpace: CellHypothesis = {
  id: 'white-space',
  propose: (sample) => [
    ...mappingRules(sample, MAPPINGS, (how, side) => ({ cause: message('explain.white-space.cause', CAUSE, { how, side }), fix: FIX })),
    ...foldingRule(sample, (text) => text.replace(ALL, ''), { cause: MIXED, fix: FIX }, { how: 'mixed' }),
  ],
};

const CAUSE =
  'the same text, in {side} with {how}: a CHAR(n) column is padded by one client and trimmed by another, or an unquoted variable of a shell script lost its blanks';

const MIXED = message('explain.white-space.cause.mixed', 'the same text but for white space');

const FIX = message(
  'explain.white-space.fix',
  'Trim or pad alike on both sides (RTRIM in the query, "$name" in quotes in the script, IFS= read -r), or declare `trim: true` where blanks at the ends mean nothing.',
);
