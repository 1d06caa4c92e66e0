import type { Consequence } from '../model/consequence.ts';
import type { Block, Text } from '../model/document.ts';
import { formatLocation } from '../model/location.ts';
import type { Survey, SurveyRelation } from '../model/survey.ts';

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

/** What was made of a survey: relations, strays, batches that could share a container, and what the platform changes for each. */
export function findingsBlocks(survey: Survey, consequences: ReadonlyMap<string, readonly Consequence[]>): readonly Block[] {
  const { relations = [], strays = [], containers = [], entries } = survey;
  return [
    ...list('Relations: to move one changes the other', relations.map(relationText)),
    ...list(
      'Is it still needed? Ask before it is moved',
      strays.map(({ entry, kind, evidence, at }) => `${entry}: ${kind}. ${evidence} (${formatLocation(at)})`),
      'warning',
    ),
    ...list(
      'One image and one task definition, a command each',
      containers.map(({ entries: ids, because }) => `${ids.join(', ')}: ${because.join('; ')}`),
    ),
    ...entries.flatMap(({ id, at }) => changes(`${formatLocation(at)} on Fargate`, consequences.get(id) ?? [])),
  ];
}

function changes(title: string, consequences: readonly Consequence[]): readonly Block[] {
  if (consequences.length === 0) return [];
  return [
    { kind: 'heading', level: 3, text: title, literal: true },
    {
      kind: 'list',
      items: consequences.map(({ rule, subject, change, proposal, at }) => ({
        text: `${rule}, ${subject}${at === undefined ? '' : ` (${formatLocation(at)})`}: ${change}. ${proposal}`,
      })),
    },
  ];
}

function list(text: string, lines: readonly string[], tone?: Text['tone']): readonly Block[] {
  if (lines.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text },
    { kind: 'list', items: lines.map((line) => ({ text: line, ...(tone === undefined ? {} : { tone }) })) },
  ];
}
