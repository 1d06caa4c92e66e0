import { z } from 'zod';
import type { FenceProof } from '../model/effect.ts';
import type { EffectKind } from '../model/effect-kind.ts';
import type { Registries } from '../model/registries.ts';
import type { Tagged } from '../model/schema.ts';
import { text } from './fields.ts';
import { type JsonSchema, jsonSchemaOf } from './json-schema-node.ts';
import type { Path } from './path.ts';
import { mapping } from './raw.ts';
import { addIssue, tagged, validated } from './tagged.ts';

const LOGIN = 'What this side logs in with during a rehearsal, in the terms of the kind';

/** `{ run: { <runner>: … }, says }` in the file. */
export function proofRun(runners: Registries['runners']) {
  // It starts nothing, so it would try nothing.
  const kinds = Object.entries(runners).filter(([kind]) => kind !== 'observe');
  return z.strictObject({
    run: tagged(
      'runner',
      Object.fromEntries(kinds.map(([kind, { config }]) => [kind, config])),
      'Tries to write the real target, run as the side itself is run',
    ),
    says: text('Words that it prints when it is denied, such as AccessDenied. It must fail, too'),
  });
}

const byLogin = z.strictObject({ login: z.unknown().refine((value) => value !== undefined, 'what this side logs in with; or `run` and `says`') });

/** Reads the proof of one fence; issues are reported under `path`. */
export async function readProof(
  value: unknown,
  kind: EffectKind | undefined,
  { path, runs, context }: { readonly path: Path; readonly runs: ReturnType<typeof proofRun>; readonly context: z.RefinementCtx },
): Promise<FenceProof> {
  if (Object.hasOwn(mapping(value), 'run')) {
    const { run, says } = (await validated(runs, value, path, context)) as { readonly run: Tagged; readonly says: string };
    return { run, says };
  }
  const { login } = (await validated(byLogin, value, path, context)) as { readonly login: unknown };
  if (kind === undefined || login === undefined) return { login };
  if (kind.proof === undefined) {
    addIssue(context, [...path, 'login'], '{ run: …, says: … }', {
      message: `whether a login may write is not known of ${kind.kind} without doing it`,
      on: 'key',
    });
    return { login };
  }
  return { login: await validated(kind.proof.config, login, [...path, 'login'], context) };
}

/** For editors: the two forms of a proof. */
export function proofJsonSchema(runs: ReturnType<typeof proofRun>): JsonSchema {
  const login = { type: 'object', properties: { login: { description: LOGIN } }, required: ['login'], additionalProperties: false };
  return { description: 'Before anything is started, it is proven that this side cannot write the real target', anyOf: [login, jsonSchemaOf(runs)] };
}

/** For editors: the login of one kind, in a proof of that kind. */
export function loginJsonSchema({ proof }: EffectKind): JsonSchema {
  return proof === undefined ? {} : { properties: { login: jsonSchemaOf(proof.config) } };
}
