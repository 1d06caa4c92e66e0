import type { PreflightItem } from '../../model/preflight.ts';
import type { SurveyUses } from '../../model/survey.ts';
import { bringsProgram, installLine } from '../packages.ts';
import { candidateAnswer, isItem, type PreflightRule } from '../rule.ts';

const ID = 'commands';

/** Every program that the candidate's scripts call; where those could not be read, every one that legacy's call. */
export const commands: PreflightRule = {
  id: ID,
  check(facts) {
    const needed = programsOf(facts.uses.candidate ?? facts.uses.legacy);
    const unread = unreadOf(facts.uses.candidate);
    if (needed.length === 0 && unread.length > 0) return unread;
    if (needed.length === 0)
      return [{ rule: ID, subject: 'programs', state: 'SKIPPED', why: 'no script of either side could be read: what it calls is not known' }];
    const answer = candidateAnswer(ID, 'programs', facts);
    if (isItem(answer)) return [answer];
    const items = needed.map(({ name, at }): PreflightItem => {
      const found = answer.get(`command.${name}`);
      if (found === undefined) return { rule: ID, subject: name, at, state: 'SKIPPED', why: 'the environment did not say' };
      if (found !== '' && facts.imagePackages !== undefined && bringsProgram(name, facts.imagePackages) === false)
        return {
          ...{ rule: ID, subject: name, at, state: 'SKIPPED', candidate: found },
          why: 'the sandbox took it from this machine; the Dockerfile was not seen to install a package that has it',
          fix: { dockerfile: installLine(name, facts.packaging) },
        };
      if (found !== '') return { rule: ID, subject: name, at, candidate: found, state: 'OK', why: found };
      return {
        rule: ID,
        subject: name,
        at,
        state: 'MISSING',
        why: 'no such program in PATH',
        fix: { dockerfile: installLine(name, facts.packaging) },
      };
    });
    return [...items, ...unread];
  },
};

/** Places where reading the candidate's scripts ended: what they call from there on is not known. */
const ENDS = /^(?:script-missing|script-unread|dynamic-command|dynamic-script|parse-error|interpreter|binary|too-deep|too-long)$/;

function unreadOf(uses: SurveyUses | undefined): readonly PreflightItem[] {
  return (uses?.unresolved ?? [])
    .filter(({ kind }) => ENDS.test(kind))
    .map(({ at, what, why }) => ({ rule: ID, subject: what, at, state: 'SKIPPED', why: `what this calls is not known: ${why}` }));
}

/** The programs that scripts call by name, once each, with the first place. Paths are looked for as they stand. */
export function programsOf(uses: SurveyUses | undefined): readonly { name: string; at: SurveyUses['commands'][number]['at'] }[] {
  const found = new Map<string, SurveyUses['commands'][number]['at']>();
  for (const { name, kind, resolved, remote, at } of uses?.commands ?? [])
    if (kind === 'program' && resolved && remote === undefined && /^[\w./+-]+$/.test(name) && !found.has(name)) found.set(name, at);
  return [...found].map(([name, at]) => ({ name, at })).sort((a, b) => (a.name < b.name ? -1 : 1));
}
