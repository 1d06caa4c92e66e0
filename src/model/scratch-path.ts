/** Whether a path is one that nobody misses after the run. */
export function isScratch(path: string): boolean {
  return /^(?:\/tmp|\/var\/tmp|\/dev|\/proc|\/run|\/var\/run)(?:\/|$)/.test(path) || /\$\(mktemp/.test(path) || /\$\{?TMPDIR/.test(path);
}
