import { valueAt } from '../path.ts';
import { choice, list, mapping } from '../raw.ts';
import type { Rule, SidedInput } from './rule-input.ts';

/** An output that is brought home and compared by nothing looks proven and is not. */
export const comparedOutputs: Rule<SidedInput> = ({ raw, registries }) => {
  const content = list(valueAt(raw, ['checks'])).flatMap((entry) => {
    const check = choice(entry);
    if (check === undefined) return [];
    const kind = Object.hasOwn(registries.checks, check.kind) ? registries.checks[check.kind] : undefined;
    const compares = kind === undefined || kind.judgesOutput === true || (kind.scope === 'content' && kind.traitOnly !== true);
    return compares ? [mapping(check.config).output] : [];
  });
  // A check that names no output may look at all of them.
  if (content.some((output) => typeof output !== 'string')) return [];
  return Object.keys(mapping(valueAt(raw, ['outputs'])))
    .filter((name) => !content.includes(name))
    .map((name) => ({
      code: 'scenario.output-not-compared',
      path: ['outputs', name],
      on: 'key' as const,
      message: `no check compares the output \`${name}\``,
      expected: 'at least one check of its content, such as keyed-rows or checksum',
      received: 'none',
      fix: `Add a check with \`output: ${name}\`, or remove the output.`,
    }));
};
