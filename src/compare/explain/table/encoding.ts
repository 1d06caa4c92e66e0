import type { Difference } from '../../../model/difference.ts';
import { message } from '../../../model/message.ts';
import { SIDES, type Side } from '../../../model/side.ts';
import type { TableExplanation, TableHypothesis, TableInput } from '../hypothesis.ts';
import { isAscii, misread } from './misread.ts';
import { otherSide } from './other-side.ts';
import { recordsOnLines, type SameLines, sameLines } from './same-lines.ts';
import { type Trait, traitOf } from './trait.ts';

/** One file is written in another charset than the other. */
export const encoding: TableHypothesis = {
  id: 'encoding',
  explain: async (input) => {
    const trait = traitOf(input.comparison, 'charset');
    if (trait === undefined) return [];
    const unread = SIDES.find((side) => trait[side] === UNREAD);
    if (unread === undefined) return [declared(trait)];
    const found = await charsetOf(input, unread);
    return found === undefined ? [] : [await misreadFile(input, unread, found, trait)];
  },
};

/** How the comparison calls a file that is no UTF-8 and was read as such. */
const UNREAD = 'not UTF-8';

/** Both files were read in their own charset, so the values have been compared. */
function declared({ legacy, candidate, accounts }: Trait): TableExplanation {
  const parameters = { legacy, candidate };
  return {
    parameters,
    strength: 'reproduces',
    accounts,
    cause: message(
      'explain.encoding.file.cause',
      'legacy writes {legacy} and the candidate {candidate}; each was read in its own charset',
      parameters,
    ),
    fix: message('explain.encoding.file.fix', WRITE, { charset: legacy, iconv: legacy }),
  };
}

const WRITE =
  "If the receiver needs {charset}, have the candidate write it: PGCLIENTENCODING (SJIS, EUC_JP, LATIN1) for psql, encoding='cp932' in Python, or iconv -f UTF-8 -t {iconv} of glibc (musl has no CP932 by that name and no //TRANSLIT).";

/** A charset by the names of iconv-lite and of the WHATWG, and by the one that a scenario gives it. */
interface Misreadable {
  readonly name: string;
  readonly label: string;
  readonly setting: string;
}

const CHARSETS: readonly Misreadable[] = [
  { name: 'CP932', label: 'shift_jis', setting: 'cp932' },
  { name: 'EUC-JP', label: 'euc-jp', setting: 'euc-jp' },
  { name: 'windows-1252', label: 'windows-1252', setting: 'iso-8859-1' },
];
const TEXTS = 2_000;

interface Found {
  readonly charset: Misreadable;
  /** Texts beyond ASCII of the other side that `side` shows misread. Several texts may look alike then, so this alone proves nothing. */
  readonly texts: number;
  readonly same: SameLines;
}

/** The charset in which most lines are those of the other side; where no whole line is, most texts look like them. */
async function charsetOf(input: TableInput, side: Side): Promise<Found | undefined> {
  const good = await textsBeyondAscii(input, otherSide(side), TEXTS);
  const bad = await textsBeyondAscii(input, side, 10 * TEXTS);
  let best: Found | undefined;
  for (const charset of CHARSETS) {
    const texts = [...good].filter((text) => bad.has(misread(text, charset.name))).length;
    if (texts === 0) continue;
    const same = await sameLines(input, side, charset.label);
    const better = same.lines[side].size - (best?.same.lines[side].size ?? 0) || texts - (best?.texts ?? 0);
    if (better > 0) best = { charset, texts, same };
  }
  return best;
}

/** The first distinct texts of the records and of the header; a batch more than `most`. */
async function textsBeyondAscii(input: TableInput, side: Side, most: number): Promise<ReadonlySet<string>> {
  const texts = new Set(input.comparison[side].header?.filter((name) => !isAscii(name)));
  for await (const batch of input.records(side)) {
    for (const { cells } of batch) for (const text of cells) if (!isAscii(text)) texts.add(text);
    if (texts.size >= most) break;
  }
  return texts;
}

async function misreadFile(input: TableInput, side: Side, { charset, same }: Found, trait: Trait): Promise<TableExplanation> {
  const lines = same.lines[side].size;
  const records = {
    legacy: await recordsOnLines(input, 'legacy', same.lines.legacy),
    candidate: await recordsOnLines(input, 'candidate', same.lines.candidate),
  };
  const isSame = ({ record }: Difference) => record !== undefined && SIDES.every((one) => record[one] === undefined || records[one].has(record[one]));
  const parameters = { side, charset: charset.name, lines };
  return {
    parameters,
    strength: lines > 0 ? 'reproduces' : 'consistent',
    accounts: (difference) =>
      difference.kind === 'representation'
        ? trait.accounts(difference)
        : difference.kind === 'column'
          ? same.header && !isAscii(difference.column ?? '')
          : difference.kind !== 'value' && isSame(difference),
    cause: message('explain.encoding.file.cause.misread', MISREAD, parameters),
    fix: message(`explain.encoding.file.fix.${side}`, `${DECLARE} ${side === 'legacy' ? WRITE : UTF8}`, {
      ...parameters,
      setting: charset.setting,
      iconv: charset.name,
    }),
  };
}

const MISREAD =
  '{side} writes {charset} and the other side UTF-8: read so, {lines} of its lines with characters beyond ASCII are the same as on the other side';
const DECLARE = "Say so in the output's format, so that the values are compared: encoding: { {side}: {setting} }.";
const UTF8 =
  'If the receiver expects UTF-8, have the candidate write it: PGCLIENTENCODING=UTF8 and LANG=C.UTF-8 in the task definition, and no iconv at the end.';
