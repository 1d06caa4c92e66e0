import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { findProgram } from '../../testing/system-program.ts';
import { forAnyShell } from './login-shell.ts';
import { shellQuote } from './ssh-command.ts';

/** Login shells as people have them, as far as this machine has them. */
const SHELLS = ['sh', 'bash', 'dash', 'ksh', 'zsh', 'tcsh', 'fish'].filter((name) => findProgram(name) !== undefined);

describe('a command for whatever login shell', () => {
  it.each(SHELLS)('comes through %s as it is, with its stdin', (shell) => {
    const hard = `a!b \\ \\\\ "c" 'd' \`e\` $f 日本\nnext line %d`;
    const command = `printf '%s|' ${shellQuote(hard)}\nfor i in 1 2; do printf "$i!"; done # ${shell}\ncat`;
    const { status, stdout } = spawnSync(shell, ['-c', forAnyShell(command)], { input: 'in\n', encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, `${hard}|1!2!in\n`]);
  });
});
