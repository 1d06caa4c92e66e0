import { z } from 'zod';
import type { Effect, Fence, FenceProof } from '../model/effect.ts';
import type { Registries } from '../model/registries.ts';
import { SIDES, type Side } from '../model/side.ts';
import { loginJsonSchema, proofJsonSchema, proofRun, readProof } from './fence-proof.ts';
import { environment } from './fields.ts';
import { jsonSchemaOf } from './json-schema-node.ts';
import { mapping } from './raw.ts';
import { addIssue, unknownKind, validated } from './tagged.ts';

const fenced = z
  .strictObject({
    fence: environment('Environment variables that turn this side away from the real target, to a decoy. `{}` only where the side is not fenced'),
    proof: z.unknown().describe('How it is proven, before anything is started, that this side cannot write the real target').exactOptional(),
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

/** One effect: `{ kind, target, legacy: { fence, proof }, candidate: { fence, proof } }` in the file. */
export function effectSchema({ effects: kinds, runners }: Pick<Registries, 'effects' | 'runners'>): z.ZodType<Effect, Record<string, unknown>> {
  const shape = z.strictObject(parts);
  const runs = proofRun(runners);
  return z
    .record(z.string(), z.unknown())
    .transform(async (value, context) => {
      const kind = typeof value.kind === 'string' && Object.hasOwn(kinds, value.kind) ? kinds[value.kind] : undefined;
      if (typeof value.kind === 'string' && kind === undefined)
        addIssue(context, ['kind'], `one of ${Object.keys(kinds).join(', ')}`, { ...unknownKind('effect', value.kind, kinds), on: 'value' });
      const target = kind === undefined || value.target === undefined ? undefined : await validated(kind.target, value.target, ['target'], context);
      const effect = await validated(shape, value, [], context);
      const proofs: Proofs = {};
      for (const side of SIDES) {
        const proof = mapping(value[side]).proof;
        if (proof === undefined) continue;
        proofs[side] = await readProof(proof, kind, { path: [side, 'proof'], runs, context });
        if ('login' in (proofs[side] ?? {}) && value.target === undefined)
          addIssue(context, [side, 'proof'], 'a `target`', {
            message: 'without a target there is nothing that the login could be refused at',
            on: 'key',
          });
      }
      return toEffect(effect as z.output<typeof shape>, target, proofs);
    })
    .meta(editorSchema(shape, kinds, runs));
}

type Proofs = Partial<Record<Side, FenceProof>>;

function toEffect(effect: z.output<z.ZodObject<typeof parts>>, target: unknown, proofs: Proofs): Effect {
  const { kind } = effect;
  const sides: Partial<Record<Side, Fence>> = {};
  for (const side of SIDES) {
    const [fence, proof] = [effect[side]?.fence, proofs[side]];
    if (fence !== undefined) sides[side] = { fence, ...(proof === undefined ? {} : { proof }) };
  }
  return target === undefined ? { kind, sides } : { kind, target, sides };
}

/** For editors: the forms of the target and of a login depend on the kind. */
function editorSchema(shape: z.ZodObject<typeof parts>, kinds: Registries['effects'], runs: ReturnType<typeof proofRun>) {
  const base = jsonSchemaOf(shape);
  const known = mapping(base.properties);
  const proof = proofJsonSchema(runs);
  const sides = SIDES.map((side) => [side, { ...mapping(known[side]), properties: { ...mapping(mapping(known[side]).properties), proof } }]);
  const kind = { type: 'string', enum: Object.keys(kinds), description: parts.kind.description };
  const allOf = Object.entries(kinds).map(([name, one]) => {
    const side = { properties: { proof: loginJsonSchema(one) } };
    return {
      if: { properties: { kind: { const: name } }, required: ['kind'] },
      // biome-ignore lint/suspicious/noThenProperty: the word of JSON Schema
      then: { properties: { target: jsonSchemaOf(one.target), ...(one.proof === undefined ? {} : { legacy: side, candidate: side }) } },
    };
  });
  const properties = { ...known, ...Object.fromEntries(sides), kind };
  return { ...base, description: 'One thing that the batch does to the world outside', properties, allOf };
}
