const UNKNOWN = /\$\{[^}]*\}|\$\(…\)|\*/;

/** What is not known of a path may be anything within one name. */
export function pathPattern(path: string): RegExp {
  const parts = path.split(UNKNOWN).map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]*')}$`);
}

/** Whether two paths or addresses may be the same. Where hardly anything is known of one, it could be any: that says nothing. */
export function mayBeSame(one: string, other: string): boolean {
  if (one === other) return isTelling(one);
  if ((!UNKNOWN.test(one) && !UNKNOWN.test(other)) || !isTelling(one) || !isTelling(other)) return false;
  const filled = (path: string) => path.split(UNKNOWN).join('0');
  return pathPattern(one).test(filled(other)) || pathPattern(other).test(filled(one));
}

/** Absolute, with a first folder that is known. */
function isTelling(path: string): boolean {
  return /^(?:\w+:\/)?\/[^/$*]{2,}/.test(path) && path.split(UNKNOWN).join('').length > 4;
}
