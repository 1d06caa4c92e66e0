import { didYouMean } from '../../runtime/nearest.ts';
import { type Path, valueAt } from '../path.ts';
import type { Problem } from '../problem.ts';
import { list, mapping } from '../raw.ts';
import { isObserved } from './observed-sides.ts';
import type { Rule } from './rule-input.ts';

const ROLLBACK: Path = ['rollback'];

/** What a playbook names must exist, what is not idempotent needs a proven way back, and what is only observed cannot be rerun. */
export const playbook: Rule = ({ raw }) => {
  const rollback = mapping(valueAt(raw, ROLLBACK));
  if (rollback.possible !== true) return [];
  return [...withoutSnapshot(raw, rollback), ...rerunOfObserved(raw, rollback), ...unknownNames(raw, rollback)];
};

/** Running such a batch a second time leaves something else: only what was proven to come back may be risked. */
function withoutSnapshot(raw: unknown, rollback: Readonly<Record<string, unknown>>): Problem[] {
  if (valueAt(raw, ['idempotent']) !== false) return [];
  return ['snapshot', 'restore', 'probe']
    .filter((field) => rollback[field] === undefined)
    .map((field) => ({
      code: 'scenario.no-snapshot',
      path: ROLLBACK,
      on: 'key' as const,
      message: `the batch is not idempotent, and its playbook has no \`${field}\``,
      expected: '`snapshot` and `restore`, each a step, and a `probe` that says the same before the one and after the other',
      received: 'none',
      fix: 'Write them, or `possible: false` and why; if running twice leaves the same as running once, `idempotent` is true.',
    }));
}

function rerunOfObserved(raw: unknown, rollback: Readonly<Record<string, unknown>>): Problem[] {
  if (!isObserved(raw, 'legacy')) return [];
  return list(rollback.steps).flatMap((step, index): Problem[] =>
    Object.hasOwn(mapping(step), 'rerun')
      ? [
          {
            code: 'scenario.rerun-observed',
            path: ['rollback', 'steps', index, 'rerun'],
            on: 'key',
            message: 'the legacy side is only observed: nothing says how to start it',
            expected: 'a step that starts it, such as `ssh: { host, command }`',
            received: 'rerun',
            fix: 'Write the command as a step `ssh`, with `repeat: never` and `confirm` where it must not run twice, and `drill: { none: … }`.',
          },
        ]
      : [],
  );
}

function unknownNames(raw: unknown, rollback: Readonly<Record<string, unknown>>): Problem[] {
  const problems: Problem[] = [];
  const mustBe = (section: 'outputs' | 'effects' | 'probes', value: unknown, path: Path, on: 'key' | 'value' = 'value') => {
    const known = Object.keys(mapping(valueAt(raw, [section])));
    if (typeof value === 'string' && !known.includes(value)) problems.push(unknown(section, value, path, known, on));
  };
  mustBe('probes', rollback.probe, ['rollback', 'probe']);
  for (const name of Object.keys(mapping(rollback.places))) mustBe('outputs', name, ['rollback', 'places', name], 'key');
  for (const name of Object.keys(mapping(valueAt(rollback, ['drill', 'targets']))))
    mustBe('effects', name, ['rollback', 'drill', 'targets', name], 'key');
  for (const [index, entry] of list(rollback.verify).entries())
    for (const kind of ['query-equals', 'fresh', 'delivered-once']) {
      const settings = mapping(mapping(entry)[kind]);
      mustBe('outputs', settings.output, ['rollback', 'verify', index, kind, 'output']);
      mustBe('outputs', settings.same, ['rollback', 'verify', index, kind, 'same']);
      mustBe('effects', settings.effect, ['rollback', 'verify', index, kind, 'effect']);
    }
  return problems;
}

function unknown(section: string, name: string, path: Path, known: readonly string[], on: 'key' | 'value'): Problem {
  const noun = section.slice(0, -1);
  return {
    code: `scenario.no-such-${noun}`,
    path,
    on,
    message: `this scenario has no ${noun} \`${name}\``,
    expected: known.length === 0 ? `a name under \`${section}\`` : `one of ${known.join(', ')}`,
    received: name,
    fix: didYouMean(name, known, `Correct the name, or add it under \`${section}\`.`),
  };
}
