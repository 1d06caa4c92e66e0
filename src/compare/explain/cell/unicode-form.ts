import { message } from '../../../model/message.ts';
import type { CellHypothesis } from '../hypothesis.ts';
import { foldingRule, type Mapping, mappingRules } from './mapping-rules.ts';

const MAPPINGS: readonly Mapping[] = (['NFC', 'NFD', 'NFKC', 'NFKD'] as const).map((form) => ({ name: form, of: (text) => text.normalize(form) }));

/** The same characters in another normal form of Unicode (Unicode Standard Annex 15): `が` as one code point or as two. */
export const unicodeForm: CellHypothesis = {
  id: 'unicode-form',
  propose: (sample) => [
    ...mappingRules(sample, MAPPINGS, (how, side) => ({ cause: message('explain.unicode-form.cause', CAUSE, { how, side }), fix: FIX })),
    ...foldingRule(sample, (text) => text.normalize('NFC'), { cause: MIXED, fix: FIX }, { how: 'mixed' }),
  ],
};

const CAUSE =
  'the same characters, in {side} in the form {how} of Unicode: names of files from macOS, or a library that normalises (ICU, unicodedata), are on one side only';

const MIXED = message('explain.unicode-form.cause.mixed', 'the same characters in other normal forms of Unicode');

const FIX = message(
  'explain.unicode-form.fix',
  'Normalise to one form on both sides, in PostgreSQL with normalize(text, NFC), in Python with unicodedata.normalize("NFC", text).',
);
