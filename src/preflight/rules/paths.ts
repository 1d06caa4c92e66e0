import type { PreflightItem } from '../../model/preflight.ts';
import type { FileUse, SurveyUses } from '../../model/survey.ts';
import { candidateAnswer, isItem, type PreflightFacts, type PreflightRule } from '../rule.ts';

const ID = 'paths';

/** So many are asked of an environment: ECS takes no longer question. */
const MOST = 40;
const MOST_LETTERS = 1_500;

/** Files that the candidate's scripts read by absolute path and do not make themselves, and places that they write: there, and permitted? */
export const paths: PreflightRule = {
  id: ID,
  check(facts) {
    const { reads, writes } = filesOf(facts.uses.candidate);
    return [...reads.map((use) => readItem(use, facts)), ...writes.map((use) => writeItem(use, facts))];
  },
};

/** What is asked of each side. */
export function pathsOf(uses: SurveyUses | undefined): { readonly reads: readonly string[]; readonly writes: readonly string[] } {
  const { reads, writes } = filesOf(uses);
  const all = [...reads, ...writes];
  const most = all.findIndex((_, index) => all.slice(0, index + 1).reduce((letters, { path }) => letters + path.length + 3, 0) > MOST_LETTERS);
  const kept = all.slice(0, Math.min(MOST, most < 0 ? MOST : most));
  const pathsIn = (list: readonly FileUse[]) => list.filter((use) => kept.includes(use)).map(({ path }) => path);
  return { reads: pathsIn(reads), writes: pathsIn(writes) };
}

/** Once each. What a light scan saw may be no path at all; what is made on the way needs not be there. */
function filesOf(uses: SurveyUses | undefined): { readonly reads: readonly FileUse[]; readonly writes: readonly FileUse[] } {
  const files = (uses?.files ?? []).filter(
    ({ path, resolved, remote, light }) =>
      resolved && remote === undefined && light !== true && /^\/[\w./@:+,-]+$/.test(path) && !OF_THE_KERNEL.test(path),
  );
  const writes = unique(files.filter(({ access }) => access === 'write' || access === 'append' || access === 'lock'));
  const made = (path: string) => writes.some((one) => one.path === path || path.startsWith(`${one.path}/`));
  return { reads: unique(files.filter(({ access, path }) => access === 'read' && !made(path))), writes };
}

const OF_THE_KERNEL = /^\/(?:dev|proc|sys)(?:\/|$)/;

function unique(files: readonly FileUse[]): readonly FileUse[] {
  return files.filter(({ path }, index) => files.findIndex((other) => other.path === path) === index);
}

function readItem({ path, at }: FileUse, facts: PreflightFacts): PreflightItem {
  const answer = candidateAnswer(ID, path, facts);
  if (isItem(answer)) return { ...answer, at };
  const item = { rule: ID, subject: path, at };
  const found = answer.get(`read.${path}`);
  if (found === 'yes') return { ...item, state: 'OK', why: 'may be read' };
  if (found === undefined) return { ...item, state: 'SKIPPED', why: 'the environment did not say' };
  if (facts.world === 'sandbox') return elsewhere(item);
  if (found === 'denied')
    return { ...item, state: 'MISSING', why: 'it is there, and the user of the task may not read it', fix: { dockerfile: `RUN chmod a+r ${path}` } };
  const { legacy } = facts.asked;
  if ('answer' in legacy && legacy.answer.get(`read.${path}`) === 'yes')
    return {
      ...item,
      state: 'MISSING',
      why: 'the script reads it; legacy has it, the candidate has not',
      fix: { dockerfile: `COPY ${path.split('/').at(-1)} ${path}` },
    };
  return { ...item, state: 'SKIPPED', why: 'neither side was seen to have it: whether the script minds shows only when it runs' };
}

function writeItem({ path, at }: FileUse, facts: PreflightFacts): PreflightItem {
  const answer = candidateAnswer(ID, path, facts);
  if (isItem(answer)) return { ...answer, at };
  const item = { rule: ID, subject: path, at };
  const [depth, ...rest] = (answer.get(`write.${path}`) ?? '').split(' ');
  const nearest = rest.join(' ');
  if (depth === '' || depth === undefined) return { ...item, state: 'SKIPPED', why: 'the environment did not say' };
  const makes = facts.uses.candidate?.files.some(({ by, path: folder }) => by === 'mkdir' && (path === folder || path.startsWith(`${folder}/`)));
  if (depth === '0' || depth === '1' || (makes === true && depth !== 'denied')) return { ...item, state: 'OK', why: `${nearest} may be written` };
  if (facts.world === 'sandbox') return elsewhere(item);
  const folder = path.slice(0, path.lastIndexOf('/')) || '/';
  const fix = { dockerfile: `RUN mkdir -p ${folder} && chown <user> ${folder}` };
  if (depth === 'denied') return { ...item, state: 'MISSING', why: `the script writes it, and the user of the task may not write ${nearest}`, fix };
  return { ...item, state: 'MISSING', why: `the script writes it, and there is no folder ${folder}`, fix };
}

/** In the sandbox, a task may be a process of this machine: what its image has at that path is not seen. */
function elsewhere(item: Pick<PreflightItem, 'rule' | 'subject' | 'at'>): PreflightItem {
  return { ...item, state: 'SKIPPED', why: 'not seen in the sandbox, where a task may be a process of this machine; a task in the account shows it' };
}
