import type { Message, Values } from '../../../model/message.ts';
import type { Side } from '../../../model/side.ts';
import type { CellPair, CellRule, Evidence } from '../hypothesis.ts';

/** A way in which a program may have rewritten a text. It gives back the text itself where it does not apply. */
export interface Mapping {
  readonly name: string;
  readonly of: (text: string) => string;
}

/** What a rule says: `how` is the mapping's name, `side` the one that shows its result. */
export interface Told {
  readonly cause: Message;
  readonly fix: Message;
}

/** One rule for each mapping and side that the sample shows. The candidate's value follows from legacy's, or legacy's from the candidate's. */
export function mappingRules(
  sample: readonly CellPair[],
  mappings: readonly Mapping[],
  tell: (how: string, side: Side) => Told,
  evidence?: Evidence,
): readonly CellRule[] {
  const rules: CellRule[] = [];
  for (const side of ['candidate', 'legacy'] as const) {
    for (const { name, of } of mappings) {
      const explains =
        side === 'candidate' ? (pair: CellPair) => of(pair.legacy) === pair.candidate : (pair: CellPair) => of(pair.candidate) === pair.legacy;
      if (sample.some(explains))
        rules.push({
          parameters: { how: name, side },
          strength: 'reproduces',
          explains,
          ...tell(name, side),
          ...(evidence === undefined ? {} : { evidence }),
        });
    }
  }
  return rules;
}

/** A rule for cells that become the same text when both are folded, whatever each side did; only consistent. */
export function foldingRule(sample: readonly CellPair[], fold: (text: string) => string, told: Told, parameters: Values): readonly CellRule[] {
  const explains = (pair: CellPair) => fold(pair.legacy) === fold(pair.candidate);
  return sample.some(explains) ? [{ parameters, strength: 'consistent', explains, ...told }] : [];
}
