import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { TwinrunError } from '../../model/error.ts';
import { matchesPatterns } from '../../runtime/patterns.ts';

/** As OpenSSH (READCONF_MAX_DEPTH). */
const DEPTH = 16;

/**
 * A file in the format of ssh_config(5) with what it includes put in its place. An included file that begins blocks of its own, inside a block, is refused:
 * whom its lines are for could not be said. Throws `ssh-config.unreadable`, `ssh-config.include`.
 */
export async function readSshConfigText(file: string, home: string, depth = 0): Promise<string> {
  if (depth > DEPTH) throw includeError(file, 'it includes itself, or too many others in a chain');
  const lines: string[] = [];
  let inBlock = false;
  for (const line of (await readText(file)).split(/\r?\n/)) {
    const [, keyword = '', value = ''] = /^\s*([^\s=#]+)\s*(?:=|\s)\s*(.*?)\s*$/.exec(line) ?? [];
    if (/^(host|match)$/i.test(keyword)) inBlock = true;
    if (!/^include$/i.test(keyword)) {
      lines.push(line);
      continue;
    }
    for (const path of value.split(/\s+/).map((word) => word.replace(/^"(.*)"$/, '$1'))) {
      for (const found of await filesOf(path, home)) {
        const text = await readSshConfigText(found, home, depth + 1);
        const blocks = /^\s*(host|match)\b/im.test(text);
        if (blocks && inBlock) throw includeError(file, `${found}, which begins blocks of its own, is included inside a block`);
        // Behind the included blocks, lines are for every host again.
        lines.push(text, ...(blocks ? ['Host *'] : []));
      }
    }
  }
  return lines.join('\n');
}

/** Relative paths start at ~/.ssh; `*` and `?` in the last part. What is not there is passed over, as ssh does. */
async function filesOf(path: string, home: string): Promise<readonly string[]> {
  const whole = path.startsWith('~/') ? join(home, path.slice(2)) : isAbsolute(path) ? path : join(home, '.ssh', path);
  const names = await readdir(dirname(whole)).catch(() => []);
  return names
    .filter((name) => matchesPatterns([basename(whole)], name))
    .sort()
    .map((name) => join(dirname(whole), name));
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new TwinrunError({
      code: 'ssh-config.unreadable',
      class: 'misuse',
      message: 'this SSH configuration cannot be read',
      at: { file },
      fix: 'Correct configFile in twinrun.yaml, or name address, user and key of the host there.',
      cause,
    });
  }
}

function includeError(file: string, why: string): TwinrunError {
  return new TwinrunError({
    code: 'ssh-config.include',
    class: 'misuse',
    message: `this SSH configuration cannot be followed: ${why}`,
    at: { file },
    fix: 'Move the Include to the top of the file, or name address, user and key of the host in twinrun.yaml.',
  });
}
