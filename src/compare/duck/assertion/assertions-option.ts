import { z } from 'zod';
import { inspectAssertions } from './inspect-assertions.ts';

const assertion = z.strictObject({
  name: z.string().min(1).describe('What holds, in a few words'),
  sql: z.string().min(1).describe('One SELECT (the SQL of DuckDB) over the tables; every cell is text, an empty one is the empty text'),
  expect: z
    .union([z.enum(['none', 'rows']), z.strictObject({ value: z.string() })])
    .default('none')
    .describe('`none`: no row may be found; `rows`: at least one must be; `value`: the text of the one cell that must come'),
});

/** The option `assertions` of a check. */
export const assertionsOption = z
  .array(assertion)
  .min(1)
  .superRefine((assertions, context) => {
    const names = assertions.map(({ name }) => name);
    for (const [index, name] of names.entries())
      if (names.indexOf(name) < index) context.addIssue({ code: 'custom', path: [index, 'name'], message: 'another name than those before' });
  });

/** Refuses, where they stand, statements that cannot be asked of tables with these names. Throws `duckdb.unavailable`. */
export async function refuseStatements(
  assertions: z.output<typeof assertionsOption>,
  views: readonly string[],
  context: z.RefinementCtx,
): Promise<void> {
  const problems = await inspectAssertions(
    assertions.map(({ sql }) => sql),
    views,
  );
  for (const [index, { code, message, expected, fix, line }] of problems) {
    const where = line === undefined || line === 1 ? message : `${message} (line ${line} of the statement)`;
    context.addIssue({ code: 'custom', path: ['assertions', index, 'sql'], message: expected, params: { code, message: where, fix } });
  }
}
