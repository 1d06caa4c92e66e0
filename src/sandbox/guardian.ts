import { spawn } from 'node:child_process';

/** $1: the folder of the sandbox. Waits for a word; if the pipe closes without one, the sandbox died and this cleans up behind it. */
const SCRIPT = `
read -r word && exit 0
pid=$(sed -n 1p "$1/postgres/data/postmaster.pid" 2>/dev/null)
if [ -n "$pid" ]; then
  kill -QUIT "$pid" 2>/dev/null
  n=0
  while kill -0 "$pid" 2>/dev/null && [ "$n" -lt 50 ]; do sleep 0.1 2>/dev/null || sleep 1; n=$((n + 1)); done
fi
rm -rf "$1"
`;

/** Watches over this process: should it be killed without a chance to end in order, its database is stopped and its folder removed. */
export function startGuardian(folder: string): { dismiss(): Promise<void> } {
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'twinrun-sandbox-guardian', folder], {
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
