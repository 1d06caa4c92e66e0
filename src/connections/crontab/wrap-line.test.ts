import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../runtime/hash.ts';
import { testContext } from '../../testing/context.ts';
import { startOpenssh } from '../../testing/openssh-server.ts';
import { describeWithPrograms } from '../../testing/system-program.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { installFile } from '../ssh/install-file.ts';
import { connectSsh, type SshConnection } from '../ssh/ssh-connection.ts';
import { claimScriptName, isWrapped, unwrapLine, withoutClaim, wrapLine } from './wrap-line.ts';

const SCRIPT = `bin/${claimScriptName('export')}`;
const at = (command: string) => `MAILTO=ops\n30 1 * * * ${command}\n`;

describe('the claim before a command of cron', () => {
  it.each([
    ['export/run.sh >> log 2>&1', `/bin/sh ${SCRIPT} export/run.sh >> log 2>&1`],
    ["A=1 B='x y' export/run.sh", `A=1 B='x y' /bin/sh ${SCRIPT} export/run.sh`],
    ['flock -n lock export/run.sh day%first line%second', `/bin/sh ${SCRIPT} flock -n lock export/run.sh day%first line%second`],
    ['export/run.sh a\\%b "a|b" \\| c', `/bin/sh ${SCRIPT} export/run.sh a\\%b "a|b" \\| c`],
  ])('stands before the program, behind its variables: %s', (command, wrapped) => {
    if (command.includes('"a|b"')) return expect(() => wrapLine(at(command), 'export/run.sh', SCRIPT, {})).toThrow(/whole of this line/);
    const { text, line } = wrapLine(at(command), 'export/run.sh', SCRIPT, {});
    expect([line, text]).toEqual([2, at(wrapped)]);
    expect(isWrapped(text, 'export/run.sh', SCRIPT)).toBe(true);
    expect(withoutClaim(wrapped)).toBe(command);
    expect(unwrapLine(text, 'export/run.sh', SCRIPT).text).toBe(at(command));
  });

  it('stands behind the user in a table of the system', () => {
    const table = '@daily root export/run.sh';
    expect(wrapLine(table, 'export/run.sh', `/opt/${SCRIPT}`, { file: '/etc/cron.d/export' }).text).toBe(
      `@daily root /bin/sh /opt/${SCRIPT} export/run.sh`,
    );
  });

  it.each(['export/run.sh | sftp x', '(export/run.sh)', 'cd /opt', 'exec export/run.sh', '. export/run.sh', 'if true'])(
    'is refused where it would not hold for all: %s',
    (command) => {
      const part = command.includes('export') ? 'export/run.sh' : command;
      expect(() => wrapLine(at(command), part, SCRIPT, {})).toThrow(expect.objectContaining({ code: 'cron.line-unwrappable' }));
    },
  );

  it('is refused where the line may run several batches, and not taken from a line that does not have it', () => {
    expect(() => wrapLine(at('export/run.sh && other.sh'), 'export/run.sh', SCRIPT, {})).toThrow(
      expect.objectContaining({ code: 'cron.line-shared' }),
    );
    expect(() => unwrapLine(at('export/run.sh'), 'export/run.sh', SCRIPT)).toThrow(expect.objectContaining({ code: 'cron.not-wrapped' }));
  });

  it('comes off again byte by byte, whatever the table holds', () => {
    const other = fc.stringMatching(/^[^\n]{0,30}$/).filter((text) => !text.includes('the-batch'));
    const blanks = fc.constantFrom(' ', '\t', '   ');
    const tables = fc.tuple(
      fc.array(other),
      blanks,
      fc.constantFrom('', 'A=1 ', "B='x'\t"),
      fc.stringMatching(/^[ A-Za-z0-9%>\\"'./-]{0,20}$/),
      fc.constantFrom('', '\n', '\r\n'),
    );
    fc.assert(
      fc.property(tables, ([before, blank, variables, rest, end]) => {
        const text = [...before, ['30', '1', '*', '*', '*', `${variables}the-batch ${rest}`].join(blank)].join('\n') + end;
        const wrapped = wrapLine(text, 'the-batch', SCRIPT, {}).text;
        expect(wrapped.length).toBe(text.length + `/bin/sh ${SCRIPT} `.length);
        expect(unwrapLine(wrapped, 'the-batch', SCRIPT).text).toBe(text);
      }),
    );
  });
});

describeWithPrograms(['sshd'], 'a script on a host, by a real sshd', ({ sshd = '' }) => {
  const folder = temporaryFolder();
  let server: Awaited<ReturnType<typeof startOpenssh>>;
  let connection: SshConnection;

  beforeAll(async () => {
    server = await startOpenssh(sshd, join(folder, 'sshd'));
    connection = await connectSsh('batch', server.address, testContext());
  });
  afterAll(async () => {
    connection.close();
    await server.stop();
  });

  it('is there whole, may be run, says what it was before, and leaves nothing beside it', async () => {
    const path = join(folder, "a b'c", 'claim.sh');
    const [first, second] = ['#!/bin/sh\necho one\n', `#!/bin/sh\n# ${'x'.repeat(100_000)}\necho two\n`];
    expect(await installFile(connection, path, first)).toEqual({ before: 'nothing', sha256: sha256(first) });
    expect(await installFile(connection, path, second)).toEqual({ before: sha256(first), sha256: sha256(second) });
    expect(readFileSync(path, 'utf8')).toBe(second);
    expect([statSync(path).mode & 0o777, readdirSync(join(folder, "a b'c"))]).toEqual([0o755, ['claim.sh']]);
    expect(execFileSync(path, { encoding: 'utf8' })).toBe('two\n');
  });

  it('is not written where it cannot be, and what is there stays', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'kept');
    chmodSync(file, 0o600);
    mkdirSync(join(folder, 'taken', 'claim.sh'), { recursive: true });
    await expect(installFile(connection, join(file, 'claim.sh'), 'x')).rejects.toMatchObject({
      code: 'ssh.not-installed',
      received: expect.stringContaining('file'),
    });
    expect(readFileSync(file, 'utf8')).toBe('kept');
  });
});
