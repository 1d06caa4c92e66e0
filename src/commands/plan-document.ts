import type { Document } from '../model/document.ts';
import type { PlannedStep } from '../model/event.ts';
import { type SharedPlace, sharedPlaceText } from '../scenario/shared-places.ts';

/** What a rehearsal will do, for people; before that, which of the `shared` places it has in common with other scenarios. */
export function planDocument(
  plan: { readonly scenario: string; readonly businessDate: string; readonly steps: readonly PlannedStep[] },
  shared: readonly SharedPlace[],
): Document {
  const common = shared.filter(({ writers }) => writers.some(({ scenario }) => scenario === plan.scenario));
  return {
    title: `Plan of ${plan.scenario} for business date ${plan.businessDate}`,
    blocks: [
      ...(common.length === 0 ? [] : [{ kind: 'list', items: common.map(sharedPlaceText) } as const]),
      {
        kind: 'tree',
        nodes: plan.steps.map((step) => ({
          label: { text: step.title.text },
          children: step.details.map((detail) => ({ label: { text: detail.text, tone: 'muted' } })),
        })),
      },
    ],
  };
}
