import { z } from 'zod';
import type { Effect } from '../model/effect.ts';
import type { EffectKind } from '../model/effect-kind.ts';
import { environment } from './fields.ts';
import { jsonSchemaOf } from './json-schema-node.ts';
import { addIssue, unknownKind, validated } from './tagged.ts';

const fenced = z
  .strictObject({
    fence: environment('Environment variables that turn this side away from the real target, to a decoy. `{}` only where the side is not fenced'),
  })
  .describe('That this side has the effect, and its fence');

const parts = {
  kind: z.string().describe('What kind of target it is'),
  target: z
    .unknown()
    .describe('The real target, in the terms of its kind: it is looked at before and after a rehearsal and must not change')
    .exactOptional(),
  legacy: fenced.exactOptional(),
  candidate: fenced.exactOptional(),
};

/** One effect: `{ kind, target, legacy: { fence }, candidate: { fence } }` in the file. */
export function effectSchema(kinds: Readonly<Record<string, EffectKind>>): z.ZodType<Effect, Record<string, unknown>> {
  const shape = z.strictObject(parts);
  return z
    .record(z.string(), z.unknown())
    .transform(async (value, context) => {
      const kind = typeof value.kind === 'string' && Object.hasOwn(kinds, value.kind) ? kinds[value.kind] : undefined;
      if (typeof value.kind === 'string' && kind === undefined)
        addIssue(context, ['kind'], `one of ${Object.keys(kinds).join(', ')}`, { ...unknownKind('effect', value.kind, kinds), on: 'value' });
      const target = kind === undefined || value.target === undefined ? undefined : await validated(kind.target, value.target, ['target'], context);
      const effect = await validated(shape, value, [], context);
      return toEffect(effect as z.output<typeof shape>, target);
    })
    .meta(editorSchema(shape, kinds));
}

function toEffect({ kind, legacy, candidate }: z.output<z.ZodObject<typeof parts>>, target: unknown): Effect {
  const sides = { ...(legacy === undefined ? {} : { legacy }), ...(candidate === undefined ? {} : { candidate }) };
  return target === undefined ? { kind, sides } : { kind, target, sides };
}

/** For editors: the target's form depends on the kind. */
function editorSchema(shape: z.ZodObject<typeof parts>, kinds: Readonly<Record<string, EffectKind>>) {
  const base = jsonSchemaOf(shape);
  const properties = { ...(base.properties as object), kind: { type: 'string', enum: Object.keys(kinds), description: parts.kind.description } };
  const allOf = Object.entries(kinds).map(([kind, { target }]) => ({
    if: { properties: { kind: { const: kind } }, required: ['kind'] },
    // biome-ignore lint/suspicious/noThenProperty: the word of JSON Schema
    then: { properties: { target: jsonSchemaOf(target) } },
  }));
  return { ...base, description: 'One thing that the batch does to the world outside', properties, allOf };
}
