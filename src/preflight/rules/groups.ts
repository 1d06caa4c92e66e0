import { answers, isItem, type PreflightRule } from '../rule.ts';
import { pathsOf } from './paths.ts';

const ID = 'groups';

/** Groups beside the user's own: they decide which files may be read and written, so they count only where the candidate's scripts use files of the system. */
export const groups: PreflightRule = {
  id: ID,
  check(facts) {
    const both = answers(ID, 'groups', facts);
    if (isItem(both)) return [both];
    const [legacy, candidate] = [namesIn(both.legacy.get('groups')), namesIn(both.candidate.get('groups'))];
    const item = { rule: ID, subject: 'groups', legacy: legacy.join(' '), candidate: candidate.join(' ') };
    // The first is the user's own, whose name means nothing elsewhere.
    const lacking = legacy.slice(1).filter((name) => !candidate.includes(name));
    if (legacy.length === 0) return [{ ...item, state: 'SKIPPED', why: 'id did not say' }];
    if (lacking.length === 0) return [{ ...item, state: 'OK', why: 'legacy is in no group that the candidate is not in' }];
    const why = `legacy is also in ${lacking.join(', ')}, the candidate is not`;
    if (facts.uses.candidate === undefined)
      return [{ ...item, state: 'SKIPPED', why: `${why}; whether its scripts need that is not known: they were not read` }];
    const { reads, writes } = pathsOf(facts.uses.candidate);
    if (reads.length + writes.length === 0) return [{ ...item, state: 'OK', why: `${why}, and its scripts use no file of the system` }];
    return [{ ...item, state: 'OK', why: `${why}; rule paths says whether the files of its scripts are permitted` }];
  },
};

function namesIn(text: string | undefined): readonly string[] {
  return (text ?? '').split(/\s+/).filter((name) => name !== '');
}
