import { formatLocation } from '../model/location.ts';
import type { SurveyRelation } from '../model/survey.ts';

const WORDS: Readonly<Record<SurveyRelation['kind'], string>> = {
  file: 'writes the file, read by',
  table: 'writes the table, read by',
  object: 'writes the object, read by',
  lock: 'takes the same lock as',
  'same-table': 'writes the same table as',
  'same-file': 'writes the same file as',
};

/** One relation in words: `a writes the file, read by b: /data/x.csv (a.sh:3, b.sh:4)`. */
export function relationText({ kind, subject, from, to, fromAt, toAt, certain }: SurveyRelation): string {
  const places = `${formatLocation(fromAt)}, ${formatLocation(toAt)}`;
  return `${from} ${WORDS[kind]} ${to}: ${subject} (${places})${certain ? '' : '; as far as the name is known'}`;
}

/** Relations by what ties them, a line each, since many batches of one table make many pairs. `name`: what an entry is called, by its id. */
export function tiesOf(relations: readonly SurveyRelation[], name: (entry: string) => string): readonly string[] {
  const ties = new Map<
    string,
    { readonly kind: SurveyRelation['kind']; readonly subject: string; from: Set<string>; to: Set<string>; certain: boolean }
  >();
  for (const { kind, subject, from, to, certain } of relations) {
    const key = `${kind} ${subject}`;
    const tie = ties.get(key) ?? { kind, subject, from: new Set(), to: new Set(), certain: true };
    ties.set(key, { ...tie, from: tie.from.add(name(from)), to: tie.to.add(name(to)), certain: tie.certain && certain });
  }
  return [...ties.values()].map(({ kind, subject, from, to, certain }) => {
    const doubt = certain ? '' : ' (as far as the name is known)';
    const both = namesOf([...new Set([...from, ...to])]);
    if (kind === 'lock') return `lock ${subject}${doubt}: taken by ${both}`;
    if (kind === 'same-table' || kind === 'same-file') return `${kind.slice('same-'.length)} ${subject}${doubt}: written by each of ${both}`;
    return `${kind} ${subject}${doubt}: written by ${namesOf([...from])}; read by ${namesOf([...to])}`;
  });
}

const SHOWN = 12;

/** The first of many names, and how many more there are. */
export function namesOf(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return `${names.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
