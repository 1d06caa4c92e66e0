import { z } from 'zod';
import type { Playbook } from '../model/playbook.ts';
import type { Registries } from '../model/registries.ts';
import { clockTime, duration, environment, name, text } from './fields.ts';
import { stepSchema, verificationSchema, withIds } from './step-schema.ts';
import { addIssue, tagged } from './tagged.ts';
import { verificationKinds } from './verification-kinds.ts';

/** What calls for going back. */
const triggers = {
  verdict: z.enum(['fail', 'inconclusive']).describe('The verdict that calls for going back'),
  deadline: clockTime("Time of day in the schedule's zone at which, without a pass, going back is due"),
  check: name('A check of this scenario whose failure calls for going back'),
  exitCode: z.int().min(1).max(255).describe('An exit code of the candidate that calls for going back'),
  observed: text('What a person sees that calls for going back: a call from the partner, an alarm'),
};

const A_MONTH_MS = 30 * 86_400_000;

const drill = z
  .strictObject({
    validFor: duration('A green drill arms the playbook for so long', 366).default(A_MONTH_MS),
    environment: environment('Variables of the legacy batch in a drill, over its fences').exactOptional(),
    targets: z
      .record(name('Name of the effect'), z.unknown())
      .describe("Where a drill's delivery of that effect arrives, in the terms of the effect's kind")
      .exactOptional(),
  })
  .describe('How the playbook is rehearsed');

const impossible = z.strictObject({
  possible: z.literal(false).describe('Whether one can go back: true or false'),
  reason: text('Why one cannot go back, and what is done instead'),
});

function possible(registries: Registries) {
  const step = stepSchema(registries);
  const collectors = Object.fromEntries(Object.entries(registries.collectors).map(([kind, { config }]) => [kind, config]));
  return z.strictObject({
    possible: z.literal(true).describe('Whether one can go back: true or false'),
    decideBy: clockTime("Time of day HH:MM in the schedule's zone until which going back must be decided; after it, it helps nobody"),
    pointOfNoReturn: text('What makes going back impossible, and about when').exactOptional(),
    triggers: z
      .array(tagged('trigger', triggers, 'What calls for going back'))
      .min(1, 'at least one trigger')
      .describe('What calls for going back; decided now, not under stress'),
    snapshot: step.describe('Taken before the first step; mandatory where the batch is not idempotent').exactOptional(),
    restore: step.describe('Brings back what `snapshot` took; done in drills, and by `--undo`').exactOptional(),
    probe: name('Probe that must say the same before `snapshot` and after `restore`').exactOptional(),
    steps: z.array(step).min(1, 'at least one step').describe('How to go back, in order'),
    verify: z
      .array(verificationSchema(verificationKinds(registries)))
      .min(1, 'at least one verification')
      .describe('How to know that one is back; a rollback that nobody verified is a hope'),
    places: z
      .record(name('Name of the output'), tagged('collector', collectors, 'Where the legacy batch leaves it when it is not fenced'))
      .describe('Where outputs of the legacy batch lie when it is not fenced')
      .exactOptional(),
    drill: drill.exactOptional(),
  });
}

/** The rollback of a scenario, or why there is none. Every step and verification has an id afterwards. */
export function playbookSchema(registries: Registries): z.ZodType<Playbook> {
  return z
    .discriminatedUnion('possible', [possible(registries), impossible])
    .transform((playbook, context): Playbook => {
      if (!playbook.possible) return playbook;
      const special = [
        ...(playbook.snapshot === undefined ? [] : [{ ...playbook.snapshot, id: 'snapshot' }]),
        ...(playbook.restore === undefined ? [] : [{ ...playbook.restore, id: 'restore' }]),
      ];
      const steps = withIds([...special, ...playbook.steps]);
      const verify = withIds(playbook.verify);
      for (const [field, all] of [
        ['steps', steps],
        ['verify', verify],
      ] as const) {
        const twice = all.find(({ id }, index) => all.findIndex((other) => other.id === id) !== index);
        if (twice !== undefined) addIssue(context, [field], 'an id of its own for each', { message: `two of them are called \`${twice.id}\`` });
      }
      const [snapshot, restore] = [steps.find(({ id }) => id === 'snapshot'), steps.find(({ id }) => id === 'restore')];
      return {
        ...playbook,
        ...(snapshot === undefined ? {} : { snapshot }),
        ...(restore === undefined ? {} : { restore }),
        steps: steps.slice(special.length),
        verify,
      } as Playbook;
    })
    .describe('Whether one can go back, until when to decide it, and how. People under stress slip: it is written down and rehearsed beforehand');
}
