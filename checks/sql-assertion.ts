import { z } from 'zod';
import {
  type Asked,
  artifactsOf,
  assertionsOption,
  type Difference,
  defineCheck,
  differenceSink,
  type EvidencePair,
  emptyIsValid,
  type Finding,
  grouped,
  inconclusive,
  judgeCounted,
  type Message,
  message,
  missingReason,
  noTable,
  outputOption,
  refuseStatements,
  runAssertions,
  type Schema,
  SIDES,
  tableFormat,
  tableSource,
  type ViewRequest,
} from '../src/check.ts';

const form = z
  .strictObject({
    output: outputOption.exactOptional(),
    outputs: z
      .record(z.string().regex(/^[a-z][a-z0-9_]*$/, 'a name of small letters, digits and _'), z.string().min(1))
      .refine((outputs) => Object.keys(outputs).length > 0, 'at least one output')
      .exactOptional()
      .describe('Several outputs, by the name of their tables: <name>_legacy and <name>_candidate'),
    assertions: assertionsOption.describe('What must hold, each said by one SELECT'),
  })
  .superRefine(async (value, context) => {
    if ((value.output === undefined) === (value.outputs === undefined))
      return context.addIssue({ code: 'custom', path: ['output'], message: 'either `output` or `outputs`' });
    await refuseStatements(
      value.assertions,
      tables(value).map(({ view }) => view),
      context,
    );
  });

type Options = z.output<typeof form>;

/** zod tries without waiting first, which would parse the statements twice. */
const options: Schema<Options> = {
  '~standard': {
    ...form['~standard'],
    validate: async (value) => {
      const read = await form.safeParseAsync(value);
      return read.success ? { value: read.data } : { issues: read.error.issues };
    },
  },
};

/** What a person states about the outputs in SQL holds: no row contradicts it. It says nothing of whether both sides are the same, so alone it makes no pass. */
export const sqlAssertion = defineCheck({
  apiVersion: 1,
  id: 'sql-assertion',
  title: message('sql-assertion', 'what is stated in SQL holds'),
  scope: 'content',
  traitOnly: true,
  options,
  async check(pair, given, x) {
    const requests: ViewRequest[] = [];
    for (const { view, side, output } of tables(given)) {
      const reason = missingReason(pair, side, output);
      if (reason !== undefined) return inconclusive(reason);
      const format = tableFormat(pair, output);
      if (format === undefined) return inconclusive(noTable(output));
      requests.push({ view, side, sources: artifactsOf(pair, side, output).map((artifact) => tableSource(artifact, format)) });
    }
    const sink = differenceSink(x, given.output);
    const add = (found: Difference) => sink.add(found.kind, undefined, () => located(found, given));
    const read = await runAssertions(requests, given.assertions, x.signal, ({ name }, row) =>
      sink.add('value', undefined, () =>
        located({ kind: 'value', message: message('sql-assertion.row', '{name}: {row}', { name, row: row() }) }, given),
      ),
    );
    if (read.value === undefined)
      return inconclusive(read.findings[0]?.message ?? message('sql-assertion.none', 'nothing was asked'), { findings: read.findings });
    for (const { assertion: one, result } of read.value) {
      if (result.kind === 'no-rows') add({ kind: 'value', message: message('sql-assertion.no-rows', '{name}: no row is found', { name: one.name }) });
      if (result.kind === 'other-value') add({ kind: 'value', message: otherValue(one, result.value) });
    }
    const findings = read.value.flatMap((asked) => doubts(asked, given, pair));
    return judgeCounted(x, sink, {
      findings,
      figures: Object.fromEntries(read.value.map(({ assertion: one, result }) => [one.name, result.kind === 'unwanted' ? result.rows : result.kind])),
      summary: (open) =>
        message(
          'sql-assertion.summary',
          open === 0 ? '{assertions} assertions over {rows} rows hold' : '{open} rows or values contradict {failed} of {assertions} assertions',
          {
            open: grouped(open),
            failed: read.value?.filter(({ result }) => !['holds', 'doubtful'].includes(result.kind)).length ?? 0,
            assertions: given.assertions.length,
            rows: grouped(rowsOf(read.value ?? [])),
          },
        ),
    });
  },
});

function tables({ output, outputs }: Options) {
  const named = output === undefined ? Object.entries(outputs ?? {}) : [['', output] as const];
  return named.flatMap(([alias, of]) => SIDES.map((side) => ({ view: alias === '' ? side : `${alias}_${side}`, side, output: of })));
}

function located(difference: Difference, { output }: Options): Difference {
  return output === undefined ? difference : { ...difference, output };
}

function otherValue({ name, expect }: Options['assertions'][number], value: string): Message {
  const expected = typeof expect === 'string' ? '' : expect.value;
  return message('sql-assertion.other-value', '{name}: the value is {value}, expected {expected}', { name, value, expected });
}

/** An assertion that says nothing, or that held because it had no rows to look at. */
function doubts({ assertion: { name }, views, result }: Asked, given: Options, pair: EvidencePair): Finding[] {
  if (result.kind === 'doubtful') return [result.finding];
  return views.flatMap(({ view, side, rows }) => {
    const output = tables(given).find((table) => table.view === view)?.output ?? '';
    if (rows > 0 || emptyIsValid(pair, output)) return [];
    return [
      {
        id: 'sql-assertion.empty',
        message: message('sql-assertion.empty', 'the assertion "{name}" had no rows of {view} to look at', { name, view }),
        side,
        output,
        fix: message('sql-assertion.empty.fix', 'Find out why the output is empty; where that is as it should be, say `empty: valid` for it.'),
      },
    ];
  });
}

function rowsOf(asked: readonly Asked[]): number {
  const rows = new Map(asked.flatMap(({ views }) => views.map(({ view, rows: count }) => [view, count])));
  return [...rows.values()].reduce((sum, count) => sum + count, 0);
}
