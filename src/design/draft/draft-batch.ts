import type { Survey, SurveyEntry } from '../../model/survey.ts';
import { documentToMarkdown } from '../../reporters/document-to-markdown.ts';
import { drawAfter, drawBefore } from '../diagrams/survey-diagrams.ts';
import { toDrawio } from '../diagrams/to-drawio.ts';
import { designDocument } from './design-document.ts';
import { draftRetired } from './draft-retired.ts';
import { type DraftWorld, draftScenario } from './draft-scenario.ts';
import { stopPlan } from './stop-plan.ts';
import { draftId } from './words.ts';

export interface DraftOrder {
  readonly survey: Survey;
  /** Those to draft, and whether nobody needs them any more. */
  readonly entries: readonly { readonly entry: SurveyEntry; readonly retire: boolean }[];
  readonly world: DraftWorld;
  /** Relations of an entry, in words. */
  readonly relations: (entry: SurveyEntry) => readonly string[];
}

/** What becomes a folder in `scenarios/`. */
export interface DraftedBatch {
  readonly id: string;
  /** Id of the entry. */
  readonly entry: string;
  readonly disposition: 'migrate' | 'retire';
  /** Text by name. */
  readonly files: Readonly<Record<string, string>>;
}

/** Drafts of the batches of a survey: scenario.yaml, design.md and diagrams of those that move; a stop plan, and the questions that it asks, of those that do not. Two scripts of one name get numbers. */
export function draftBatches({ survey, entries, world, relations }: DraftOrder): readonly DraftedBatch[] {
  const taken = new Set<string>();
  return entries.map(({ entry, retire }) => {
    const base = draftId(entry);
    let id = base;
    for (let number = 2; taken.has(id); number++) id = `${base}-${number}`;
    taken.add(id);
    const about = { id, entry, survey, relations: relations(entry) };
    if (retire) {
      const files = { 'scenario.yaml': draftRetired(id, entry, survey, world), 'stop-plan.md': documentToMarkdown(stopPlan(about)) };
      return { id, entry: entry.id, disposition: 'retire', files };
    }
    return {
      ...{ id, entry: entry.id, disposition: 'migrate' },
      files: {
        'scenario.yaml': draftScenario(id, entry, survey, world),
        'design.md': documentToMarkdown(designDocument(about)),
        'before-after.drawio': toDrawio([drawBefore(survey, [entry]), drawAfter(survey, [entry])]),
      },
    };
  });
}
