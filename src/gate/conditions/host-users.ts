import type { Condition } from '../../model/gate.ts';
import type { Survey } from '../../model/survey.ts';
import { conditionOf } from '../condition.ts';
import type { HostFacts } from '../host-facts.ts';
import { describeStatement, statementProblem } from '../statement.ts';

/** Somebody says of everyone who uses the host what becomes of them. Mounts are the host's own use of others. */
export function hostUsers(survey: Survey | undefined, claims: HostFacts['users'], now: Date): Condition {
  const condition = conditionOf('users', 'everyone who uses the host is claimed');
  const fix = 'Ask each of them, and say under claims.users what becomes of them.';
  if (survey === undefined) return condition.inconclusive({ summary: 'who they are is not known', fix: 'twinrun survey <host>' });
  const users = inboundUsers(survey);
  const stray = users.filter((user) => !Object.hasOwn(claims, user));
  const found = Object.entries(claims).map(([user, claim]) => {
    const problem = statementProblem(claim, now);
    return { line: `${user}: ${problem ?? describeStatement(claim.statement)}`, problem };
  });
  const evidence = [...stray.map((user) => `${user}: nobody claims it`), ...found.map(({ line }) => line)];
  if (stray.length > 0) return condition.fail({ summary: `${stray.length} of ${users.length} are not`, evidence, fix });
  if (found.some(({ problem }) => problem !== undefined))
    return condition.inconclusive({ summary: 'not everything that is said holds', evidence, fix });
  return condition.pass({ summary: users.length === 0 ? 'the survey saw none' : `all ${users.length}`, evidence });
}

/** As `claims.users` names them, once each. */
function inboundUsers({ users: { logins, exports, listening, readers } }: Survey): readonly string[] {
  return [
    ...new Set([
      ...logins.map(({ user }) => `login:${user}`),
      ...exports.map(({ path }) => `export:${path}`),
      ...listening.filter(({ address }) => !/^(?:127\.|\[?::1\]?$|localhost$)/.test(address)).map(({ port }) => `port:${port}`),
      ...readers.map(({ path, by }) => `reader:${by ?? path}`),
    ]),
  ].sort();
}
