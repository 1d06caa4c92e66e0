import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runCli } from '../testing/cli.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const folder = temporaryFolder();

async function diff(legacy: string, candidate: string, ...options: string[]) {
  writeFileSync(join(folder, 'legacy.csv'), legacy);
  writeFileSync(join(folder, 'candidate.csv'), candidate);
  const { code, stdout, stderr } = await runCli(folder, ['diff', 'legacy.csv', 'candidate.csv', '--json', ...options]);
  return { code, stderr, json: JSON.parse(stdout) };
}

describe('twinrun diff', () => {
  it('prints one object with all figures', async () => {
    const { code, json } = await diff('id,name,fee\n1,a,10\n2,b,20\n3,c,30\n', 'id,name,fee\n1,a,10\n2,B,21\n4,d,40\n', '--key', 'id');
    expect(code).toBe(1);
    expect(json).toMatchObject({
      status: 'fail',
      legacy: { rows: 3 },
      candidate: { rows: 3 },
      added: 1,
      removed: 1,
      changed: 1,
      cells: 2,
      columns: { name: 1, fee: 1 },
      findings: [],
      total: 4,
    });
    expect(json.differences).toContainEqual(expect.objectContaining({ kind: 'changed', key: ['2'], column: 'name', legacy: 'b', candidate: 'B' }));
  });

  it('reads any delimiter and quote', async () => {
    const found = await diff("id;name\n1;'a;''b'\n", "id;name\n1;'a;''c'\n", '--key', 'id', '--delimiter', ';', '--quote', "'");
    expect(found).toMatchObject({ code: 1, json: { differences: [{ legacy: "a;'b", candidate: "a;'c" }] } });
  });

  it('passes representation alone, unless it is strict', async () => {
    const legacy = 'id,name\n1,a\n2,b\n';
    const candidate = '\ufeffname,id\r\n"a",1\r\nb,2\r\n';
    expect(await diff(legacy, candidate, '--key', 'id')).toMatchObject({ code: 0, json: { status: 'pass', cells: 0, total: expect.any(Number) } });
    expect((await diff(legacy, candidate, '--key', 'id')).json.total).toBeGreaterThan(0);
    expect(await diff(legacy, candidate, '--key', 'id', '--strict')).toMatchObject({ code: 1 });
  });

  it.each([
    ['empty files', '', ''],
    ['headers without records', 'id\n', 'id\n'],
  ])('is never a pass: %s', async (_name, legacy, candidate) => {
    expect((await diff(legacy, candidate, '--key', 'id')).code).toBe(2);
  });

  it('is red when one side is empty, and when a column is renamed, missing or repeated', async () => {
    expect((await diff('id,a\n1,x\n', 'id,a\n')).code).toBe(1);
    expect((await diff('id,a\n1,x\n', 'id,b\n1,x\n', '--key', 'id')).code).toBe(1);
    expect((await diff('id,a\n1,x\n', 'id\n1\n', '--key', 'id')).code).toBe(1);
    expect((await diff('id,a\n1,x\n', 'id,a,a\n1,x,x\n', '--key', 'id')).code).toBe(1);
  });

  it('takes composite keys as tuples, and records without a key as a multiset', async () => {
    expect((await diff('a,b,v\n1,11,x\n11,1,y\n', 'a,b,v\n11,1,y\n1,11,x\n', '--key', 'a,b')).code).toBe(0);
    expect((await diff('v\nx\nx\ny\n', 'v\ny\nx\nx\n')).code).toBe(0);
    expect(await diff('v\nx\nx\ny\n', 'v\ny\nx\ny\n')).toMatchObject({ code: 1, json: { added: 1, removed: 1, changed: 0 } });
  });

  it('says which columns there are when the key is none of them', async () => {
    expect(await diff('id,a\n1,x\n', 'id,a\n1,x\n', '--key', 'idd')).toMatchObject({
      code: 3,
      json: { errors: [{ fix: { text: expect.stringContaining('id') } }] },
    });
  });

  it('leaves columns out and lets numbers be apart, and says so', async () => {
    const files = ['id,fee,rate,run\n1,10.00,100,a\n2,20,7,b\n', 'id,fee,rate,run\n1,10.01,101.5,c\n2,20.0,7,b\n'] as const;
    const rules = ['--tolerance', 'fee=0.01,rate=1.5%', '--ignore', 'run'];
    expect(await diff(...files, '--key', 'id', ...rules)).toMatchObject({
      code: 0,
      json: {
        status: 'pass',
        equivalent: { fee: 2, rate: 1 },
        ignored: [{ column: 'run', cells: 1, reason: 'asked for by --ignore' }],
        total: expect.any(Number),
      },
    });
    expect(await diff(...files, '--key', 'id')).toMatchObject({ code: 1, json: { cells: 4, equivalent: {}, ignored: [] } });
    expect(await diff(...files, '--key', 'id', '--tolerance', 'fee=0.01', '--tolerance', 'rate=1.49%', '--ignore=run')).toMatchObject({
      code: 1,
      json: { cells: 1, columns: { rate: 1 } },
    });
    const { stdout } = await runCli(folder, ['diff', 'legacy.csv', 'candidate.csv', '--key', 'id', ...rules]);
    expect(stdout).toContain('PASS, with 3 cells equal only by declared equivalence, without run (ignored)');
    expect(stdout).toContain('ignored: asked for by --ignore');
  });

  it('has a finding where a tolerance cannot apply', async () => {
    const file = 'id,fee\n1,-\n';
    expect(await diff(file, file, '--key', 'id', '--tolerance', 'fee=1')).toMatchObject({
      code: 2,
      json: { findings: [{ side: 'legacy' }, { side: 'candidate' }] },
    });
  });

  it.each([
    [['--key', 'id', '--tolerance', 'fee'], 'cli.tolerance'],
    [['--key', 'id', '--tolerance', 'fee=-1'], 'cli.tolerance'],
    [['--key', 'id', '--tolerance', 'fee=1,fee=2'], 'cli.tolerance'],
    [['--key', 'id', '--tolerance', 'fee=1;id=2'], 'cli.tolerance'],
    [['--key', 'id', '--tolerance', 'fee=100%'], 'diff.bad-option'],
    [['--key', 'id', '--tolerance', 'id=1'], 'diff.bad-option'],
    [['--key', 'id', '--ignore', 'id'], 'diff.bad-option'],
    [['--key', 'id', '--ignore', 'fee', '--tolerance', 'fee=1'], 'diff.bad-option'],
    [['--tolerance', 'fee=1'], 'diff.bad-option'],
    [['--key', 'id', '--ignore', 'fees'], 'diff.unknown-column'],
    [['--key', 'id', '--tolerance', 'fees=1'], 'diff.unknown-column'],
  ])('refuses %j: %s', async (options, code) => {
    const { code: exit, json } = await diff('id,fee\n1,1\n', 'id,fee\n1,1\n', ...options);
    expect([exit, json.errors[0].code]).toEqual([3, code]);
  });

  it('takes names as in CSV', async () => {
    const files = ['id,"a,b=c",d\n1,1,x\n', 'id,"a,b=c",d\n1,2,y\n'] as const;
    expect(await diff(...files, '--key', 'id', '--tolerance', '"a,b=c"=1', '--ignore', 'd')).toMatchObject({
      code: 0,
      json: { equivalent: { 'a,b=c': 1 } },
    });
  });

  it('shows hostile cells without their power over the terminal', async () => {
    writeFileSync(join(folder, 'legacy.csv'), 'id,a\n1,x\n');
    writeFileSync(join(folder, 'candidate.csv'), 'id,a\n1,\u001b[2Jgone\u202e\n');
    const { stdout } = await runCli(folder, ['diff', 'legacy.csv', 'candidate.csv', '--key', 'id']);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('\\x1b[2Jgone\\u{202e}');
  });

  it('says on which side something is wrong, and how to mend it', async () => {
    const { code } = await diff('id,a\n1,x\n2,y\n', 'id,a\n1,x\n2\n', '--key', 'id');
    expect(code).toBe(1);
    const { stdout } = await runCli(folder, ['diff', 'legacy.csv', 'candidate.csv', '--key', 'id']);
    expect(stdout).toContain('candidate: 1 records do not have the 2 cells of the header; the first on line 3 has 1. Look for an unquoted delimiter');
  });

  it('says how many differences it did not look at for their causes', async () => {
    const table = (hour: number) => `id,at\n${Array.from({ length: 30 }, (_, id) => `${id},2026-03-01 ${hour}:${id + 10}:00\n`).join('')}`;
    const { json } = await diff(table(12), table(21), '--key', 'id', '--explain', '--examine', '20');
    expect(json).toMatchObject({ total: 30, unexplained: 10, notExamined: 10, explanations: [{ id: 'time-zone', accountsFor: 20, of: 30 }] });
    const { stdout } = await runCli(folder, ['diff', 'legacy.csv', 'candidate.csv', '--key', 'id', '--explain', '--examine', '20']);
    expect(stdout).toContain('unexplained: 0 of 20; 10 more were counted and not looked at (--examine)');
    expect((await runCli(folder, ['diff', 'legacy.csv', 'candidate.csv', '--examine', '0'])).code).toBe(3);
  });

  it('says what the differences come from, and what nothing explains', async () => {
    const hours = Array.from({ length: 20 }, (_, index) => index + 3);
    const table = (shift: number, city: string) =>
      `id,at,city\n${hours.map((hour) => `${hour},2026-03-01 ${String(hour - shift).padStart(2, '0')}:15:00,${hour === 9 ? city : 'Kobe'}\n`).join('')}`;
    const { code, json } = await diff(table(0, 'Nara'), table(3, 'Tsu'), '--key', 'id', '--explain');
    expect(code).toBe(1);
    expect(json).toMatchObject({ total: 21, unexplained: 1, unexplainedExamples: [{ column: 'city', legacy: 'Nara', candidate: 'Tsu' }] });
    expect(json.explanations).toEqual([
      expect.objectContaining({ id: 'time-zone', column: 'at', accountsFor: 20, of: 21, fix: expect.objectContaining({ text: expect.any(String) }) }),
    ]);
    expect(json.explanations[0].example).toMatchObject({ kind: 'changed', column: 'at' });
    const { stdout } = await runCli(folder, ['diff', 'legacy.csv', 'candidate.csv', '--key', 'id', '--explain', '--html', 'page.html']);
    expect(stdout.indexOf('unexplained: 1 of 21')).toBeGreaterThan(0);
    expect(stdout.indexOf('time-zone in column at: accounts for 20 of 21')).toBeGreaterThan(stdout.indexOf('unexplained: 1 of 21'));
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    expect(page).toContain('time-zone in column at: accounts for 20 of 21');
    expect(page).toContain('<del>Nara</del>');
    expect(statSync(join(folder, 'page.html')).mode & 0o777).toBe(0o600);
  });

  it('says how a file was read that is no plain text in UTF-8', async () => {
    writeFileSync(join(folder, 'packed.csv.gz'), gzipSync('id,v\n1,a\n'));
    writeFileSync(join(folder, 'plain.csv'), 'id,v\n1,a\n');
    const { code, stdout } = await runCli(folder, ['diff', 'packed.csv.gz', 'plain.csv', '--key', 'id']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('legacy was read as gzip')]);
  });

  it('takes what is known of the sides, and then looks for causes', async () => {
    const [legacy, candidate] = ['id,v\n1,a\n2,b\n', 'id,v\n1,x\n2,y\n'];
    writeFileSync(join(folder, 'before.csv'), candidate);
    const { json } = await diff(legacy, candidate, '--key', 'id', '--previous', 'candidate=before.csv');
    expect(json).toMatchObject({ unexplained: 0, explanations: [{ id: 'stale', accountsFor: 2, of: 2, column: null }] });
  });

  it('compares folders, and a folder with nothing else', async () => {
    for (const [side, value] of [['l', 'a'] as const, ['c', 'b'] as const]) {
      mkdirSync(join(folder, side));
      writeFileSync(join(folder, side, 'a.csv'), `id,v\n1,${value}\n`);
      writeFileSync(join(folder, side, 'Same.csv'), 'id,v\n1,a\n');
    }
    const { code, stdout } = await runCli(folder, ['diff', 'l', 'c', '--key', 'id', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'twinrun.diff-folder/1',
      status: 'fail',
      files: [{ name: 'Same.csv', status: 'pass' }, { changed: 1 }],
    });
    const shown = await runCli(folder, ['diff', 'l', 'c', '--key', 'id']);
    expect(shown.stdout).toMatch(/PASS +Same\.csv +0 +1 and 1 records by id/);
    expect(shown.stdout).toContain('a.csv\n');
    expect((await runCli(folder, ['diff', 'l', 'c/a.csv'])).code).toBe(3);
  });

  it.each([
    [['--time-zone', 'legacy=Asia/Tokio'], 'cli.zone'],
    [['--window', 'legacy=2026-11-25T02:00:00Z/2026-11-25T01:00:00Z'], 'cli.window'],
    [['--previous', 'not-there.csv'], 'cli.previous'],
    [['--html', 'not/there.html'], 'cli.html'],
    [['--html', './legacy.csv'], 'cli.html'],
  ])('refuses %j: %s', async (options, error) => {
    const { code, json } = await diff('id\n1\n', 'id\n1\n', ...options);
    expect([code, json.errors[0].code]).toEqual([3, error]);
  });
});

describe('twinrun diff --personal', () => {
  const legacy = ['id,email,fee', '1,ann@example.org,10', '2,bob@example.org,20', '3,"cy@example.org",30', ''].join('\n');
  const candidate = ['id,email,fee', '1,ann@example.net,10', '2,bob@example.org,25', '4,dee@example.org,40', ''].join('\n');
  const files = ['legacy.csv', 'candidate.csv'];
  const secret = /(?:ann|bob|cy|dee)@/;

  it.each([
    ['by a key', ['--key', 'id']],
    ['by a personal key', ['--key', 'email']],
    ['without a key', []],
    ['with causes', ['--key', 'id', '--explain']],
  ])('shows no value of them: %s', async (_how, options) => {
    const page = join(folder, 'diff.html');
    const { stderr, json, code } = await diff(legacy, candidate, '--personal', 'email', '--html', page, ...options);
    expect(code, stderr).toBe(1);
    for (const text of [
      JSON.stringify(json),
      readFileSync(page, 'utf8'),
      (await runCli(folder, ['diff', ...files, '--personal', 'email', ...options])).stdout,
    ]) {
      // What differs within a text is marked there.
      const plain = text.replace(/<[^>]*>|[[\]{}]/g, '');
      expect(plain).not.toMatch(secret);
      expect(plain).toMatch(/‹[^›]*@[^›]* ?#/);
    }
  });

  it('tells equal values from others, and hides nothing else', async () => {
    const { json } = await diff(legacy, candidate, '--personal', 'email', '--key', 'id');
    const found = (column: string) => json.differences.find((one: { column: string }) => one.column === column);
    expect(found('fee')).toMatchObject({ key: ['2'], legacy: '20', candidate: '25' });
    expect(found('email')).toMatchObject({
      legacy: expect.stringMatching(/^‹aaa@aaaaaaa\.aaa #/),
      candidate: expect.stringMatching(/^‹aaa@aaaaaaa\.aaa #/),
    });
    expect(found('email').legacy).not.toBe(found('email').candidate);
  });

  it('masks in folders, too, and refuses a column that no file has', async () => {
    for (const [side, text] of [
      ['l', legacy],
      ['c', candidate],
    ] as const) {
      mkdirSync(join(folder, side), { recursive: true });
      writeFileSync(join(folder, side, 'clients.csv'), text);
    }
    const { stdout, code } = await runCli(folder, ['diff', 'l', 'c', '--json', '--personal', 'email', '--key', 'id']);
    expect([code, secret.test(stdout)]).toEqual([1, false]);
    const wrong = await runCli(folder, ['diff', 'l', 'c', '--json', '--personal', 'e-mail']);
    expect(wrong.code).toBe(3);
    expect(wrong.stdout + wrong.stderr).not.toMatch(secret);
    expect(wrong.stdout + wrong.stderr).toContain('diff.unknown-column');
  });
});
