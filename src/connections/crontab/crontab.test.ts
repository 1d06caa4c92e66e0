import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { takeLock } from '../../store/file-lock.ts';
import { testContext } from '../../testing/context.ts';
import { startOpenssh } from '../../testing/openssh-server.ts';
import { describeWithPrograms } from '../../testing/system-program.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { connectSsh, type SshConnection } from '../ssh/ssh-connection.ts';
import { stateOf, switchOff, switchOn } from './crontab-text.ts';
import { readCrontab, swapCrontab } from './host-crontab.ts';

const TABLE = '# m h dom mon dow\nMAILTO=ops\n\n30 1 * * * export/run.sh >> log 2>&1\n*/5 * * * * other/run.sh\n';

describe('a line of a crontab', () => {
  it('is commented out with a mark, and everything else stays', () => {
    const off = switchOff(TABLE, 'export/run.sh', 't1');
    expect(off).toMatchObject({ line: 4, original: '30 1 * * * export/run.sh >> log 2>&1' });
    expect(off.text).toBe(TABLE.replace('30 1', '#twinrun-off t1 30 1'));
    expect([stateOf(TABLE, 'export/run.sh'), stateOf(off.text, 'export/run.sh')]).toEqual(['on', 'off']);
  });

  it.each([
    ['nothing runs it', 'nobody/run.sh', 'cron.line-missing'],
    ['several lines do', 'run.sh', 'cron.line-ambiguous'],
  ])('is refused where %s', (_, contains, code) => expect(() => switchOff(TABLE, contains, 't')).toThrow(expect.objectContaining({ code })));

  it.each(['a.sh && b.sh', 'a.sh; b.sh', 'a.sh || b.sh', 'a.sh & b.sh'])('is refused where it may run several batches: %s', (command) =>
    expect(() => switchOff(`0 1 * * * ${command}\n`, 'a.sh', 't')).toThrow(expect.objectContaining({ code: 'cron.line-shared' })),
  );

  it('says when it is off already, and when it was brought back', () => {
    const off = switchOff(TABLE, 'export/run.sh', 't1').text;
    expect(() => switchOff(off, 'export/run.sh', 't2')).toThrow(expect.objectContaining({ code: 'cron.already-off' }));
    expect(() => switchOn(off, 't2')).toThrow(expect.objectContaining({ code: 'cron.not-off' }));
    expect(stateOf(`${off}30 1 * * * export/run.sh\n`, 'export/run.sh')).toBe('both');
    expect(stateOf('', 'export/run.sh')).toBe('absent');
  });

  it('comes back byte by byte, whatever the table holds', () => {
    const line = fc.stringMatching(/^[^\n]{0,30}$/).filter((text) => !text.includes('the-batch'));
    const tables = fc.tuple(fc.array(line), fc.array(line), fc.constantFrom('', '\n', '\r\n'));
    fc.assert(
      fc.property(tables, ([before, after, end]) => {
        const text = [...before, '0 1 * * * the-batch', ...after].join(end === '\r\n' ? '\r\n' : '\n') + end;
        const off = switchOff(text, 'the-batch', 'token');
        expect(off.text.split('\n').length).toBe(text.split('\n').length);
        expect(switchOn(off.text, 'token').text).toBe(text);
      }),
    );
  });
});

describeWithPrograms(['sshd'], 'a crontab file on a host, by a real sshd', ({ sshd = '' }) => {
  const folder = temporaryFolder();
  const file = join(folder, 'cron.d', 'batch');
  let server: Awaited<ReturnType<typeof startOpenssh>>;
  let connection: SshConnection;

  beforeAll(async () => {
    mkdirSync(join(folder, 'cron.d'));
    server = await startOpenssh(sshd, join(folder, 'sshd'));
    connection = await connectSsh('batch', server.address, testContext());
  });
  beforeEach(() => writeFileSync(file, TABLE));
  afterAll(async () => {
    connection.close();
    await server.stop();
  });

  it('is swapped whole: owner, mode and the last newline stay, and nothing is left beside it', async () => {
    chmodSync(file, 0o640);
    const before = await readCrontab(connection, { file });
    const off = switchOff(before.text, 'export/run.sh', 't1');
    const after = await swapCrontab(connection, { file }, before, off.text);
    expect(readFileSync(file, 'utf8')).toBe(off.text);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(join(folder, 'cron.d'))).toEqual(['batch']);
    await swapCrontab(connection, { file }, after, switchOn(after.text, 't1').text);
    expect(readFileSync(file, 'utf8')).toBe(TABLE);
  });

  it('comes back byte by byte where it is not UTF-8, and has the line ends of Windows', async () => {
    const bytes = Buffer.concat([Buffer.from('# '), Buffer.from([0xb8, 0xdc, 0xb5, 0xd2]), Buffer.from('\r\n30 1 * * * export/run.sh\r\n')]);
    writeFileSync(file, bytes);
    const before = await readCrontab(connection, { file });
    const after = await swapCrontab(connection, { file }, before, switchOff(before.text, 'export/run.sh', 't1').text);
    expect(readFileSync(file, 'latin1')).toBe(bytes.toString('latin1').replace('30 1', '#twinrun-off t1 30 1'));
    await swapCrontab(connection, { file }, after, switchOn(after.text, 't1').text);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('is left alone when somebody changed it meanwhile', async () => {
    const before = await readCrontab(connection, { file });
    writeFileSync(file, `${TABLE}# by hand\n`);
    await expect(swapCrontab(connection, { file }, before, 'new\n')).rejects.toMatchObject({ code: 'cron.changed' });
    expect(readFileSync(file, 'utf8')).toBe(`${TABLE}# by hand\n`);
    expect(readdirSync(join(folder, 'cron.d'))).toEqual(['batch']);
  });

  it('says when it cannot be read', async () =>
    expect(readCrontab(connection, { file: '/nowhere/cron' })).rejects.toMatchObject({
      code: 'cron.unreadable',
      received: expect.stringContaining('nowhere'),
    }));

  describeWithPrograms(['crontab'], "a user's table, by the crontab program", () => {
    const user = 'nobody';
    it.skipIf(userInfo().uid !== 0)('is swapped and comes back', async () => {
      // One table for the whole machine, on which other copies of this test may run.
      const lock = await takeLock(join(tmpdir(), 'twinrun-test-crontab.lock'), { purpose: `crontab -u ${user}`, retries: 5_000 }, testContext());
      try {
        execFileSync('crontab', ['-u', user, '-'], { input: TABLE });
        const before = await readCrontab(connection, { user });
        await swapCrontab(connection, { user }, before, switchOff(before.text, 'export/run.sh', 't1').text);
        expect(execFileSync('crontab', ['-l', '-u', user], { encoding: 'utf8' })).toContain('#twinrun-off t1 30 1 * * * export/run.sh');
        await expect(swapCrontab(connection, { user }, before, 'x\n')).rejects.toMatchObject({ code: 'cron.changed' });
      } finally {
        execFileSync('crontab', ['-r', '-u', user]);
        await lock.release();
      }
    });
  });
});
