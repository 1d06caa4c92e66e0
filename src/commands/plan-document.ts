import type { Document } from '../model/document.ts';
import type { PlannedStep } from '../model/event.ts';

/** What a rehearsal will do, for people. */
export function planDocument(plan: { readonly scenario: string; readonly businessDate: string; readonly steps: readonly PlannedStep[] }): Document {
  return {
    title: `Plan of ${plan.scenario} for business date ${plan.businessDate}`,
    blocks: [
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
