import type { Difference } from '../../../model/difference.ts';
import { message } from '../../../model/message.ts';
import type { Side } from '../../../model/side.ts';
import type { TableExplanation, TableHypothesis, TableInput } from '../hypothesis.ts';
import { type Agreement, agreementOf } from './agreement.ts';
import { type KeySample, sampleByKey } from './key-sample.ts';

/** A column that only legacy has and one that only the candidate has are the same under another name: by their values, or because the names differ in their writing only. */
export const columnsRenamed: TableHypothesis = {
  id: 'columns-renamed',
  explain: async (input) => {
    const alone = { legacy: aloneOn(input, 'legacy'), candidate: aloneOn(input, 'candidate') };
    if (alone.legacy.length === 0 || alone.candidate.length === 0) return [];
    const samples = {
      legacy: await sampleByKey(input, 'legacy', placesOf(alone.legacy)),
      candidate: await sampleByKey(input, 'candidate', placesOf(alone.candidate)),
    };
    const only = alone.legacy.length === 1 && alone.candidate.length === 1;
    return choose(
      alone.legacy.flatMap((mine, i) => alone.candidate.map((theirs, j) => renaming(mine, theirs, pairsOf(samples, i, j)))),
      only,
    ).map(explained);
  },
};

interface Column {
  readonly name: string;
  readonly place: number;
}

interface Renaming extends Agreement {
  readonly legacy: Column;
  readonly candidate: Column;
  /** The names differ in case, separators and width alone. */
  readonly cosmetic: boolean;
  /** Some of the values are not empty. */
  readonly filled: boolean;
}

function placesOf(columns: readonly Column[]): number[] {
  return columns.map(({ place }) => place);
}

/** Columns of which the other side has none with the name. Of a repeated name, none: it is told apart by its place only. */
function aloneOn({ comparison, match }: TableInput, side: Side): Column[] {
  const header = comparison[side].header ?? [];
  const common = new Set(match.common.map(({ name }) => name));
  return header.map((name, place) => ({ name, place })).filter(({ name }) => !common.has(name) && header.indexOf(name) === header.lastIndexOf(name));
}

function pairsOf(samples: Readonly<Record<Side, KeySample>>, mine: number, theirs: number): (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (const [key, cells] of samples.legacy) {
    const [left, right] = [cells?.[mine], samples.candidate.get(key)?.[theirs]];
    if (left !== undefined && right !== undefined) pairs.push([left, right]);
  }
  return pairs;
}

function renaming(legacy: Column, candidate: Column, pairs: readonly (readonly [string, string])[]): Renaming {
  return {
    legacy,
    candidate,
    cosmetic: bareName(legacy.name) === bareName(candidate.name),
    filled: pairs.some(([value]) => value !== ''),
    ...agreementOf(pairs),
  };
}

function bareName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Values in nearly all records, beyond chance. */
const NEARLY_ALL = 0.9;

/** One column each side has alone, in the same place, with the same values: too few records, or one value in all of them, leave no doubt then. */
function isOnlyOne({ legacy, candidate, records, equal, filled }: Renaming): boolean {
  return legacy.place === candidate.place && records > 0 && equal === records && filled;
}

/** Each column at most once; those first whose values agree best, then those whose names do, then neighbours. */
function choose(all: readonly Renaming[], only: boolean): Renaming[] {
  const chosen: Renaming[] = [];
  for (const one of all.filter((one) => one.cosmetic || one.beyondChance >= NEARLY_ALL || (only && isOnlyOne(one))).sort(byLikelihood)) {
    if (chosen.every(({ legacy, candidate }) => legacy !== one.legacy && candidate !== one.candidate)) chosen.push(one);
  }
  return chosen.sort((a, b) => a.legacy.place - b.legacy.place);
}

function byLikelihood(a: Renaming, b: Renaming): number {
  return b.beyondChance - a.beyondChance || Number(b.cosmetic) - Number(a.cosmetic) || distance(a) - distance(b);
}

function distance({ legacy, candidate }: Renaming): number {
  return Math.abs(legacy.place - candidate.place);
}

function explained({ legacy, candidate, cosmetic, records, equal, beyondChance }: Renaming): TableExplanation {
  const parameters = { legacy: legacy.name, candidate: candidate.name, equal, records };
  return {
    parameters,
    strength: equal === records && beyondChance > 0 ? 'reproduces' : 'consistent',
    accounts: (difference) => isMissing(difference, 'legacy', legacy.name) || isMissing(difference, 'candidate', candidate.name),
    cause: message(`explain.columns-renamed.cause.${cosmetic ? 'writing' : 'name'}`, `${WHAT}: ${cosmetic ? WRITING : NAME}`, parameters),
    fix: message(
      'explain.columns-renamed.fix',
      'Give the column its name in the query: SELECT … AS "{legacy}" (quoted: without quotes PostgreSQL makes it lower case).',
      parameters,
    ),
  };
}

const WHAT = "the candidate's column {candidate} is legacy's {legacy} ({equal} of {records} records that were looked at have the same value there)";
const WRITING =
  'the names differ in their writing only (PostgreSQL folds names without quotes to lower case, other databases to upper case; a mapper turns snake into camel)';
const NAME = 'it was renamed in the query, the table or the header that the candidate writes itself';

/** Whether the difference is the column that only `side` has. Once for each of its names. */
function isMissing({ kind, column, message: text }: Difference, side: Side, name: string): boolean {
  return kind === 'column' && column === name && text?.id !== 'columns.repeated' && text?.values.side !== side;
}
