import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../testing/cli.ts';
import { QUIET_ZONE } from '../testing/quiet-zone.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const folder = temporaryFolder();
writeFileSync(
  join(folder, 'twinrun.yaml'),
  'schema: twinrun.workspace/1\nhosts: {}\ndatabases: {}\naws: { region: ap-northeast-1 }\nstore: { folder: reports }\n',
);

/** A scenario of two scripts that print a table, whose candidate must first be refused: `attempt` is what tries it. */
function scenario(id: string, attempt: string): string {
  const at = join(folder, 'scenarios', id);
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, 'attempt.sh'), attempt);
  writeFileSync(join(at, 'batch.sh'), `touch ${at}/started; printf 'id,v\\n1,a\\n' > "$OUT"\n`);
  const side = (name: string) =>
    `{ timeout: 20s, runner: { process: { command: [/bin/sh, ${at}/batch.sh] } }, environment: { OUT: "${at}/${name}.csv" } }`;
  const output = (name: string) => `${name}: { file: { quiet: 1ms, path: "${at}/${name}.csv" } }`;
  const text = `schema: twinrun.scenario/1
id: ${id}
purpose: { what: a table, why: a test, owner: data team, neededUntil: open }
schedule: { cron: "30 1 * * *", zone: ${QUIET_ZONE} }
businessDate: { zone: ${QUIET_ZONE}, offset: -1d, mode: injected }
idempotent: true
rerun: { legacy: { mode: safe, reason: writes only its own file }, candidate: { mode: fenced, reason: takes its login from the environment } }
effects:
  mails: { kind: mail, candidate: { fence: { LOGIN: decoy }, proof: { run: { process: { command: [/bin/sh, ${at}/attempt.sh] } }, says: 550 denied } } }
sides: { legacy: ${side('legacy')}, candidate: ${side('candidate')} }
outputs: { table: { format: { csv: { key: [id] } }, ${output('legacy')}, ${output('candidate')} } }
checks: [{ exit-code: {} }, { row-count: { output: table } }, { keyed-rows: { output: table } }]
impact: { who: nobody, what: nothing, urgency: 1d, onCall: team, owner: team, partnerContact: none }
rollback: { possible: true, decideBy: "06:00", triggers: [{ verdict: fail }], steps: [{ rerun: legacy }], verify: [{ check: row-count }] }
`;
  writeFileSync(join(at, 'scenario.yaml'), text);
  return id;
}

describe('a rehearsal whose fence is to be proven', () => {
  it('starts where the attempt was denied, with the environment of the take, and keeps how', async () => {
    const id = scenario('denied', 'echo "550 denied: $LOGIN $BUSINESS_DATE"; test "$LOGIN" = decoy && exit 7');
    const { code, stdout } = await runCli(folder, ['rehearse', id, '--json']);
    expect(code, stdout).toBe(0);
    const [run] = readdirSync(join(folder, 'reports', id)).filter((name) => !name.startsWith('.'));
    const stored = join(folder, 'reports', id, run ?? '');
    expect(JSON.parse(readFileSync(join(stored, 'proofs.json'), 'utf8'))).toEqual({
      schema: 'twinrun.proofs/1',
      proofs: [{ effect: 'mails', side: 'candidate', at: expect.stringMatching(/Z$/), said: 'the attempt exited 7; it printed “550 denied”' }],
    });
    expect(readFileSync(join(stored, 'seal.json'), 'utf8')).toContain('proofs.json');
  });

  it.each([
    ['went through', 'went-through', 'echo sent'],
    ['went through, whatever it printed', 'printed', 'echo 550 denied'],
    ['failed by something else', 'other', 'echo no route to host; exit 1'],
    ['was killed', 'killed', 'echo 550 denied; kill -9 $$'],
  ])('starts nothing where the attempt %s', async (_title, id, attempt) => {
    const { code, stdout, stderr } = await runCli(folder, ['rehearse', scenario(id, attempt), '--json']);
    expect(code).toBe(3);
    expect(stdout + stderr).toContain('fence.not-proven');
    expect(existsSync(join(folder, 'scenarios', id, 'started'))).toBe(false);
    expect(existsSync(join(folder, 'reports', id)) ? readdirSync(join(folder, 'reports', id)) : []).toEqual([]);
  });

  it('says in the plan that it starts only then', async () => {
    const { stdout } = await runCli(folder, ['plan', 'denied']);
    expect(stdout).toContain('only if its attempt to write mails was denied');
  });
});
