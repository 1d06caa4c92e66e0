import { didYouMean } from '../../runtime/nearest.ts';
import { type Path, valueAt } from '../path.ts';
import type { Problem } from '../problem.ts';
import { choice, list, mapping } from '../raw.ts';
import { OUTPUT_OPTIONS } from './output-options.ts';
import type { Rule } from './rule-input.ts';

/** Outputs and checks that are named elsewhere must exist; a name that leads nowhere would allow or verify nothing, silently. */
export const namedChecks: Rule = ({ raw }) => {
  const outputs = Object.keys(mapping(valueAt(raw, ['outputs'])));
  const checks = list(valueAt(raw, ['checks'])).flatMap((entry) => choice(entry)?.kind ?? []);
  const problems: Problem[] = [];
  const mustBe = (what: 'output' | 'check', value: unknown, path: Path) => {
    const known = what === 'output' ? outputs : checks;
    if (typeof value === 'string' && !known.includes(value)) problems.push(unknown(what, value, path, [...new Set(known)]));
  };
  for (const section of [['checks'], ['soak', 'checks']]) {
    for (const [index, entry] of list(valueAt(raw, section)).entries()) {
      const check = choice(entry);
      if (check === undefined) continue;
      for (const option of OUTPUT_OPTIONS) mustBe('output', mapping(check.config)[option], [...section, index, check.kind, option]);
      for (const [alias, output] of Object.entries(mapping(mapping(check.config).outputs)))
        mustBe('output', output, [...section, index, check.kind, 'outputs', alias]);
    }
  }
  for (const section of ['places', 'expect']) {
    const named = Object.keys(mapping(valueAt(raw, ['soak', section]))).filter((name) => !outputs.includes(name));
    problems.push(...named.map((name): Problem => ({ ...unknown('output', name, ['soak', section, name], outputs), on: 'key' })));
  }
  for (const [index, entry] of list(valueAt(raw, ['allowances'])).entries()) {
    const target = mapping(mapping(entry).target);
    mustBe('check', target.check, ['allowances', index, 'target', 'check']);
    mustBe('output', target.output, ['allowances', index, 'target', 'output']);
  }
  for (const section of ['verify', 'triggers'])
    for (const [index, entry] of list(valueAt(raw, ['rollback', section])).entries())
      mustBe('check', mapping(entry).check, ['rollback', section, index, 'check']);
  return problems;
};

function unknown(what: string, name: string, path: Path, known: readonly string[]): Problem {
  return {
    code: `scenario.no-such-${what}`,
    path,
    message: `this scenario has no ${what} \`${name}\``,
    expected: known.length === 0 ? `a name under \`${what}s\`` : `one of ${known.join(', ')}`,
    received: name,
    fix: didYouMean(name, known, `Correct the name, or add it under \`${what}s\`.`),
  };
}
