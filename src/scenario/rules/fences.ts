import { SIDES } from '../../model/side.ts';
import { type Path, valueAt } from '../path.ts';
import type { Problem } from '../problem.ts';
import { mapping } from '../raw.ts';
import { isObserved } from './observed-sides.ts';
import type { Rule } from './rule-input.ts';

/** A side that is started needs a fence for each of its effects, whether running it again is safe or not; and fences must not contradict each other, nor lead to the real target. */
export const fences: Rule = ({ raw }) => {
  const effects = Object.entries(mapping(valueAt(raw, ['effects'])));
  const problems: Problem[] = effects
    .filter(([, effect]) => SIDES.every((side) => mapping(effect)[side] === undefined))
    .map(([name]) => ofNobody(name));
  for (const side of SIDES) {
    const mine = effects.filter(([, effect]) => mapping(effect)[side] !== undefined);
    const mode = valueAt(raw, ['rerun', side, 'mode']);
    const started = !isObserved(raw, side) && (side === 'candidate' || mode !== 'never');
    if (started && mode === 'fenced' && mine.length === 0) problems.push(noFence(['rerun', side, 'mode'], side));
    const set = new Map<string, unknown>();
    for (const [name, effect] of mine) {
      const path = ['effects', name, side, 'fence'];
      const fence = mapping(valueAt(effect, [side, 'fence']));
      if (started && Object.keys(fence).length === 0) problems.push(noFence(path, side));
      problems.push(...towardsTarget(valueAt(effect, ['target']), fence, path));
      for (const [variable, value] of Object.entries(fence)) {
        if (set.has(variable) && set.get(variable) !== value)
          problems.push(contradiction([...path, variable], variable, String(set.get(variable)), value));
        set.set(variable, value);
      }
    }
    problems.push(...takenByBusinessDate(raw, [...effects.map(([name]) => ['effects', name, side, 'fence']), ['sides', side, 'environment']]));
  }
  return problems;
};

/** A fence that names the host of the real target, its address, or nothing but parts of it turns nothing away. */
function towardsTarget(target: unknown, fence: Readonly<Record<string, unknown>>, path: Path): Problem[] {
  const { host, url, bucket, prefix } = mapping(target);
  const values = Object.entries(fence).flatMap(([variable, value]) => (typeof value === 'string' ? [{ variable, value }] : []));
  const parts = Object.values(mapping(target)).flatMap((part) => (typeof part === 'string' && bare(part) !== '' ? [bare(part)] : []));
  const onlyParts = values.length > 0 && values.every(({ value }) => parts.includes(bare(value)));
  const addresses = [url, typeof bucket === 'string' ? `s3://${bucket}/${typeof prefix === 'string' ? prefix : ''}` : undefined];
  const leads = (value: string) =>
    (typeof host === 'string' && new RegExp(`\\{\\{\\s*host\\.${host.replace(/[^\w-]/g, '\\$&')}\\.`).test(value)) ||
    addresses.some((address) => typeof address === 'string' && `${bare(value)}/`.startsWith(`${bare(address)}/`));
  return values
    .filter(({ value }) => onlyParts || leads(value))
    .map(({ variable, value }) => ({
      code: 'scenario.fence-towards-target',
      path: [...path, variable],
      message: `this fence leads to ${typeof host === 'string' ? host : value}, which is the real target`,
      expected: 'another place, such as a decoy',
      received: value,
      fix: 'Name the decoy. If the host is right, and only the folder is another, leave the host out of the fence.',
    }));
}

function bare(text: string): string {
  return text.trim().replace(/^\/+|\/+$/g, '');
}

function ofNobody(name: string): Problem {
  return {
    code: 'scenario.effect-of-nobody',
    path: ['effects', name],
    on: 'key',
    message: `no side has the effect \`${name}\``,
    expected: 'legacy or candidate or both, each with its fence',
    received: 'neither',
    fix: 'Write `legacy: { fence: … }` or `candidate: { fence: … }`, or remove the effect.',
  };
}

function noFence(path: Path, side: string): Problem {
  return {
    code: 'scenario.no-fence',
    path,
    message:
      path[0] === 'rerun'
        ? `\`rerun.${side}\` is fenced, and no effect has a fence`
        : `the ${side} side would reach the real target: this has no fence`,
    expected: `for each effect of ${side}, the environment variables that turn it to a decoy`,
    received: 'none',
    fix: `Write the fence under \`effects.<name>.${side}.fence\`; if the script cannot be turned away, \`rerun.${side}.mode\` is never.`,
  };
}

function contradiction(path: Path, variable: string, first: string, value: unknown): Problem {
  return {
    code: 'scenario.fence-contradiction',
    path,
    message: `two fences of one side set ${variable} to different values`,
    expected: first,
    received: String(value),
    fix: `Give both the same value: the side has only one ${variable}.`,
  };
}

function takenByBusinessDate(raw: unknown, places: readonly Path[]): Problem[] {
  const date = mapping(valueAt(raw, ['businessDate']));
  const variable = typeof date.variable === 'string' ? date.variable : 'BUSINESS_DATE';
  if (date.mode !== 'injected') return [];
  return places
    .filter((path) => Object.hasOwn(mapping(valueAt(raw, path)), variable))
    .map((path) => ({
      code: 'scenario.variable-taken',
      path: [...path, variable],
      on: 'key' as const,
      message: `${variable} carries the business date`,
      expected: 'another variable',
      received: variable,
      fix: 'Remove it here, or name another variable in `businessDate.variable`.',
    }));
}
