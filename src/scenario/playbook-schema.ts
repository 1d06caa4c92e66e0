import { z } from 'zod';
import { clockTime, name, text } from './fields.ts';
import { tagged } from './tagged.ts';

/** What calls for going back. */
const triggers = {
  verdict: z.enum(['fail', 'inconclusive']).describe('The verdict that calls for going back'),
  deadline: clockTime("Time of day in the schedule's zone at which, without a pass, going back is due"),
  observed: text('What a person sees that calls for going back: a call from the partner, an alarm'),
};

/** How to go back, in order. */
const steps = {
  rerun: z.enum(['legacy']).describe('Runs the legacy batch again, unfenced'),
  manual: text('What a person does, in one sentence'),
};

/** How to know that one is back. */
const verification = {
  check: name('A check of this scenario that must pass afterwards'),
  manual: text('What a person looks at, and what it must show'),
};

const possible = z.strictObject({
  possible: z.literal(true).describe('Whether one can go back: true or false'),
  decideBy: clockTime("Time of day HH:MM in the schedule's zone until which going back must be decided; after it, it helps nobody"),
  pointOfNoReturn: text('What makes going back impossible, and about when').exactOptional(),
  triggers: z
    .array(tagged('trigger', triggers, 'What calls for going back'))
    .min(1, 'at least one trigger')
    .describe('What calls for going back; decided now, not under stress'),
  steps: z
    .array(tagged('step', steps, 'One step back'))
    .min(1, 'at least one step')
    .describe('How to go back, in order'),
  verify: z
    .array(tagged('verification', verification, 'How to know that one is back'))
    .min(1, 'at least one verification')
    .describe('How to know that one is back; a rollback that nobody verified is a hope'),
});

const impossible = z.strictObject({
  possible: z.literal(false).describe('Whether one can go back: true or false'),
  reason: text('Why one cannot go back, and what is done instead'),
});

/** The rollback of a scenario, or why there is none. */
export const playbookSchema = z
  .discriminatedUnion('possible', [possible, impossible])
  .describe('Whether one can go back, until when to decide it, and how. People under stress slip: it is written down and rehearsed beforehand');
