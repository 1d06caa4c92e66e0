import type { PreflightItem } from '../../model/preflight.ts';
import { answers, isItem, type PreflightRule } from '../rule.ts';

const ID = 'user';

/** Who the batch runs as. A candidate that is root where legacy was not may pass today and write what nobody else may read. */
export const user: PreflightRule = {
  id: ID,
  check(facts) {
    if (facts.world === 'sandbox' && facts.candidateRunner === 'fargate') return [bySource(facts.imageUser)];
    const both = answers(ID, 'user', facts);
    if (isItem(both)) return [both];
    const [legacy, candidate] = [both.legacy, both.candidate].map(
      (answer) => `${answer.get('user') ?? ''} (${answer.get('uid') ?? '?'}), groups ${answer.get('groups') ?? '?'}`,
    );
    const [mine, theirs] = [both.legacy.get('uid'), both.candidate.get('uid')];
    const item = { rule: ID, subject: 'user', legacy: legacy ?? '', candidate: candidate ?? '' };
    if (mine === undefined || theirs === undefined) return [{ ...item, state: 'SKIPPED', why: 'id did not say' }];
    if (mine === '0' && theirs !== '0')
      return [
        {
          ...item,
          state: 'DIFFERS',
          why: 'legacy runs as root, the candidate does not: what only root may do fails',
          fix: { dockerfile: 'USER root' },
        },
      ];
    if (mine !== '0' && theirs === '0')
      return [
        {
          ...item,
          state: 'DIFFERS',
          why: 'the candidate runs as root, legacy does not',
          fix: { dockerfile: 'RUN adduser -D -u 10001 batch\nUSER batch' },
        },
      ];
    return [{ ...item, state: 'OK', why: theirs === '0' ? 'both are root' : 'neither is root' }];
  },
};

/** The sandbox runs tasks and legacy as whoever started it, so nobody is asked there: Dockerfile and task definition say who it will be. */
function bySource(imageUser: string | undefined): PreflightItem {
  const item = { rule: ID, subject: 'user', ...(imageUser === undefined ? {} : { candidate: imageUser }) };
  if (imageUser !== undefined && !/^(?:root|0)(?::|$)/.test(imageUser))
    return { ...item, state: 'OK', why: `the image runs as ${imageUser}, not as root` };
  return {
    ...item,
    state: 'SKIPPED',
    why: `the image runs as root${imageUser === undefined ? ', for it names nobody' : ''}: whether legacy does as well, its real host shows`,
    fix: { dockerfile: 'RUN adduser -D -u 10001 batch\nUSER batch' },
  };
}
