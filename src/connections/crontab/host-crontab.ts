import { isUtf8 } from 'node:buffer';
import { TwinrunError } from '../../model/error.ts';
import type { Permission } from '../../model/step-kind.ts';
import { sha256 } from '../../runtime/hash.ts';
import { askBytes, askHost, shellQuote } from '../ssh/ssh-command.ts';
import type { SshConnection } from '../ssh/ssh-connection.ts';

/** A table of cron on a host: of a user (default: who is logged in), or a file such as /etc/cron.d/batch. */
export interface CrontabPlace {
  readonly user?: string;
  readonly file?: string;
}

export interface HostCrontab {
  readonly text: string;
  /** sha256 of its bytes. */
  readonly hash: string;
  /** How its bytes are this text, and back: a table that is not UTF-8 (a comment in EUC-JP) must come back byte by byte, so it is read byte by character. */
  readonly encoding: 'utf8' | 'latin1';
}

/** Reads a table. Throws `cron.unreadable`. */
export async function readCrontab(connection: SshConnection, place: CrontabPlace): Promise<HostCrontab> {
  const { exitCode, stdout, stderr } = await askBytes(connection, `${prelude(place)}\nread_table`);
  if (exitCode === 0) {
    const encoding = isUtf8(stdout) ? 'utf8' : 'latin1';
    return { text: stdout.toString(encoding), hash: sha256(stdout), encoding };
  }
  throw new TwinrunError({
    ...{
      code: 'cron.unreadable',
      class: 'fault',
      message: `the crontab on ${connection.host} cannot be read`,
      received: stderr.trim() || `exit code ${exitCode ?? 'unknown'}`,
    },
    fix: 'Log in as its user, or allow `sudo -n crontab`; a file must be readable.',
  });
}

/**
 * Writes a table in place of one that is known by its hash: compare and swap in one command on the host. Owner and mode of a file stay; it appears whole. Reads it back.
 * Throws `cron.changed` (somebody else changed it: nothing was written), `cron.not-kept`, `cron.unwritable`, `cron.unanswered` (it may have been written or not), and what connecting throws.
 */
export async function swapCrontab(connection: SshConnection, place: CrontabPlace, known: HostCrontab, text: string): Promise<HostCrontab> {
  const script = `${prelude(place)}\n${SWAP}\nswap ${known.hash}`;
  const { exitCode, stderr } = await askBytes(connection, script, Buffer.from(text, known.encoding));
  if (exitCode === CHANGED) throw changed(connection.host);
  if (exitCode === undefined) throw unanswered(connection.host);
  if (exitCode !== 0) throw unwritable(connection.host, stderr.trim() || `exit code ${exitCode}`);
  const now = await readCrontab(connection, place).catch((cause: unknown) => {
    throw unanswered(connection.host, cause);
  });
  if (now.text === text) return now;
  throw new TwinrunError({
    ...{
      code: 'cron.not-kept',
      class: 'fault',
      message: `the crontab on ${connection.host} is not as it was written`,
      expected: sha256(text),
      received: now.hash,
    },
    fix: 'A configuration manager may write it: change it there. Look at whether the line is active before the next fire.',
  });
}

/** Whether a table could be read and written, without writing it. A file's folder must be writable, too: it is replaced whole. */
export async function mayWriteCrontab(connection: SshConnection, place: CrontabPlace): Promise<Permission> {
  const may = [
    'read_table >/dev/null || exit 1',
    'if [ $by = file ]; then [ -w "$table" ] && [ -w "$(dirname -- "$table")" ] || { echo "$table or its folder is not writable" >&2; exit 1; }',
    // Who may list a table of the program may install it; by sudo that is asked of sudo.
    `elif [ ${place.user === undefined ? '1 = 1' : `"$(id -un)" = root ] || [ "$(id -un)" = ${shellQuote(place.user)}`} ]; then :`,
    `elif ! sudo -n -l crontab -u ${shellQuote(place.user ?? '')} /tmp/new >/dev/null; then echo "sudo does not let $(id -un) write it: crontab -u" ${shellQuote(place.user ?? '')} >&2; exit 1; fi`,
  ];
  const { exitCode, stderr } = await askHost(connection, `${prelude(place)}\n${may.join('\n')}`);
  const what = `the crontab on ${connection.host}`;
  if (exitCode === 0) return { status: 'allowed', text: `${what} can be read and written` };
  if (exitCode === undefined) return { status: 'unknown', text: `the connection was lost while ${what} was looked at` };
  return { status: 'denied', text: `${what}: ${stderr.trim() || `exit code ${exitCode}`}` };
}

const CHANGED = 9;

/** The sandbox's host keeps its tables below its own root, and has no crontab program. */
function prelude({ user, file }: CrontabPlace): string {
  const flag = user === undefined ? '' : ` -u ${shellQuote(user)}`;
  const path = file === undefined ? `"$root/var/spool/cron/crontabs/\${TABLE_USER:-$(id -un)}"` : `"$root"${shellQuote(file)}`;
  return [
    'root=; if [ "${TWINRUN_SANDBOX:-}" = 1 ]; then root=${HOME%/home/*}; fi',
    user === undefined ? 'TABLE_USER=; if [ -n "$root" ]; then TABLE_USER=${HOME##*/}; fi' : `TABLE_USER=${shellQuote(user)}`,
    `table=${path}`,
    file === undefined ? 'if [ -n "$root" ]; then by=file; else by=program; fi' : 'by=file',
    `crontab_of() { if [ ${user === undefined ? '1 = 1' : `"$(id -un)" = root ] || [ "$(id -un)" = ${shellQuote(user)}`} ]; then crontab${flag} "$@"; else sudo -n crontab${flag} "$@"; fi; }`,
    'read_table() { if [ $by = file ]; then cat -- "$table"; else crontab_of -l; fi; }',
  ].join('\n');
}

/** A name with a dot is passed over by cron, so a half-written copy in cron.d starts nothing. */
const SWAP = `sum() { if command -v sha256sum >/dev/null 2>&1; then sha256sum; else openssl dgst -sha256 -r; fi | cut -c1-64; }
swap() {
  umask 077
  work=$(mktemp -d) || exit 1
  trap 'rm -rf "$work" "$aside"' EXIT
  aside=$work/none
  cat > "$work/new" || exit 1
  if [ $by = file ]; then
    aside=$(dirname -- "$table")/.twinrun.$$.new
    cp -p -- "$table" "$aside" && cat "$work/new" > "$aside" || exit 1
    [ "$(read_table | sum)" = "$1" ] || exit ${CHANGED}
    mv -f -- "$aside" "$table"
  else
    [ "$(read_table | sum)" = "$1" ] || exit ${CHANGED}
    crontab_of "$work/new"
  fi
}`;

function changed(host: string): TwinrunError {
  return new TwinrunError({
    ...{
      code: 'cron.changed',
      class: 'fault',
      message: `the crontab on ${host} was changed since it was read: nothing was written`,
      expected: 'the table as it was read',
      received: 'another one',
    },
    fix: 'Find out who else works on it, then try again.',
  });
}

function unwritable(host: string, received: string): TwinrunError {
  return new TwinrunError({
    code: 'cron.unwritable',
    class: 'fault',
    message: `the crontab on ${host} cannot be written`,
    received,
    fix: 'Log in as its user, or allow `sudo -n crontab`; for a file its folder must be writable.',
  });
}

function unanswered(host: string, cause?: unknown): TwinrunError {
  return new TwinrunError({
    ...{
      code: 'cron.unanswered',
      class: 'fault',
      message: `the connection to ${host} was lost while its crontab was written: it may have been written or not`,
    },
    ...(cause === undefined ? {} : { cause }),
    fix: 'Try again: what is written already is found, and left as it is.',
  });
}
