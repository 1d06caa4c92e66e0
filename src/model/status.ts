/** The three-valued result of a check and of a verdict. */
export type Status = 'pass' | 'fail' | 'inconclusive';

/** Fail dominates inconclusive dominates pass. An empty list is inconclusive: nothing was judged. */
export function dominant(statuses: readonly Status[]): Status {
  if (statuses.includes('fail')) return 'fail';
  if (statuses.length === 0 || statuses.includes('inconclusive')) return 'inconclusive';
  return 'pass';
}
