import { cell, type Difference } from '../../model/difference.ts';
import { message, type Values } from '../../model/message.ts';
import type { Origin } from '../../model/prepared-table.ts';
import type { Side } from '../../model/side.ts';
import { PLAIN_ORIGIN } from '../formats/origin.ts';
import type { CommonColumn } from '../tables/match-columns.ts';
import type { CsvFacts } from './csv-record.ts';
import { describeLineEnds, lineEndsDiffer } from './line-ends.ts';
import { describeQuoting, type QuotingStyle, type QuotingTally } from './quoting.ts';

/** The headers of both sides. */
export interface ComparedHeaders {
  readonly legacy: readonly string[];
  readonly candidate: readonly string[];
  readonly sameOrder: boolean;
  /** How the names are quoted; absent where there are none in the files. */
  readonly quoting?: Readonly<Record<Side, QuotingStyle>>;
}

/** What differs in the bytes and not in the values, one difference per trait of the file. Files without records tell no line ends or quoting. */
export function compareRepresentation(
  legacy: CsvFacts,
  candidate: CsvFacts,
  columns: readonly CommonColumn[],
  headers: ComparedHeaders,
): Difference[] {
  const found: Difference[] = compareOrigins(legacy.origin, candidate.origin);
  const note = (id: string, what: string, mine: string, theirs: string) => {
    found.push(...trait(id, what, mine, theirs));
  };
  note('bom', 'byte order mark', yes(legacy.bom), yes(candidate.bom));
  note('charset', 'charset', charset(legacy), charset(candidate));
  if (lineEndsDiffer(legacy.lineEnds, candidate.lineEnds))
    note('line-ends', 'line ends', describeLineEnds(legacy.lineEnds), describeLineEnds(candidate.lineEnds));
  note('final-newline', 'line end after the last record', yes(legacy.finalNewline), yes(candidate.finalNewline));
  const telling = columns
    .map(({ name, ...place }) => ({ column: name, legacy: legacy.quotingOf(place.legacy), candidate: candidate.quotingOf(place.candidate) }))
    .filter((column) => differ(column.legacy, column.candidate));
  const quoting = (side: 'legacy' | 'candidate') => describeQuoting(telling.map((column) => ({ column: column.column, style: column[side] })));
  note('quoting', 'quoting', quoting('legacy'), quoting('candidate'));
  // Who quotes all values quotes the names, too: that is one trait.
  if (telling.length === 0 && headers.quoting !== undefined && differ(headers.quoting.legacy, headers.quoting.candidate))
    note('header-quoting', 'quoting of the header', headers.quoting.legacy, headers.quoting.candidate);
  if (!headers.sameOrder) note('column-order', 'column order', headers.legacy.join(', '), headers.candidate.join(', '));
  return found;
}

/** Columns whose empty cells are quoted on one side and bare on the other, as one difference. */
export function compareEmptyQuoting(legacy: QuotingTally, candidate: QuotingTally, columns: readonly CommonColumn[]): Difference[] {
  const styles = columns.map(({ name, ...place }) => ({
    column: name,
    legacy: legacy.styleOf(place.legacy),
    candidate: candidate.styleOf(place.candidate),
  }));
  const telling = styles.filter((one) => differ(one.legacy, one.candidate));
  const words = (side: Side) => telling.map((one) => `${one.column} ${EMPTY_STYLES[one[side]]}`).join(', ');
  return trait('empty-quoting', 'empty cells', words('legacy'), words('candidate'));
}

const EMPTY_STYLES: Readonly<Record<QuotingStyle, string>> = { always: 'quoted', minimal: 'bare', mixed: 'quoted or bare', any: 'none' };

/** What the preparation of both files learned and differs: charset, compression, name in the archive. A source without origin was read as it is. */
export function compareOrigins(legacy: Origin = PLAIN_ORIGIN, candidate: Origin = PLAIN_ORIGIN): Difference[] {
  const [mine, theirs] = [legacy.member, candidate.member];
  return [
    ...trait('charset', 'charset', legacy.charset, candidate.charset),
    ...(legacy.charset === candidate.charset
      ? trait('charset-variants', 'characters in a second code of theirs', String(legacy.variants), String(candidate.variants))
      : []),
    ...trait('compression', 'compression', legacy.compression, candidate.compression),
    ...(mine === undefined || theirs === undefined ? [] : trait('member', 'name in the archive', mine, theirs)),
  ];
}

function trait(id: string, what: string, mine: string, theirs: string): Difference[] {
  if (mine === theirs) return [];
  return [representation(id, '{what}: {legacy} in legacy, {candidate} in candidate', { what, legacy: mine, candidate: theirs })];
}

/** Makes a difference of kind `representation`; its cells are the values `legacy` and `candidate`. */
export function representation(id: string, template: string, values: Values): Difference {
  const side = (value: unknown) => cell(String(value));
  return {
    kind: 'representation',
    ...(values.legacy === undefined ? {} : { legacy: side(values.legacy) }),
    ...(values.candidate === undefined ? {} : { candidate: side(values.candidate) }),
    message: message(`representation.${id}`, template, values),
  };
}

function differ(legacy: QuotingStyle, candidate: QuotingStyle): boolean {
  return legacy !== 'any' && candidate !== 'any' && legacy !== candidate;
}

function charset(facts: CsvFacts): string {
  return facts.utf8 ? 'UTF-8' : 'not UTF-8';
}

function yes(value: boolean): string {
  return value ? 'yes' : 'no';
}
