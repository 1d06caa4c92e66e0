import { message } from '../../../model/message.ts';
import type { Side } from '../../../model/side.ts';
import type { CellHypothesis, CellPair, CellRule } from '../hypothesis.ts';
import { withoutEnd } from './without-end.ts';

/** One text that happens to be the beginning of another is no truncation yet. */
const EVIDENCE = { cells: 3, share: 0.25 };
/** Lengths and delimiters that are tried, the most frequent first. */
const TRIED = 4;
const FRACTION = /^[+-]?\d*\.\d+$/;
/** Where scripts cut: fields, words, lines. */
const DELIMITERS: ReadonlySet<string> = new Set([',', ';', '|', '\t', ' ', '\u3000', '\n', '\r', '"', "'", '#', ':', '/', '&', '%', '$', '\0']);

/** A text and what is left of it. */
interface Cut {
  readonly whole: string;
  readonly part: string;
}

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
    cause: message(`explain.truncation.cause.${how}`, CAUSES[how] ?? '', { side, at: typeof at === 'number' ? at : JSON.stringify(at) }),
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
    ...most(cuts.flatMap(({ whole, part }) => delimiterAt(whole, part))).map((at) => rule('delimiter', at, (cut) => isCutAtDelimiter(cut, at))),
  ];
}

/** Of texts that are longer than a limit nothing is left beyond it; where the same is missing of each, it is an ending that was taken off or put on. */
function isLimit(cuts: readonly Cut[], isCut: (cut: Cut) => boolean, isBeyond: (cut: Cut) => boolean): boolean {
  const cut = cuts.filter(isCut);
  const ends = new Set(cut.map(({ whole, part }) => whole.slice(withoutEnd(part, '\ufffd').length)));
  return ends.size > 1 && cuts.filter(isBeyond).length * 5 < cut.length;
}

function isCutAtCharacter({ whole, part }: Cut, at: number): boolean {
  return whole.startsWith(part) && characters(part) === at;
}

/** Whole characters up to the limit; or the bytes as they are, with what a broken character at the end is read as. */
function isCutAtByte({ whole, part }: Cut, at: number): boolean {
  const bytes = Buffer.from(whole, 'utf8');
  if (bytes.length <= at) return false;
  const cut = bytes.subarray(0, at).toString('utf8');
  return part === cut || part === withoutEnd(cut, '\ufffd');
}

function isCutAtDelimiter({ whole, part }: Cut, at: string): boolean {
  return whole.indexOf(at) === part.length && whole.startsWith(part);
}

/** The limits in bytes of UTF-8 that would cut there: a character of up to four bytes did not fit. */
function byteLimits({ part }: Cut): readonly number[] {
  const length = Buffer.byteLength(withoutEnd(part, '\ufffd'), 'utf8');
  return [length, length + 1, length + 2, length + 3];
}

function delimiterAt(whole: string, part: string): readonly string[] {
  const next = whole.charAt(part.length);
  return DELIMITERS.has(next) && whole.startsWith(part) && !part.includes(next) ? [next] : [];
}

function characters(text: string): number {
  return [...text].length;
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
