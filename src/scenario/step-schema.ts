import { z } from 'zod';
import type { PlaybookStep, Verification } from '../model/playbook.ts';
import type { Registries } from '../model/registries.ts';
import type { Schema } from '../model/schema.ts';
import { duration, name, text } from './fields.ts';
import { jsonSchemaOf } from './json-schema-node.ts';
import { mapping } from './raw.ts';
import { addIssue, formsOf, tagged, unknownKind, validated } from './tagged.ts';

type Kinds = Readonly<Record<string, Schema>>;

/** Kinds of steps that only look: they run a command. */
const ASKING = ['ssh', 'local'];

/** A step of a playbook: one kind with its settings, and beside it the fields that all steps have. Ids that are not given are made by the playbook. */
export function stepSchema({ steps }: Pick<Registries, 'steps'>): z.ZodType<PlaybookStep, Record<string, unknown>> {
  const kinds: Kinds = Object.fromEntries(Object.entries(steps).map(([kind, { config }]) => [kind, config]));
  const asking: Kinds = Object.fromEntries(Object.entries(kinds).filter(([kind]) => ASKING.includes(kind)));
  const drilled: Kinds = { ...kinds, none: text('Why this step is left out of drills') };
  const common = {
    id: name('Names the step in the journal; unique within the playbook. Default: its kind, numbered').exactOptional(),
    title: text('What it does, in one line').exactOptional(),
    timeout: duration("How long it may take before it is stopped. Default: 10m; of `rerun`, the side's").exactOptional(),
    expected: duration('How long it takes as a rule').exactOptional(),
    precondition: tagged('command', asking, 'A command that reads only, and must succeed before').exactOptional(),
    doneWhen: tagged(
      'command',
      asking,
      'A command that reads only, and succeeds once the step has done its work; asked after a crash',
    ).exactOptional(),
    undo: tagged('step', kinds, 'Takes the step back').exactOptional(),
    drill: tagged('step', drilled, 'What is done in a drill instead; `none: <why>` leaves it out').exactOptional(),
    repeat: z
      .enum(['safe', 'never', 'ask'])
      .describe('Whether it may be done again when it is not known whether it was done: safe, never, or ask a person')
      .exactOptional(),
    confirm: text('Of a step that cannot be taken back: the words that a person must type before it is done').exactOptional(),
  };
  return choiceBeside('step', kinds, common, 'One step') as unknown as z.ZodType<PlaybookStep, Record<string, unknown>>;
}

/** One verification: one kind with its settings, and beside it `id` and `title`. */
export function verificationSchema(kinds: Kinds): z.ZodType<Verification, Record<string, unknown>> {
  const common = {
    id: name('Names the verification; unique within the playbook. Default: its kind, numbered').exactOptional(),
    title: text('What it shows, in one line').exactOptional(),
  };
  return choiceBeside('verification', kinds, common, 'How to know that one is back') as unknown as z.ZodType<Verification, Record<string, unknown>>;
}

/** A choice among kinds, as `tagged`, with fields beside it that all kinds have. */
function choiceBeside(what: string, kinds: Kinds, common: z.ZodRawShape, description: string) {
  const shape = z.strictObject(common);
  return z
    .record(z.string(), z.unknown())
    .transform(async (value, context) => {
      const beside = Object.fromEntries(Object.entries(value).filter(([key]) => Object.hasOwn(common, key)));
      const [kind, ...more] = Object.keys(value).filter((key) => !Object.hasOwn(common, key));
      if (kind === undefined || more.length > 0) {
        const known = Object.keys(kinds);
        const unknown = [kind, ...more].find((key) => key !== undefined && !known.includes(key));
        if (unknown !== undefined)
          addIssue(context, [unknown], `one ${what}: ${known.join(', ')}`, unknownKind(what, unknown, { ...kinds, ...common }));
        else addIssue(context, [], `one ${what}: ${known.join(', ')}`, { code: 'one-kind', message: `exactly one ${what} goes here` });
        return z.NEVER;
      }
      const schema = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
      if (schema === undefined) {
        addIssue(context, [kind], `one of ${Object.keys(kinds).join(', ')}`, unknownKind(what, kind, kinds));
        return z.NEVER;
      }
      const fields = (await validated(shape, beside, [], context)) as Record<string, unknown>;
      return { ...fields, kind, config: await validated(schema, value[kind], [kind], context) };
    })
    .meta({
      ...{ description, type: 'object' },
      get properties() {
        return { ...formsOf(kinds), ...mapping(jsonSchemaOf(shape).properties) };
      },
      ...{ additionalProperties: false, minProperties: 1 },
    });
}

/** Gives an id to each that has none: its kind, numbered where it occurs again. */
export function withIds<T extends { readonly id?: string; readonly kind: string }>(all: readonly T[]): (T & { readonly id: string })[] {
  const taken = new Set(all.flatMap(({ id }) => id ?? []));
  return all.map((one) => {
    if (one.id !== undefined) return { ...one, id: one.id };
    let id = one.kind;
    for (let number = 2; taken.has(id); number++) id = `${one.kind}-${number}`;
    taken.add(id);
    return { ...one, id };
  });
}
