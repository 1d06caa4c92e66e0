import { SIDES, type Side } from '../../model/side.ts';
import { canonicalJson } from '../../runtime/canonical-json.ts';
import { formatPath, type Path, valueAt } from '../path.ts';
import type { Problem } from '../problem.ts';
import { choice, mapping } from '../raw.ts';
import type { Rule } from './rule-input.ts';

/** The one kind whose source is another one on each side although it is written alike: each take has its own log. */
const PER_SIDE = 'log';

/** Each output comes from a place of its own. The same place on both sides compares a file with itself: that always passes. */
export const distinctSources: Rule = ({ raw }) => {
  const seen = new Map<string, { readonly path: Path; readonly side: Side }>();
  const problems: Problem[] = [];
  for (const name of Object.keys(mapping(valueAt(raw, ['outputs'])))) {
    for (const side of SIDES) {
      const path = ['outputs', name, side];
      const source = choice(valueAt(raw, path));
      if (source === undefined) continue;
      const identity = canonicalJson([source.kind === PER_SIDE ? side : '', source.kind, source.config]);
      const first = seen.get(identity);
      if (first === undefined) seen.set(identity, { path, side });
      else problems.push(sameSource(path, first.path, first.side !== side));
    }
  }
  // After the cutover the candidate's outputs lie elsewhere, and are compared with legacy's, which do not.
  for (const name of Object.keys(mapping(valueAt(raw, ['soak', 'places'])))) {
    const path = ['soak', 'places', name];
    const source = choice(valueAt(raw, path));
    const first = source === undefined ? undefined : seen.get(canonicalJson(['', source.kind, source.config]));
    if (first?.side === 'legacy') problems.push(sameSource(path, first.path, true));
  }
  return problems;
};

function sameSource(path: Path, first: Path, acrossSides: boolean): Problem {
  const other = formatPath(first);
  return {
    code: 'scenario.same-source',
    path,
    message: acrossSides ? `this is the same place as \`${other}\`: it would be compared with itself` : `this is the same place as \`${other}\``,
    expected: 'a place of its own for each side of each output',
    received: `the place of \`${other}\``,
    fix: acrossSides ? 'Fence the two sides apart: another folder or prefix for each.' : 'Correct the path, or remove one of the two outputs.',
  };
}
