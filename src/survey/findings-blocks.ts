import type { Consequence } from '../model/consequence.ts';
import type { Block, Text } from '../model/document.ts';
import { formatLocation } from '../model/location.ts';
import type { Survey } from '../model/survey.ts';
import { namesOf, tiesOf } from './relation-text.ts';

/** What was made of a survey: strays first, since what nobody needs is not moved; then what ties batches, and which could share a container. */
export function findingsBlocks({ relations = [], strays = [], containers = [], entries }: Survey): readonly Block[] {
  const places = new Map(entries.map(({ id, at }) => [id, formatLocation(at)]));
  const name = (id: string) => places.get(id) ?? id;
  return [
    ...list(
      'Is it still needed? Ask before it is moved',
      strays.map(({ entry, kind, evidence, at }) => `${entry}: ${kind}. ${evidence} (${formatLocation(at)})`),
      'warning',
    ),
    ...list('Relations: to move one changes the other', tiesOf(relations, name)),
    ...list(
      'One image and one task definition, a command each',
      containers.map(({ entries: ids, because }) => `${namesOf(ids.map(name))}: ${because.join('; ')}`),
    ),
  ];
}

/** What the platform changes: what it is for several batches is said once, the rest by the id of its entry. */
export function partConsequences(
  entries: Survey['entries'],
  consequences: ReadonlyMap<string, readonly Consequence[]>,
): { readonly shared: readonly Block[]; readonly own: (id: string) => readonly Text[] } {
  const groups = new Map<string, { readonly text: string; readonly of: string[] }>();
  for (const { id, at } of entries) {
    for (const one of consequences.get(id) ?? []) {
      const text = said(one, '');
      const group = groups.get(text) ?? { text, of: [] };
      if (!group.of.includes(formatLocation(at))) group.of.push(formatLocation(at));
      groups.set(text, group);
    }
  }
  const several = [...groups.values()].filter(({ of }) => of.length > 1);
  return {
    shared: list(
      'What changes on Fargate for several of them',
      several.map(({ text, of }) => `${text} (${of.length}: ${namesOf(of)})`),
    ),
    own: (id) =>
      (consequences.get(id) ?? []).flatMap((one) =>
        (groups.get(said(one, ''))?.of.length ?? 0) > 1
          ? []
          : [{ text: `on Fargate: ${said(one, one.at === undefined ? '' : ` (${formatLocation(one.at)})`)}` }],
      ),
  };
}

function said({ rule, subject, change, proposal }: Consequence, place: string): string {
  return `${rule}, ${subject}${place}: ${change}. ${proposal}`;
}

/** A heading and its lines; nothing where there are none. */
export function list(text: string, lines: readonly string[], tone?: Text['tone']): readonly Block[] {
  if (lines.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text },
    { kind: 'list', items: lines.map((line) => ({ text: line, ...(tone === undefined ? {} : { tone }) })) },
  ];
}
