import { valueAt } from '../path.ts';
import { strings } from '../raw.ts';
import { KNOWN_VARIABLES, parseTemplate } from '../template.ts';
import { PLACES } from './known-places.ts';
import type { Rule } from './rule-input.ts';

/** `{{…}}` that is no variable would reach a path or a script as it stands. */
export const knownVariables: Rule = ({ raw }) =>
  PLACES.flatMap((section) =>
    [...strings(valueAt(raw, [section]), [section])].flatMap(({ text, path }) =>
      parseTemplate(text)
        .filter((part) => 'source' in part && part.expression === undefined)
        .map((part) => ({
          code: 'scenario.variable',
          path,
          message: `${'source' in part ? part.source : ''} is no variable`,
          expected: KNOWN_VARIABLES,
          received: text,
          fix: 'Use one of the known variables.',
        })),
    ),
  );
