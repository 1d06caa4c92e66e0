import type { Document, Text } from '../../model/document.ts';
import { formatLocation } from '../../model/location.ts';
import type { Survey, SurveyEntry } from '../../model/survey.ts';
import { consequencesOf } from '../consequences.ts';
import { drawAfter, drawBefore } from '../diagrams/survey-diagrams.ts';
import { toMermaid } from '../diagrams/to-mermaid.ts';

interface DesignOf {
  readonly id: string;
  readonly entry: SurveyEntry;
  readonly survey: Survey;
  /** Relations of the entry, in words. */
  readonly relations: readonly string[];
}

/** The design of one batch: before and after, what the platform changes and what is proposed, what ties it to others, and what reading did not show. */
export function designDocument({ id, entry, survey, relations }: DesignOf): Document {
  const consequences = consequencesOf({ entry, survey });
  const strays = (survey.strays ?? []).filter((stray) => stray.entry === entry.id);
  const shared = (survey.containers ?? []).filter(({ entries }) => entries.includes(entry.id));
  const diagram = (title: string, text: string) => [
    { kind: 'heading', level: 2, text: title } as const,
    { kind: 'figure', language: 'mermaid', text } as const,
  ];
  return {
    title: `Design of ${id}`,
    blocks: [
      {
        kind: 'text',
        spans: [
          {
            text: `From the survey of ${survey.host.name} (${survey.host.at}): ${formatLocation(entry.at)}, ${entry.schedule.written}, as ${entry.user}.`,
          },
        ],
      },
      ...diagram('Before', toMermaid(drawBefore(survey, [entry]))),
      ...diagram('After', toMermaid(drawAfter(survey, [entry]))),
      { kind: 'heading', level: 2, text: 'What the platform changes' },
      ...consequences.flatMap(({ rule, subject, at, change, proposal, snippet }): Document['blocks'] => [
        { kind: 'heading', level: 3, text: `${rule}: ${subject}`, literal: true },
        { kind: 'text', spans: [{ text: `${at === undefined ? '' : `${formatLocation(at)}: `}${change}. ${proposal}` }] },
        ...(snippet === undefined ? [] : [{ kind: 'figure', language: '', text: snippet } as const]),
      ]),
      ...list('What ties it to other batches', relations),
      ...list(
        'Is it still needed?',
        strays.map(({ kind, evidence, at }) => `${kind}: ${evidence} (${formatLocation(at)})`),
      ),
      ...list(
        'Could share an image and a task definition',
        shared.map(({ entries, because }) => `${entries.filter((one) => one !== entry.id).join(', ')}: ${because.join('; ')}`),
      ),
      ...list(
        'What reading did not show: find out before it is moved',
        entry.uses.unresolved.map(({ at, kind, what, why }) => `${formatLocation(at)}: ${kind}, ${what}: ${why}`),
      ),
    ],
  };
}

function list(text: string, lines: readonly string[]): Document['blocks'] {
  if (lines.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text },
    { kind: 'list', items: lines.map((line): Text => ({ text: line })) },
  ];
}
