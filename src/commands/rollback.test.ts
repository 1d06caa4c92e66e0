import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeConnections } from '../connections/connections.ts';
import type { RollbackResult } from '../handbook/rollback-result.ts';
import { keptSandbox } from '../sandbox/sandbox.ts';
import { copyWorkspace, runCli, startCli } from '../testing/cli.ts';
import { testContext } from '../testing/context.ts';
import { runHere } from '../testing/in-process-cli.ts';
import { writeProcessScenario } from '../testing/process-scenario.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

interface Line {
  readonly type: string;
  readonly act?: string;
}

/** A moment of a rollback, by what its journal says. */
const wrote = (type: string, act?: string) => ({
  title: act === undefined ? type : `${type} ${act}`,
  reached: (lines: readonly Line[]) => lines.some((line) => line.type === type && (act === undefined || line.act === act)),
});

const roomOf = (workspace: string, scenario: string) => join(workspace, 'reports', scenario, '_rollbacks');
const idsOf = (workspace: string, scenario: string) => (existsSync(roomOf(workspace, scenario)) ? readdirSync(roomOf(workspace, scenario)) : []);

function linesOf(folder: string): readonly Line[] {
  const file = join(folder, 'journal.jsonl');
  if (!existsSync(file)) return [];
  const whole = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return whole.map((line) => JSON.parse(line) as Line);
}

/** Starts a rollback and kills it by SIGKILL as soon as the moment is reached. */
async function killAt(workspace: string, args: readonly string[], { reached }: ReturnType<typeof wrote>): Promise<void> {
  const scenario = args[0] ?? '';
  const before = new Set(idsOf(workspace, scenario));
  const cli = startCli(workspace, ['rollback', ...args]);
  let over = false;
  void cli.result.then(() => (over = true));
  for (;;) {
    const id = idsOf(workspace, scenario).find((one) => !before.has(one));
    if (id !== undefined && reached(linesOf(join(roomOf(workspace, scenario), id)))) break;
    if (over) throw new Error(`it ended before: ${JSON.stringify(await cli.result)}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  cli.child.kill('SIGKILL');
  await cli.result;
}

async function rollback(workspace: string, ...args: readonly string[]) {
  const { code, stdout } = await runHere(workspace, ['rollback', ...args, '--json']);
  return {
    code,
    ...(JSON.parse(stdout) as RollbackResult & { readonly errors?: readonly { readonly code: string; readonly fix: { readonly text: string } }[] }),
  };
}

const ledgerOf = (workspace: string) =>
  readFileSync(join(workspace, 'reports/ledger.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { entry: { type: string; status: string; id?: string } }).entry);

describe('a rollback in a world of processes', () => {
  const workspace = temporaryFolder();
  const at = join(workspace, 'scenarios/nightly');
  const starts = () => readFileSync(join(at, 'starts'), 'utf8').length;

  /** By default the next 01:29 after a start at 01:30: never over. */
  let decideBy = '01:29';
  const playbook = (steps: string, more = '') => `rollback:
  possible: true
  decideBy: "${decideBy}"
  triggers: [{ verdict: fail }, { exitCode: 3 }, { check: row-count }]
  steps: [${steps}]
  verify: [{ fresh: { output: table } }, { check: exit-code }${more}]
  places: { table: { file: { quiet: 1ms, path: "${at}/legacy.csv" } } }
`;

  function write(steps = '{ rerun: legacy }', more = ''): void {
    // It says that it was started, takes its time, then delivers.
    writeProcessScenario(workspace, 'nightly', {
      legacy: `printf x >> ${at}/starts; sleep 0.3; printf 'id,v\\n1,a\\n' > ${at}/legacy.csv\n`,
      candidate: `cp ${at}/legacy.csv "$OUT"\n`,
      timeout: '50s',
    });
    const file = join(at, 'scenario.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.slice(0, text.indexOf('rollback:')) + playbook(steps, more));
    writeFileSync(join(at, 'starts'), '');
  }

  beforeAll(() => {
    writeFileSync(join(workspace, 'twinrun.yaml'), 'schema: twinrun.workspace/1\naws: {}\n');
    write();
  });

  it('is planned, agreed to, done, verified, and entered into the ledger; its files are its owner’s', async () => {
    const planned = await runHere(workspace, ['rollback', 'nightly', '--plan']);
    expect(planned).toMatchObject({ code: 0, stdout: expect.stringContaining('Hash of this plan') });
    expect(starts()).toBe(0);
    const result = await rollback(workspace, 'nightly', '--yes');
    expect(result).toMatchObject({ code: 0, status: 'pass', mode: 'real', world: 'real' });
    expect(result.acts).toMatchObject([{ id: 'rerun', status: 'ok' }]);
    expect(result.verified.map(({ status }) => status)).toEqual(['pass', 'pass']);
    expect(starts()).toBe(1);
    expect(ledgerOf(workspace).at(-1)).toMatchObject({ type: 'rollback', status: 'pass', id: result.id });
    const paths = readdirSync(result.folder, { recursive: true, encoding: 'utf8' }).map((path) => join(result.folder, path));
    expect(paths.length).toBeGreaterThan(4);
    for (const path of [result.folder, ...paths]) expect(statSync(path).mode & 0o077, path).toBe(0);
    // What it is about has an owner now.
    const claims = JSON.parse((await runHere(workspace, ['claim', 'show', 'nightly', '--json'])).stdout) as { claims: { by: string }[] };
    expect(claims.claims.at(-1)?.by).toContain(`rollback ${result.id}`);
    // A rollback is no run.
    expect((await runHere(workspace, ['runs', 'nightly'])).stdout).not.toContain('_rollbacks');
  });

  it('does nothing where nobody agrees, and says how to', async () => {
    write();
    expect(await rollback(workspace, 'nightly')).toMatchObject({ code: 3, errors: [{ code: 'rollback.needs-person' }] });
    expect(await rollback(workspace, 'nightly', '--approve', '0'.repeat(64))).toMatchObject({ code: 3, errors: [{ code: 'rollback.other-plan' }] });
    write('{ rerun: legacy, repeat: never, confirm: DELIVER AGAIN }');
    const refused = await rollback(workspace, 'nightly', '--yes');
    expect(refused).toMatchObject({ code: 3, errors: [{ code: 'rollback.needs-person' }] });
    const [, hash = ''] = /--approve (\w+)/.exec(refused.errors?.[0]?.fix.text ?? '') ?? [];
    expect(starts()).toBe(0);
    expect(await rollback(workspace, 'nightly', '--approve', hash)).toMatchObject({ code: 0, status: 'pass' });
    expect(starts()).toBe(1);
    write('{ manual: call the partner }, { rerun: legacy }');
    expect(await rollback(workspace, 'nightly', '--yes')).toMatchObject({
      code: 3,
      errors: [{ fix: { text: expect.stringContaining('terminal') } }],
    });
  });

  it('is not gone unattended once the time to decide is over', async () => {
    decideBy = '01:31';
    write();
    decideBy = '01:29';
    const refused = await rollback(workspace, 'nightly', '--yes');
    expect(refused).toMatchObject({ code: 3, errors: [{ code: 'rollback.too-late' }] });
    expect(starts()).toBe(0);
    expect((await runHere(workspace, ['rollback', 'nightly', '--plan'])).stdout).toContain('That time is over');
  });

  it('asks at a terminal: for the plan, for what cannot be taken back, and for what a person does and sees', async () => {
    write('{ manual: call the partner }, { rerun: legacy, confirm: DELIVER AGAIN }', ', { manual: the page shows today }');
    const no = await runHere(workspace, ['rollback', 'nightly'], ['yes', '']);
    expect({ code: no.code, starts: starts() }).toEqual({ code: 130, starts: 0 });
    const stopped = await runHere(workspace, ['rollback', 'nightly'], ['nightly', 'done', 'deliver again', '']);
    expect({ code: stopped.code, starts: starts() }).toEqual({ code: 2, starts: 0 });
    const done = await runHere(workspace, ['rollback', 'nightly', '--resume'], ['nightly', 'DELIVER AGAIN', 'yes']);
    expect({ code: done.code, starts: starts() }).toEqual({ code: 0, starts: 1 });
    expect(done.asked.join(' ')).toMatch(/Do all of this now.*cannot be taken back.*the page shows today/s);
    // What was typed is in the journal.
    const journals = idsOf(workspace, 'nightly').map((id) => readFileSync(join(roomOf(workspace, 'nightly'), id, 'journal.jsonl'), 'utf8'));
    expect(journals.join('')).toContain('"words":"DELIVER AGAIN"');
  });

  it.each([
    { ...wrote('claim.taken'), most: 1 },
    { ...wrote('act.intended', 'rerun'), most: 2 },
    { ...wrote('process.started', 'rerun'), most: 2 },
    { ...wrote('act.ended', 'rerun'), most: 1 },
    { ...wrote('verify.ended'), most: 1 },
  ])('killed at $title is gone on with to its end', async ({ most, ...moment }) => {
    write();
    await killAt(workspace, ['nightly', '--yes'], moment);
    const result = await rollback(workspace, 'nightly', '--resume', '--yes');
    expect(result).toMatchObject({ code: 0, status: 'pass' });
    expect(starts()).toBeGreaterThanOrEqual(1);
    expect(starts()).toBeLessThanOrEqual(most);
  });

  it('that must not be repeated is in doubt after a crash, blocks, says what to look at, and goes on by a word', async () => {
    write('{ rerun: legacy, repeat: never }');
    const { hash } = JSON.parse((await runHere(workspace, ['rollback', 'nightly', '--plan', '--json'])).stdout) as { hash: string };
    await killAt(workspace, ['nightly', '--approve', hash], wrote('process.started', 'rerun'));
    const blocked = await rollback(workspace, 'nightly', '--resume', '--approve', hash);
    expect(blocked).toMatchObject({
      code: 2,
      status: 'inconclusive',
      acts: [{ id: 'rerun', status: 'in-doubt' }],
      next: expect.stringContaining('--settle rerun=done'),
    });
    expect(starts()).toBe(1);
    expect(await rollback(workspace, 'nightly', '--yes')).toMatchObject({ code: 3, errors: [{ code: 'rollback.unfinished' }] });
    const settled = await rollback(workspace, 'nightly', '--resume', '--settle', 'rerun=not-done', '--approve', hash);
    expect(settled).toMatchObject({ code: 0, status: 'pass' });
    expect(starts()).toBe(2);
    expect(await rollback(workspace, 'nightly', '--resume', '--yes')).toMatchObject({ code: 3, errors: [{ code: 'rollback.none-open' }] });
  });

  it('is stopped by Ctrl-C within a step, with all that it started, and taken back by --undo', async () => {
    write(
      `{ local: { command: [/bin/sh, -c, "printf on > ${at}/switch"] }, id: switch, repeat: safe, undo: { local: { command: [/bin/rm, "${at}/switch"] } } }, { rerun: legacy }`,
    );
    const script = join(at, 'legacy.sh');
    writeFileSync(script, readFileSync(script, 'utf8').replace('sleep 0.3', 'sleep 40'));
    const cli = startCli(workspace, ['rollback', 'nightly', '--yes', '--json']);
    await expect.poll(starts, { timeout: 60_000 }).toBe(1);
    cli.child.kill('SIGINT');
    const { code, stdout } = await cli.result;
    expect({ code, status: (JSON.parse(stdout) as RollbackResult).status }).toEqual({ code: 130, status: 'cancelled' });
    // What takes back a step is no step that may be repeated by default.
    const refused = await rollback(workspace, 'nightly', '--undo', '--yes');
    expect(refused).toMatchObject({ code: 3, errors: [{ code: 'rollback.needs-person' }] });
    const [, hash = ''] = /--approve (\w+)/.exec(refused.errors?.[0]?.fix.text ?? '') ?? [];
    const undone = await rollback(workspace, 'nightly', '--undo', '--approve', hash);
    expect(undone).toMatchObject({ code: 0, undone: true, acts: [{ id: 'undo-switch', status: 'ok' }] });
    expect(existsSync(join(at, 'switch'))).toBe(false);
    expect(await rollback(workspace, 'nightly', '--resume', '--yes')).toMatchObject({ code: 3 });
  });

  it('fails where a verification does, is verified again by --resume, and abandoned by a word', async () => {
    write('{ rerun: legacy }', `, { command: { local: { command: [/bin/sh, -c, "test -e ${at}/proof"] } } }`);
    expect(await rollback(workspace, 'nightly', '--yes')).toMatchObject({ code: 1, status: 'fail', next: expect.stringContaining('command') });
    expect(await rollback(workspace, 'nightly', '--abandon', 'the partner was called')).toMatchObject({ code: 0 });
    expect(await rollback(workspace, 'nightly', '--yes')).toMatchObject({ code: 1, status: 'fail' });
    writeFileSync(join(at, 'proof'), '');
    expect(await rollback(workspace, 'nightly', '--resume', '--yes')).toMatchObject({ code: 0, status: 'pass' });
    expect(starts()).toBe(2);
  });

  it('compares content with the last rehearsal of the same business date, and never with itself', async () => {
    write('{ rerun: legacy }', ', { check: row-count }');
    const day = ['--business-date', '2026-03-30'];
    const alone = await rollback(workspace, 'nightly', '--yes', ...day);
    expect(alone).toMatchObject({ code: 3, errors: [{ code: 'rollback.too-late' }] });
    const hashNow = async () =>
      (JSON.parse((await runHere(workspace, ['rollback', 'nightly', '--plan', '--json', ...day])).stdout) as { hash: string }).hash;
    const before = await rollback(workspace, 'nightly', '--approve', await hashNow(), ...day);
    expect(before).toMatchObject({ code: 2, next: expect.stringContaining('no rehearsal of 2026-03-30 is kept') });
    await rollback(workspace, 'nightly', '--abandon', 'there was no rehearsal');
    expect((await runHere(workspace, ['rehearse', 'nightly', ...day])).stdout).toContain('PASS');
    expect(await rollback(workspace, 'nightly', '--approve', await hashNow(), ...day)).toMatchObject({ code: 0, status: 'pass' });
    // One record more than at the rehearsal: the source moved, or something is wrong.
    const script = join(at, 'legacy.sh');
    writeFileSync(script, readFileSync(script, 'utf8').replace('1,a', '1,a\\n2,b'));
    const more = await rollback(workspace, 'nightly', '--approve', await hashNow(), ...day);
    expect(more).toMatchObject({ code: 2, next: expect.stringContaining('the source may have moved since') });
    await rollback(workspace, 'nightly', '--abandon', 'looked at it');
  });

  it('is done by one person at a time, and not beside a rehearsal', async () => {
    write();
    const script = join(at, 'legacy.sh');
    writeFileSync(script, readFileSync(script, 'utf8').replace('sleep 0.3', `while [ ! -e ${at}/release ]; do sleep 0.05; done`));
    const first = startCli(workspace, ['rollback', 'nightly', '--yes']);
    await expect.poll(starts, { timeout: 60_000 }).toBe(1);
    const others = await Promise.all([runHere(workspace, ['rollback', 'nightly', '--yes']), runHere(workspace, ['rehearse', 'nightly'])]);
    writeFileSync(join(at, 'release'), '');
    for (const { code, stderr } of others) expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining('lock.held') });
    expect(await first.result).toMatchObject({ code: 0 });
  });

  it('goes on with a mended step, and not with one that was changed after it was done', async () => {
    const step = (id: string, script: string) => `{ local: { command: [/bin/sh, -c, "${script}"] }, id: ${id}, repeat: safe }`;
    write(`${step('a', `printf a >> ${at}/starts`)}, ${step('b', 'exit 3')}`);
    expect(await rollback(workspace, 'nightly', '--yes')).toMatchObject({ code: 1, status: 'fail' });
    const file = join(at, 'scenario.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(`printf a >>`, `printf z >>`));
    expect(await rollback(workspace, 'nightly', '--resume', '--yes')).toMatchObject({ code: 3, errors: [{ code: 'rollback.plan-changed' }] });
    writeFileSync(file, text.replace('exit 3', `printf b >> ${at}/starts`));
    const result = await rollback(workspace, 'nightly', '--resume', '--yes');
    expect({ acts: result.acts.map(({ status }) => status), done: readFileSync(join(at, 'starts'), 'utf8') }).toEqual({
      acts: ['ok', 'ok'],
      done: 'ab',
    });
    expect(await rollback(workspace, 'nightly', '--abandon', 'no rerun in this test')).toMatchObject({ code: 0 });
  });

  it('is armed here by a drill of another world where its steps are seen to be permitted here, and says which is not', async () => {
    // What it leaves lies in the scenario's folder: once settled, only the count of starts differs.
    const drilled = async () => {
      const drill = await rollback(workspace, 'nightly', '--drill', '--yes');
      writeFileSync(join(at, 'starts'), '');
      return drill.code;
    };
    write();
    expect([await drilled(), await drilled()]).toEqual([0, 0]);
    const elsewhere = join(workspace, 'twinrun.yaml');
    const here = readFileSync(elsewhere, 'utf8');
    writeFileSync(
      elsewhere,
      `${here}hosts: { other: { ssh: { address: 192.0.2.1, user: nobody, hostKey: "SHA256:${'A'.repeat(43)}", identityFile: id } } }\n`,
    );
    const status = async () => await runHere(workspace, ['rollback', 'nightly', '--status']);
    expect(await status()).toMatchObject({ code: 0, stdout: expect.stringContaining('ARMED by drill') });
    // The list asks nobody, and so takes nothing for permitted.
    expect((await runHere(workspace, ['scenarios'])).stdout).not.toMatch(/nightly +.*armed until/);
    const file = join(at, 'scenario.yaml');
    const text = readFileSync(file, 'utf8');
    write('{ rerun: legacy, doneWhen: { local: { command: [no-such-program] } } }');
    expect(await drilled()).toBe(0);
    writeFileSync(elsewhere, here);
    expect(await status()).toMatchObject({ code: 1, stdout: expect.stringMatching(/step\s+rerun\s+is\s+not\s+permitted\s+here/) });
    writeFileSync(file, text);
  });

  it('is not drilled where a step would act for real, and on paper shows each command', async () => {
    write(`{ local: { command: [/bin/sh, -c, "rm -f '${at}/x y'"] }, id: clean }, { rerun: legacy }`);
    expect(await rollback(workspace, 'nightly', '--drill', '--yes')).toMatchObject({ code: 3, errors: [{ code: 'rollback.undrillable' }] });
    const { stdout } = await runHere(workspace, ['rollback', 'nightly', '--checklist', '--business-date', '2026-03-31']);
    expect(stdout).toContain(`/bin/sh -c 'rm -f '\\''${at}/x y'\\'''`);
    expect(stdout).toContain(`BUSINESS_DATE=2026-03-31 /bin/sh ${at}/legacy.sh`);
    expect(stdout).toMatch(/Decide by 01:29/);
  });
});

describe('a rollback in the sandbox', () => {
  const workspace = temporaryFolder();
  let batch = '';

  beforeAll(async () => {
    copyWorkspace(workspace);
    expect(await runCli(workspace, ['sandbox', 'up'])).toMatchObject({ code: 0 });
    batch = (JSON.parse((await runCli(workspace, ['sandbox', 'status', '--json'])).stdout) as { folder: string }).folder;
  });
  afterAll(async () => {
    expect(await runCli(workspace, ['sandbox', 'down'])).toMatchObject({ code: 0 });
  });

  it('is drilled unattended, which arms it until something of it changes', async () => {
    expect(await runHere(workspace, ['rollback', 'client-export', '--status'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('NOT ARMED'),
    });
    const drill = await rollback(workspace, 'client-export', '--drill', '--yes');
    expect(drill).toMatchObject({ code: 0, status: 'pass', mode: 'drill' });
    expect(drill.acts.map(({ id, status }) => `${id} ${status}`)).toEqual(['stop-candidate ok', 'rerun ok']);
    expect(drill.verified.at(-1)).toMatchObject({ id: 'fence', status: 'pass' });
    expect(await runHere(workspace, ['rollback', 'client-export', '--status'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('ARMED by drill'),
    });
    expect((await runHere(workspace, ['scenarios'])).stdout).toMatch(/client-export +.*armed until/);
    appendFileSync(join(workspace, 'scenarios/client-export/legacy/client_export.sql'), '-- changed\n');
    const changed = await runHere(workspace, ['rollback', 'client-export', '--status']);
    expect(changed).toMatchObject({ code: 1, stdout: expect.stringContaining('scripts of the scenario were changed since') });
  });

  it('that is killed in a drill is gone on with, and has reached nothing real', async () => {
    await killAt(workspace, ['client-export', '--drill', '--yes'], wrote('ssh.started', 'rerun'));
    const result = await rollback(workspace, 'client-export', '--drill', '--resume', '--yes');
    expect(result).toMatchObject({ code: 0, status: 'pass', mode: 'drill' });
    expect(result.verified.at(-1)).toMatchObject({ id: 'fence', status: 'pass' });
  });

  const script = join(workspace, 'scenarios/client-export/legacy/client_export.sh');

  /** What a rollback of the worked example leaves as it is: crontab and scripts of the host, and the database, by a dump of each table. */
  async function untouched(): Promise<Readonly<Record<string, string>>> {
    const files = readdirSync(batch, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /crontabs\/[^/]+$|home\/export\/client-export\/[^/]+\.(?:sh|sql)$/.test(path),
    );
    const x = testContext();
    const kept = await keptSandbox(workspace, x);
    x.secrets.provide(kept?.secrets ?? {});
    const connections = makeConnections(kept?.world ?? { kind: 'sandbox', hosts: {}, databases: {}, aws: {} }, x);
    const ask = async (sql: string) => (await connections.query('analytics', sql)).rows.flat().map(String);
    try {
      const tables = await ask("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1");
      const dumps = await Promise.all(
        tables.map(
          async (table) => [table, (await ask(`SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "${table}" t`)).join()] as const,
        ),
      );
      expect([files.length, tables.length].map((count) => count > 1)).toEqual([true, true]);
      return Object.fromEntries([...dumps, ...files.map((path) => [path, readFileSync(join(batch, path), 'utf8')] as const)]);
    } finally {
      await connections.close();
    }
  }

  it.each([
    [
      'query-equals',
      'the backup lacks a record',
      'mv "$BACKUP_DIR/.$file.tmp" "$BACKUP_DIR/$file"',
      `sed '$d' "$BACKUP_DIR/.$file.tmp" > "$BACKUP_DIR/$file"`,
      /records, the query says/,
    ],
    ['fresh', 'the file is of an earlier time', 'log "pruned', `touch -d '2 hours ago' "$BACKUP_DIR/$file"; log "pruned`, /outside this run/],
    ['delivered-once', 'a part is left beside it', '\nEND', '\nput $BACKUP_DIR/$file $PARTNER_DIR/.$file.part\nEND', /not once/],
    ['delivered-once', 'the partner has other bytes', 'put $BACKUP_DIR/$file', 'put .other', /other bytes/],
  ])('is red by %s where %s', async (kind, _, find, replace, words) => {
    const good = readFileSync(script, 'utf8');
    const other = replace.startsWith('put .other') ? good.replace('sftp -q', `tr 'C' 'K' < "$BACKUP_DIR/$file" > .other\nsftp -q`) : good;
    const bad = other.replace(find, () => replace);
    expect(bad).not.toBe(good);
    writeFileSync(script, bad);
    try {
      const result = await rollback(workspace, 'client-export', '--yes');
      expect({ code: result.code, acts: result.acts?.map(({ status }) => status) }).toEqual({ code: 1, acts: ['ok', 'ok'] });
      const red = result.verified.filter(({ status }) => status !== 'pass');
      expect(red).toMatchObject([{ id: kind, status: 'fail', text: expect.stringMatching(words) }]);
      expect(result.next).toContain(red[0]?.text);
    } finally {
      writeFileSync(script, good);
      await rollback(workspace, 'client-export', '--abandon', 'seen to be red');
      for (const path of readdirSync(batch, { recursive: true, encoding: 'utf8' })) if (/partner.*inbox\/\./.test(path)) rmSync(join(batch, path));
    }
  });

  it.each([wrote('act.intended', 'rerun'), wrote('ssh.started', 'rerun'), wrote('act.ended', 'rerun')])(
    'killed at $title leaves the partner with exactly that file, once',
    async (moment) => {
      // The host gets the scripts as they are again.
      expect(await runHere(workspace, ['sandbox', 'up'])).toMatchObject({ code: 0 });
      const before = await untouched();
      await killAt(workspace, ['client-export', '--yes'], moment);
      const result = await rollback(workspace, 'client-export', '--resume', '--yes');
      expect(result).toMatchObject({ code: 0, status: 'pass' });
      expect(await untouched()).toEqual(before);
      const inbox = readdirSync(batch, { recursive: true, encoding: 'utf8' }).filter((path) => /partner.*inbox\/.*clients_/.test(path));
      expect(inbox).toHaveLength(1);
    },
  );
});
