import { TwinrunError } from '../../model/error.ts';
import { sha256 } from '../../runtime/hash.ts';
import { askHost, shellQuote } from './ssh-command.ts';
import type { SshConnection } from './ssh-connection.ts';

/** What lay there before, by its sha256; `nothing` where there was none. */
export type Installed = { readonly before: string; readonly sha256: string };

/**
 * Puts a text on a host as an executable file (mode 0755) that appears whole under its name, or not at all: it is hashed on the host before it gets its name, and after. A folder that is
 * missing is made. Throws `ssh.not-installed` (nothing has the name that was not there before), `ssh.install-unanswered` (it may be there or not), and what the connection throws.
 */
export async function installFile(connection: SshConnection, path: string, text: string): Promise<Installed> {
  const wanted = sha256(text);
  const { exitCode, stdout, stderr } = await askHost(connection, `path=${shellQuote(path)}; wanted=${wanted}\n${INSTALL}`, text);
  const [before = '', after = ''] = stdout.trim().split('\n');
  if (exitCode === 0 && after === wanted) return { before, sha256: after };
  if (exitCode === undefined || exitCode === 0)
    throw new TwinrunError({
      ...{ code: 'ssh.install-unanswered', class: 'fault', message: `the connection to ${connection.host} was lost while ${path} was written` },
      fix: 'Try again: it is written whole, or not at all.',
    });
  throw new TwinrunError({
    ...{ code: 'ssh.not-installed', class: 'fault', message: `${path} cannot be written on ${connection.host}` },
    received: stderr.trim() || `exit code ${exitCode}`,
    fix: 'Its folder must be writable for the login; sha256sum or openssl must be there.',
  });
}

const INSTALL = `set -u
umask 022
sum() { if command -v sha256sum >/dev/null 2>&1; then sha256sum; else openssl dgst -sha256 -r; fi | cut -c1-64; }
folder=$(dirname -- "$path")
mkdir -p -- "$folder" || exit 1
aside=$folder/.$(basename -- "$path").$$.new
trap 'rm -f -- "$aside"' EXIT
cat > "$aside" && chmod 0755 -- "$aside" || exit 1
[ "$(sum < "$aside")" = "$wanted" ] || { echo 'what arrived is not what was sent' >&2; exit 1; }
if [ -f "$path" ]; then sum < "$path"; else echo nothing; fi
mv -f -- "$aside" "$path" || exit 1
sum < "$path"`;
