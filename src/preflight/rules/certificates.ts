import { candidateAnswer, isItem, type PreflightRule } from '../rule.ts';

const ID = 'ca-certificates';

/** A bundle of certificate authorities, without which no TLS connection is trusted. */
export const certificates: PreflightRule = {
  id: ID,
  check(facts) {
    const answer = candidateAnswer(ID, 'bundle', facts);
    if (isItem(answer)) return [answer];
    const found = answer.get('ca');
    if (found !== undefined) return [{ rule: ID, subject: 'bundle', state: 'OK', why: found, candidate: found }];
    const dockerfile =
      facts.packaging === 'apt'
        ? 'RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates'
        : 'RUN apk add --no-cache ca-certificates';
    return [
      {
        rule: ID,
        subject: 'bundle',
        state: 'MISSING',
        why: 'no bundle of certificate authorities: HTTPS, S3 and TLS to databases fail',
        fix: { dockerfile },
      },
    ];
  },
};
