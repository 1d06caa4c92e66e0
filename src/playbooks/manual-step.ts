import { z } from 'zod';
import { message } from '../model/message.ts';
import type { StepKind } from '../model/step-kind.ts';

/** The word that a person types once it is done. */
const DONE = 'done';

/** What a person does and says so. Nothing answers for one. */
export const manualStep: StepKind<string> = {
  kind: 'manual',
  config: z.string().regex(/\S/, 'text that says something').describe('What a person does, in one sentence'),
  repeat: () => 'ask',
  manual: true,
  plan: (text) => [message('manual.plan', 'a person: {text}', { text })],
  permitted: async () => ({ status: 'allowed', text: 'a person does it' }),
  byHand: () => [],
  async run(text, { person }, x) {
    if (person === undefined) return { status: 'unknown', text: 'nobody is at a terminal to say that it was done' };
    const said = await person.choose(`Do this now: ${text}`, [DONE], x.signal);
    return said === DONE
      ? { status: 'ok', text: `${person.name} says it was done` }
      : { status: 'failed', text: `${person.name} did not say that it was done` };
  },
};
