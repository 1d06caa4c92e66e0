import { z } from 'zod';
import type { Schema, SchemaIssue, Tagged } from '../model/schema.ts';
import { didYouMean } from '../runtime/nearest.ts';
import { type JsonSchema, jsonSchemaOf } from './json-schema-node.ts';
import type { Path } from './path.ts';

/** What a custom issue carries beside its message (which says what was expected). */
export interface IssueDetails {
  readonly code?: string;
  readonly fix?: string;
  readonly on?: 'key' | 'value';
  readonly message?: string;
}

/** A choice `{ <kind>: <config> }` among kinds, each with a schema of its own; becomes `Tagged`. `what` is the word for it: `runner`. */
export function tagged(what: string, kinds: Readonly<Record<string, Schema>>, description: string): z.ZodType<Tagged, Record<string, unknown>> {
  return z
    .record(z.string(), z.unknown())
    .transform(async (value, context) => {
      const [kind, ...more] = Object.keys(value);
      if (kind === undefined || more.length > 0) {
        addIssue(context, [], `one ${what}: ${Object.keys(kinds).join(', ')}`, { code: 'one-kind', message: `exactly one ${what} goes here` });
        return z.NEVER;
      }
      const schema = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
      if (schema === undefined) {
        addIssue(context, [kind], `one of ${Object.keys(kinds).join(', ') || '(none is known)'}`, unknownKind(what, kind, kinds));
        return z.NEVER;
      }
      const config = await validated(schema, value[kind], [kind], context);
      return { kind, config };
    })
    .meta({
      ...{ description, type: 'object' },
      get properties() {
        return formsOf(kinds);
      },
      ...{ additionalProperties: false, minProperties: 1, maxProperties: 1 },
    });
}

/** The forms of kinds by their names. Ask for them in a getter of `meta`: only editors and errors need them, and they take longer than a reading. */
export function formsOf(kinds: Readonly<Record<string, Schema>>): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(Object.entries(kinds).map(([kind, schema]) => [kind, jsonSchemaOf(schema)]));
}

/** How an unknown kind is told. */
export function unknownKind(what: string, kind: string, kinds: Readonly<Record<string, unknown>>): IssueDetails {
  return {
    code: `unknown-${what}`,
    on: 'key',
    message: `there is no ${what} \`${kind}\``,
    fix: didYouMean(kind, Object.keys(kinds), `Choose one of the known kinds.`),
  };
}

/** Validates with a kind's own schema and hands its issues on, under `path`. A schema that throws is an issue too. */
export async function validated(schema: Schema, value: unknown, path: Path, context: z.RefinementCtx): Promise<unknown> {
  const result = await validate(schema, value);
  if (result.issues === undefined) return result.value;
  for (const issue of result.issues) {
    // The library's own issues keep their fields (`code`, `expected`, `keys`): the errors are made from them.
    context.issues.push({ code: 'custom', ...issue, input: value, path: [...path, ...pathOf(issue)] } as never);
  }
  return z.NEVER;
}

async function validate(schema: Schema, value: unknown) {
  try {
    return await schema['~standard'].validate(value);
  } catch (error) {
    return { issues: [{ message: `a value that its schema can read (it failed: ${error instanceof Error ? error.message : String(error)})` }] };
  }
}

/** Reports one problem. `expected` says what should stand there. */
export function addIssue(context: z.RefinementCtx, path: Path, expected: string, details: IssueDetails = {}): void {
  context.addIssue({ code: 'custom', path: [...path], message: expected, params: { ...details } });
}

function pathOf(issue: SchemaIssue): (string | number)[] {
  return (issue.path ?? []).map((part) => {
    const key = typeof part === 'object' ? part.key : part;
    return typeof key === 'number' ? key : String(key);
  });
}
