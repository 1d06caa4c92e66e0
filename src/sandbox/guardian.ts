import { spawn } from 'node:child_process';
import type { EngineSetting } from '../model/engine-setting.ts';

/**
 * $1: the folder of the sandbox; then the call of its container engine, if it has one. Waits for a word; if the pipe closes without one, the
 * sandbox died and this cleans up behind it.
 */
const SCRIPT = `
read -r word && exit 0
folder=$1
shift
pid=$(sed -n 1p "$folder/postgres/data/postmaster.pid" 2>/dev/null)
if [ -n "$pid" ]; then
  kill -QUIT "$pid" 2>/dev/null
  n=0
  while kill -0 "$pid" 2>/dev/null && [ "$n" -lt 50 ]; do sleep 0.1 2>/dev/null || sleep 1; n=$((n + 1)); done
fi
if [ $# -gt 0 ]; then
  containers=$("$@" ps --all --quiet --filter "label=twinrun-sandbox=\${folder##*/}" 2>/dev/null)
  [ -z "$containers" ] || { "$@" kill $containers; "$@" rm --force $containers; }
  while read -r tag; do "$@" rmi "$tag" </dev/null; done <"$folder/aws/engine/tags"
fi >/dev/null 2>&1
rm -rf "$folder"
`;

/**
 * Watches over this process: should it be killed without a chance to end in order, its database is stopped, and its containers, images and
 * folder are removed.
 */
export function startGuardian(folder: string, engine?: EngineSetting): { dismiss(): Promise<void> } {
  const engineCall = engine === undefined ? [] : [engine.program, ...engine.arguments];
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'twinrun-sandbox-guardian', folder, ...engineCall], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  child.stdin.on('error', () => {});
  child.unref();
  return {
    dismiss: () => {
      child.stdin.end('done\n');
      return gone;
    },
  };
}
