import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../testing/cli.ts';
import { QUIET_ZONE } from '../testing/quiet-zone.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const folder = temporaryFolder();
writeFileSync(
  join(folder, 'twinrun.yaml'),
  'schema: twinrun.workspace/1\nhosts: {}\ndatabases: {}\naws: { region: ap-northeast-1 }\nstore: { folder: reports }\nconcurrency: 2\n',
);
const HOUR = 3_600_000;
/** Two hours ago, of the same day in its zone, and far from its midnight. */
const due = new Date(Date.now() - 2 * HOUR);
const cron = `${due.getUTCMinutes()} ${new Intl.DateTimeFormat('en-GB', { timeZone: QUIET_ZONE, hour: 'numeric', hourCycle: 'h23' }).format(due)} * * *`;

interface Case {
  readonly text: string;
  readonly ageMs: number;
  readonly candidate?: string;
  readonly legacyRunner?: string;
  readonly probes?: string;
}

/** Legacy must never be started: its natural run left `legacy.csv` so long ago. */
async function rehearse(id: string, { text, ageMs, candidate = '1,a', legacyRunner, probes = '{}' }: Case) {
  const at = join(folder, 'scenarios', id);
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, 'legacy.csv'), text);
  const written = new Date(Date.now() - ageMs);
  utimesSync(join(at, 'legacy.csv'), written, written);
  const runner = legacyRunner ?? `observe: { file: { path: "${at}/legacy.csv" }, doneWhen: { quiet: 500ms } }`;
  const outputs = `legacy: { file: { quiet: 1ms, path: "${at}/legacy.csv" } }, candidate: { file: { quiet: 1ms, path: "${at}/candidate.csv" } }`;
  writeFileSync(
    join(at, 'scenario.yaml'),
    `schema: twinrun.scenario/1
id: ${id}
purpose: { what: a table, why: a test, owner: data team, neededUntil: open }
schedule: { cron: "${cron}", zone: ${QUIET_ZONE} }
businessDate: { zone: ${QUIET_ZONE}, offset: 0d, mode: clock }
idempotent: false
rerun: { legacy: { mode: never, reason: it sends mail }, candidate: { mode: safe, reason: writes only its own file } }
effects: {}
sides:
  legacy: { timeout: ${ageMs > 24 * HOUR ? 4 : 20}s, runner: { ${runner} } }
  candidate: { timeout: 20s, runner: { process: { command: [sh, -c, 'printf "id,v\\n${candidate}\\n" > ${at}/candidate.csv'] } } }
outputs: { table: { format: { csv: { key: [id] } }, ${outputs} } }
probes: ${probes}
checks: [{ freshness: { output: table } }, { row-count: { output: table } }, { keyed-rows: { output: table } }]
impact: { who: nobody, what: nothing, urgency: 1d, onCall: team, owner: team, partnerContact: none }
rollback: { possible: false, reason: the mail has gone; the next one corrects it }
`,
  );
  const { code, stdout } = await runCli(folder, ['rehearse', id, '--json']);
  return { code, stdout, json: JSON.parse(stdout), at };
}

describe('a batch that must never be started again', () => {
  it('passes by its natural run', async () => {
    expect(await rehearse('green', { text: 'id,v\n1,a\n', ageMs: HOUR })).toMatchObject({ code: 0 });
  });

  it('fails by its natural run', async () => {
    expect(await rehearse('red', { text: 'id,v\n1,b\n', ageMs: HOUR })).toMatchObject({ code: 1 });
  });

  it('is inconclusive by the file of yesterday, although it is the same', async () => {
    const { code, stdout } = await rehearse('stale', { text: 'id,v\n1,a\n', ageMs: 25 * HOUR });
    expect(code).not.toBe(0);
    expect(stdout).toContain('it is an older one');
  });

  it('is inconclusive where a difference may be one of the inputs, which nobody watched', async () => {
    const probes = '{ source: { command: { command: [echo, same] } } }';
    const { code, stdout } = await rehearse('unwatched', { text: 'id,v\n1,b\n', ageMs: HOUR, probes });
    expect(code).toBe(2);
    expect(stdout).toContain('comparable.unwatched');
    expect((await rehearse('unwatched-same', { text: 'id,v\n1,a\n', ageMs: HOUR, probes })).code).toBe(0);
  });

  it('is refused a runner that starts it', async () => {
    const { code, json, at } = await rehearse('started', { text: '', ageMs: 0, legacyRunner: 'process: { command: [touch, started] }' });
    expect(code).toBe(3);
    expect(json.errors[0]).toMatchObject({ code: 'scenario.never-started', at: { line: 10, field: 'sides.legacy.runner.process' } });
    expect(existsSync(join(at, 'started'))).toBe(false);
  });
});
