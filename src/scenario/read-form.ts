import type { z } from 'zod';
import { explainIssues } from './explain-issues.ts';
import { jsonSchemaOf } from './json-schema-node.ts';
import type { Problem } from './problem.ts';
import type { YamlSource } from './yaml-source.ts';

/** A file's value under its schema, or all that is wrong with its form. `area` begins the error codes. */
export async function readForm<T>(
  source: YamlSource,
  schema: z.ZodType<T>,
  area: string,
): Promise<{ readonly value?: T; readonly problems: readonly Problem[] }> {
  const result = await schema.safeParseAsync(source.value ?? undefined);
  if (result.success) return { value: result.data, problems: [] };
  return { problems: explainIssues(result.error.issues as never, { area, source, form: jsonSchemaOf(schema) }) };
}
