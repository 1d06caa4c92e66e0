import { cell, type Difference } from '../../model/difference.ts';
import type { EvidenceFile, EvidencePair, SideEvidence } from '../../model/evidence.ts';
import { type Message, message } from '../../model/message.ts';
import { SIDES, type Side } from '../../model/side.ts';
import { matchArtifacts } from './match-artifacts.ts';

/** The artifacts of one output, matched; or why they cannot be compared. */
export type ArtifactPairs =
  | { readonly kind: 'pairs'; readonly pairs: readonly ArtifactPair[]; readonly differences: readonly Difference[] }
  | { readonly kind: 'incomparable'; readonly reason: Message };

export interface ArtifactPair {
  readonly name: string;
  readonly legacy: EvidenceFile;
  readonly candidate: EvidenceFile;
}

/** What one side brought home for an output, by name. */
export function artifactsOf<S extends Side>(pair: Readonly<Record<S, SideEvidence>>, side: S, output: string): readonly EvidenceFile[] {
  return pair[side].artifacts.filter((artifact) => artifact.output === output).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Why an output is not there as it should be: what its collector reported, or that nothing was collected. */
export function missingReason<S extends Side>(pair: Readonly<Record<S, SideEvidence>>, side: S, output: string): Message | undefined {
  const missing = pair[side].missing.find((one) => one.output === output);
  if (missing !== undefined) {
    return message('output.missing', '{output} of {side} is missing: {error}', { output, side, error: missing.error.message });
  }
  if (artifactsOf(pair, side, output).length > 0) return undefined;
  return message('output.not-collected', '{output} of {side} was not collected', { output, side });
}

/** One artifact on each side belongs together whatever its name; several are matched by name, and a name on one side only is a difference. */
export function pairArtifacts(pair: EvidencePair, output: string): ArtifactPairs {
  for (const side of SIDES) {
    const reason = missingReason(pair, side, output);
    if (reason !== undefined) return { kind: 'incomparable', reason };
  }
  const { pairs, onlyFirst, onlySecond, repeated } = matchArtifacts(artifactsOf(pair, 'legacy', output), artifactsOf(pair, 'candidate', output));
  if (repeated !== undefined)
    return { kind: 'incomparable', reason: message('output.name-repeated', '{output} has two artifacts named {name}', { output, name: repeated }) };
  return {
    kind: 'pairs',
    pairs: pairs.map(([legacy, candidate]) => ({ name: legacy.name, legacy, candidate })),
    differences: [
      ...onlyFirst.map((artifact) => onlyOn('legacy', artifact, output)),
      ...onlySecond.map((artifact) => onlyOn('candidate', artifact, output)),
    ],
  };
}

/** The id of the difference that a whole file is on one side only. */
export const ONE_SIDED = 'output.one-sided';

function onlyOn(side: Side, artifact: EvidenceFile, output: string): Difference {
  return {
    kind: 'value',
    output,
    [side]: cell(artifact.name),
    message: message(ONE_SIDED, 'only {side} has {name}', { side, name: artifact.name }),
  };
}
