import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Side } from '../model/side.ts';
import { QUIET_ZONE } from './quiet-zone.ts';

/** A scenario whose sides are shell scripts of this machine that write `$OUT`: it needs no sandbox. It is due hours away from any time at which a test runs. */
export interface ProcessScenario {
  readonly legacy: string;
  readonly candidate: string;
  /** As they stand in the file. */
  readonly checks?: string;
  readonly allowances?: string;
  readonly timeout?: string;
  readonly order?: string;
  readonly empty?: string;
  readonly personal?: string;
}

const CHECKS = '[{ exit-code: {} }, { freshness: { output: table } }, { row-count: { output: table } }, { keyed-rows: { output: table } }]';

/** Writes it into a workspace, and returns its folder, where the scripts and the outputs lie, by side. */
export function writeProcessScenario(workspace: string, id: string, batch: ProcessScenario): string {
  const at = join(workspace, 'scenarios', id);
  mkdirSync(at, { recursive: true });
  const side = (name: Side) => {
    writeFileSync(join(at, `${name}.sh`), batch[name]);
    return `{ timeout: ${batch.timeout ?? '20s'}, runner: { process: { command: [/bin/sh, ${at}/${name}.sh] } }, environment: { OUT: "${at}/${name}.csv" } }`;
  };
  const text = `schema: twinrun.scenario/1
id: ${id}
purpose: { what: a table, why: a test, owner: data team, neededUntil: open }
schedule: { cron: "30 1 * * *", zone: ${QUIET_ZONE} }
businessDate: { zone: ${QUIET_ZONE}, offset: -1d, mode: injected }
idempotent: true
rerun: { legacy: { mode: safe, reason: writes only its own file }, candidate: { mode: safe, reason: writes only its own file } }
effects: {}
order: ${batch.order ?? 'together'}
sides: { legacy: ${side('legacy')}, candidate: ${side('candidate')} }
outputs: { table: { format: { csv: { key: [id] } }, empty: ${batch.empty ?? 'invalid'}, personal: [${batch.personal ?? ''}], legacy: { file: { path: "${at}/legacy.csv", quiet: 1ms } }, candidate: { file: { path: "${at}/candidate.csv", quiet: 1ms } } } }
checks: ${batch.checks ?? CHECKS}
allowances: ${batch.allowances ?? '[]'}
impact: { who: nobody, what: nothing, urgency: 1d, onCall: team, owner: team, partnerContact: none }
rollback: { possible: true, decideBy: "06:00", triggers: [{ verdict: fail }], steps: [{ rerun: legacy }], verify: [{ check: exit-code }] }
`;
  writeFileSync(join(at, 'scenario.yaml'), text);
  return at;
}
