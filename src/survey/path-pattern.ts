const UNKNOWN = /\$\{[^}]*\}|\$\(…\)|\*/;

/** What is not known of a path may be anything within one name. */
export function pathPattern(path: string): RegExp {
  const parts = path.split(UNKNOWN).map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]*')}$`);
}

/** Whether two paths or addresses may be the same. Where hardly anything is known of one, it could be any: that says nothing. */
export function mayBeSame(one: string, other: string): boolean {
  if (one === other) return isTelling(one);
  const [mine, theirs] = [knownStart(one), knownStart(other)];
  // Most pairs of a host end here, before anything costs time.
  if (mine === one && theirs === other) return false;
  if (!mine.startsWith(theirs) && !theirs.startsWith(mine)) return false;
  if (!isTelling(one) || !isTelling(other)) return false;
  const filled = (path: string) => path.split(UNKNOWN).join('0');
  return pathPattern(one).test(filled(other)) || pathPattern(other).test(filled(one));
}

function knownStart(path: string): string {
  const at = path.search(UNKNOWN);
  return at < 0 ? path : path.slice(0, at);
}

/** Absolute, with a first folder that is known. */
function isTelling(path: string): boolean {
  return /^(?:\w+:\/)?\/[^/$*]{2,}/.test(path) && path.split(UNKNOWN).join('').length > 4;
}
