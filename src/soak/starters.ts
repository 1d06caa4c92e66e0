import type { Starters } from '../model/soak-record.ts';

/** After a cutover it is not enough that one side is on: it must be the candidate. Whoever went back has ended the soak. */
export function startersAfterCutover(read: Starters): Starters {
  const { status, text, starters } = read;
  const candidateOn = starters.some(({ side, state }) => side === 'candidate' && state === 'on');
  const legacyOn = starters.some(({ side, state }) => side === 'legacy' && (state === 'on' || state === 'both'));
  if (status !== 'pass' || (candidateOn && !legacyOn)) return { status, text, starters };
  return { status: 'fail', text: `${text}: after a cutover it must be the candidate; it was gone back, or never cut over`, starters };
}
