import { message } from '../../../model/message.ts';
import type { CellHypothesis } from '../hypothesis.ts';
import { foldingRule, type Mapping, mappingRules } from './mapping-rules.ts';

/** The block of half and full width forms, and the ideographic space. */
const FORMS = /[\u3000\uff01-\uff9f\uffe0-\uffe6]+/g;
const FULL_ASCII = /[\uff01-\uff5e\u3000]/g;
const HALF_KANA = /[\uff61-\uff9f]+/g;

/** Full width ASCII becomes half width, half width kana becomes full width with its sound marks joined (NFKC of these characters only). */
function folded(text: string): string {
  return text.replace(FORMS, (run) => run.normalize('NFKC'));
}

const MAPPINGS: readonly Mapping[] = [
  { name: 'half width letters', of: (text) => text.replace(FULL_ASCII, (one) => one.normalize('NFKC')) },
  { name: 'full width kana', of: (text) => text.replace(HALF_KANA, (run) => run.normalize('NFKC')) },
  { name: 'half width letters and full width kana', of: folded },
];

/** The same characters in full or half width: `ＡＢＣ` and `ABC`, `ｱ` and `ア`. */
export const width: CellHypothesis = {
  id: 'width',
  propose: (sample) => [
    ...mappingRules(sample, MAPPINGS, (how, side) => ({ cause: message('explain.width.cause', CAUSE, { how, side }), fix: FIX })),
    ...foldingRule(sample, folded, { cause: MIXED, fix: FIX }, { how: 'mixed' }),
  ],
};

const CAUSE =
  'the same characters, in {side} with {how}: a conversion for the receiver (`nkf`, which turns half width kana into full width unless it is told -x, or a function of the database) runs on one side only';

const MIXED = message('explain.width.cause.mixed', 'the same characters, some in full width and some in half width');

const FIX = message(
  'explain.width.fix',
  'Give `nkf` the option -x on both sides, or use iconv, which keeps the width; or declare `width: nfkc` for the column where it means nothing.',
);
