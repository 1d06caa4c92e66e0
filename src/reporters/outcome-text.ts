import type { StepOutcome } from '../model/event.ts';
import { describeOutcome } from '../model/outcome.ts';
import { visible } from '../runtime/text.ts';

/** How a step ended, as one harmless line; empty when there is nothing to say beside its status. */
export function outcomeText({ text, outcome }: StepOutcome): string {
  return visible(text ?? (outcome === undefined ? '' : describeOutcome(outcome)));
}
