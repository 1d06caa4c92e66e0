import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { GateReport } from '../model/gate.ts';
import type { LedgerEntry, LedgerRecord } from '../model/ledger.ts';
import { makeDiskLedger } from '../store/disk-ledger.ts';
import { testContext } from '../testing/context.ts';
import { runHere } from '../testing/in-process-cli.ts';
import { writeProcessScenario } from '../testing/process-scenario.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const table = (cell: string) => `printf "id,name\\n1,${cell}\\n" > "$OUT"\n`;
const POLICY = '{ passes: 1, days: 1, monthEnd: false, armed: false, selfTest: 0 }';

describe('a red run between the passes', () => {
  let workspace: string;
  let at: string;
  const rehearse = async (candidate: string) => {
    // Outside of the scenario's folder, whose files are evidence.
    writeFileSync(join(workspace, 'cell'), candidate);
    return (await runHere(workspace, ['rehearse', 'copy', '--json'])).code;
  };
  const gate = async () => {
    const { code, stdout } = await runHere(workspace, ['gate', 'copy', '--json']);
    const passes = (JSON.parse(stdout) as GateReport).scenarios[0]?.conditions.find(({ id }) => id === 'passes');
    return { code, text: [passes?.summary, ...(passes?.evidence ?? [])].join('; ') };
  };
  const ledger = () => join(workspace, 'reports/ledger.jsonl');
  const lines = () => readFileSync(ledger(), 'utf8').trimEnd().split('\n');
  const runs = () => readdirSync(join(workspace, 'reports/copy')).filter((name) => !name.startsWith('.'));

  beforeEach(async () => {
    workspace = temporaryFolder();
    writeFileSync(join(workspace, 'twinrun.yaml'), `schema: twinrun.workspace/1\naws: {}\ngate: ${POLICY}\n`);
    const candidate = `printf "id,name\\n1,%s\\n" "$(cat ${workspace}/cell)" > "$OUT"\n`;
    at = writeProcessScenario(workspace, 'copy', { legacy: table('a'), candidate });
    // They lie in the scenario's folder, whose files must not change from run to run.
    const yaml = join(at, 'scenario.yaml');
    writeFileSync(
      yaml,
      readFileSync(yaml, 'utf8')
        .replaceAll(`${at}/legacy.csv`, `${workspace}/legacy.csv`)
        .replaceAll(`${at}/candidate.csv`, `${workspace}/candidate.csv`),
    );
    expect(await rehearse('a')).toBe(0);
    expect((await gate()).code).toBe(0);
    expect(await rehearse('b')).toBe(1);
    expect((await gate()).code).toBe(1);
  }, 60_000);

  it('is not gone with its record: what was sealed and is not in the ledger ends the row, until more passes came', async () => {
    writeFileSync(ledger(), `${lines().slice(0, -1).join('\n')}\n`);
    const cut = await gate();
    expect(cut.code).toBe(2);
    expect((await runHere(workspace, ['runs'])).stdout).toMatch(/FAIL, and not in the ledger/);
    expect(cut.text).toMatch(/^0 of 1; \S+ proves nothing: it was sealed, and the ledger does not have it/);
    expect(await rehearse('a')).toBe(0);
    expect(await gate()).toMatchObject({ code: 0, text: expect.stringContaining('the ledger does not have it') });
  }, 60_000);

  it('becomes no pass by what somebody writes into its verdict, in the gate and in the list of runs', async () => {
    const { entry } = JSON.parse(lines().at(-1) ?? '') as LedgerRecord;
    const verdict = join(workspace, 'reports/copy', entry.type === 'run' ? entry.run : '', 'verdict.json');
    chmodSync(verdict, 0o600);
    writeFileSync(verdict, readFileSync(verdict, 'utf8').replace('"status": "fail"', '"status": "pass"'));
    expect((await runHere(workspace, ['runs'])).stdout).toMatch(/PASS, and the ledger says fail/);
    expect(await gate()).toMatchObject({ code: 2, text: expect.stringContaining('the ledger says fail, its verdict.json pass') });
  }, 60_000);

  it('is told from a record that was being entered: nothing else is lost, and nothing needs a backup', async () => {
    writeFileSync(ledger(), `${lines().join('\n')}\n{"entry":{"al`);
    const { code, stdout } = await runHere(workspace, ['ledger', 'verify']);
    expect(code).toBe(4);
    expect(stdout).toContain('What was being entered after them was lost: line 3: unfinished');
    expect(stdout).not.toContain('backup');
    expect((await runHere(workspace, ['ledger', 'head'])).code).toBe(0);
    writeFileSync(ledger(), `${lines().slice(0, 2).join('\n')}\nno record\n`);
    expect((await runHere(workspace, ['ledger', 'head'])).stderr).toContain('reports/ledger.jsonl:3: the ledger is damaged');
    expect((await runHere(workspace, ['ledger', 'verify'])).stdout).toContain(`The ledger in ${join(workspace, 'reports')} is damaged, line 3`);
  }, 60_000);

  it('becomes no pass by a second record that says so, nor by its first', async () => {
    const red = JSON.parse(lines().at(-1) ?? '') as LedgerRecord;
    const entry = { ...red.entry, status: 'pass' } as LedgerEntry;
    const append = () => makeDiskLedger(ledger(), `${ledger()}.lock`, testContext()).append(entry);
    const whole = readFileSync(ledger());
    await append();
    expect(await gate()).toMatchObject({ code: 2, text: expect.stringContaining('the ledger has it twice: as fail, and as pass') });
    writeFileSync(ledger(), whole);
    writeFileSync(ledger(), `${lines().slice(0, -1).join('\n')}\n`);
    await append();
    expect(await gate()).toMatchObject({ code: 2, text: expect.stringContaining('the ledger says pass, its verdict.json fail') });
    expect(runs()).toHaveLength(2);
  }, 60_000);
});
