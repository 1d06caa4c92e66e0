import { countRows } from '../../compare/csv/count-rows.ts';
import { withPreparedEvidence } from '../../compare/formats/prepare-evidence.ts';
import { tableFormat, tableSource } from '../../compare/outputs/compare-output.ts';
import type { QueryEquals } from '../../scenario/verification-kinds.ts';
import { pairOf } from './evidence-pair.ts';
import { NO_RERUN, type VerifyKind, type VerifyWork } from './verify-work.ts';

/** Later than this after the run's end, the source may have moved on. */
const SAME_MINUTE_MS = 60_000;

/** The output holds as many records as a query says now. Asked late, another figure says nothing. */
export const queryEquals: VerifyKind<QueryEquals> = async ({ output, database, query }, work) => {
  const { rerun, registries, x } = work;
  if (rerun === undefined) return NO_RERUN;
  const late = x.clock.now().getTime() - Date.parse(rerun.finishedAt);
  const figure = numberOf(await registries.probes.sql?.read({ database, query }, x));
  if (figure === undefined) return { status: 'fail', text: 'the query did not give one whole number' };
  const { records, problem } = await count(output, work);
  if (problem !== undefined) return { status: 'fail', text: `${output}: ${problem}` };
  const empty = records === 0 && work.scenario.outputs[output]?.empty !== 'valid';
  if (empty && figure === '0')
    return { status: 'inconclusive', text: `${output} has no records, and the query says 0: nothing shows that it worked` };
  if (String(records) === figure) return { status: 'pass', text: `${output} has ${records} records, as the query says` };
  const text = `${output} has ${records} records, the query says ${figure}`;
  if (late <= SAME_MINUTE_MS) return { status: 'fail', text };
  return { status: 'inconclusive', text: `${text}; it was asked ${Math.round(late / 1000)} s after the run, and the source may have moved since` };
};

/** Drivers give numbers as text, or as numbers: `[["120"]]`. */
function numberOf(rows: string | undefined): string | undefined {
  return /^\[\["?(\d+)"?\]\]$/.exec(rows ?? '')?.[1];
}

async function count(output: string, work: VerifyWork): Promise<{ readonly records: number; readonly problem?: string }> {
  const pair = await pairOf([output], work);
  const format = tableFormat(pair, output);
  if (format === undefined) return { records: 0, problem: 'its format is no table, so its records cannot be counted' };
  return await withPreparedEvidence(pair, work.x.signal, async ({ legacy }) => {
    let records = 0;
    for (const artifact of legacy.artifacts) {
      const { rows, findings } = await countRows(tableSource(artifact, format), 'legacy', work.x.signal);
      const [finding] = findings;
      if (finding !== undefined) return { records, problem: finding.message.text };
      records += rows;
    }
    return { records };
  });
}
