import { message } from '../../../model/message.ts';
import type { Side } from '../../../model/side.ts';
import type { CellHypothesis, CellPair, CellRule } from '../hypothesis.ts';
import { byteLimits, type Cut, characters, cp932Length, cp932Limits, isCutAtByte, isCutAtCharacter, isCutAtCp932 } from './cut-limits.ts';
import { withoutEnd } from './without-end.ts';

/** One text that happens to be the beginning of another is no truncation yet. */
const EVIDENCE = { cells: 3, share: 0.25 };
/** Lengths and delimiters that are tried, the most frequent first. */
const TRIED = 4;
const FRACTION = /^[+-]?\d*\.\d+$/;
/** Where scripts cut: fields, words, lines. */
const DELIMITERS: ReadonlySet<string> = new Set([',', ';', '|', '\t', ' ', '\u3000', '\n', '\r', '"', "'", '#', ':', '/', '&', '%', '$', '\0']);

/** Cells that end too early: at a length in characters, at a boundary of bytes, at a delimiter. */
export const truncation: CellHypothesis = {
  id: 'truncation',
  propose: (sample) =>
    (['candidate', 'legacy'] as const).flatMap((side) =>
      rulesOf(
        sample.flatMap((pair) => cutOf(pair, side) ?? []),
        side,
      ),
    ),
};

/** What was cut in `side`; undefined where nothing was, or all. Digits behind a point are a matter of rounding. */
function cutOf({ legacy, candidate }: CellPair, side: Side): Cut | undefined {
  const [whole, part] = side === 'candidate' ? [legacy, candidate] : [candidate, legacy];
  const isCut = part.endsWith('\ufffd') ? part.length <= whole.length : part.length < whole.length && whole.startsWith(part);
  return part !== '' && isCut && !FRACTION.test(whole) ? { whole, part } : undefined;
}

function rulesOf(cuts: readonly Cut[], side: Side): readonly CellRule[] {
  const rule = (how: string, at: string | number, isCut: (cut: Cut) => boolean): CellRule => ({
    parameters: { side, how, at },
    strength: 'reproduces',
    evidence: EVIDENCE,
    explains: (pair) => {
      const cut = cutOf(pair, side);
      return cut !== undefined && isCut(cut);
    },
    cause: message(`explain.truncation.cause.${how.replaceAll(' ', '-')}`, CAUSES[how] ?? '', {
      side,
      at: typeof at === 'number' ? at : JSON.stringify(at),
    }),
    fix: how === 'delimiter' ? FIX_DELIMITER : FIX_LENGTH,
  });
  return [
    ...most(cuts.map(({ part }) => characters(part)))
      .filter((at) =>
        isLimit(
          cuts,
          (cut) => isCutAtCharacter(cut, at),
          ({ part }) => characters(part) > at,
        ),
      )
      .map((at) => rule('characters', at, (cut) => isCutAtCharacter(cut, at))),
    ...most(cuts.flatMap(byteLimits))
      .filter((at) =>
        isLimit(
          cuts,
          (cut) => isCutAtByte(cut, at),
          ({ part }) => Buffer.byteLength(withoutEnd(part, '\ufffd')) > at,
        ),
      )
      .map((at) => rule('bytes', at, (cut) => isCutAtByte(cut, at))),
    ...most(cuts.flatMap(cp932Limits))
      .filter((at) =>
        isLimit(
          cuts,
          (cut) => isCutAtCp932(cut, at),
          ({ part }) => cp932Length(part) > at,
        ),
      )
      .map((at) => rule('bytes of CP932', at, (cut) => isCutAtCp932(cut, at))),
    ...most(cuts.flatMap(({ whole, part }) => delimiterAt(whole, part))).map((at) => rule('delimiter', at, (cut) => isCutAtDelimiter(cut, at))),
  ];
}

/** Of texts that are longer than a limit nothing is left beyond it, and most are cut there; where the same is missing of each, it is an ending that was taken off or put on. */
function isLimit(cuts: readonly Cut[], isCut: (cut: Cut) => boolean, isBeyond: (cut: Cut) => boolean): boolean {
  const cut = cuts.filter(isCut);
  const ends = new Set(cut.map(({ whole, part }) => whole.slice(withoutEnd(part, '\ufffd').length)));
  return ends.size > 1 && cut.length * 2 >= cuts.length && cuts.filter(isBeyond).length * 5 < cut.length;
}

function isCutAtDelimiter({ whole, part }: Cut, at: string): boolean {
  return whole.indexOf(at) === part.length && whole.startsWith(part);
}

function delimiterAt(whole: string, part: string): readonly string[] {
  const next = whole.charAt(part.length);
  return DELIMITERS.has(next) && whole.startsWith(part) && !part.includes(next) ? [next] : [];
}

function most<T>(values: readonly T[]): readonly T[] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, TRIED)
    .map(([value]) => value);
}

const CAUSES: Readonly<Record<string, string>> = {
  characters:
    'texts are cut after {at} characters in {side}: a narrower column, varchar({at}), substr, or `cut -c` which counts characters in one libc and bytes in another',
  bytes:
    'texts are cut after {at} bytes in {side}: a limit in bytes (a fixed-width field, `cut -b`, `head -c`, BusyBox `cut -c`, VARCHAR2({at} BYTE)) hits texts of several bytes a character',
  'bytes of CP932':
    'texts are cut after {at} bytes of Shift_JIS in {side}: a field of fixed width, or a column that is measured in bytes (VARCHAR2({at} BYTE) of a database in that charset), hits characters of two bytes',
  delimiter:
    'texts end before the first {at} in {side}: something splits there (`cut -d`, awk -F, `read` with IFS, an unquoted variable) without knowing of quotes',
};

const FIX_LENGTH = message(
  'explain.truncation.fix.length',
  'Widen the column or the field on the side that cuts; in the Dockerfile RUN apk add --no-cache coreutils where the script needs GNU `cut`.',
);

const FIX_DELIMITER = message(
  'explain.truncation.fix.delimiter',
  'Let a CSV writer quote (COPY … CSV, psql --csv, Python csv) and a CSV reader read; in scripts quote variables and use IFS= read -r.',
);
