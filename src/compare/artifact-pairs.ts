import { cell, type Difference } from '../model/difference.ts';
import type { EvidenceFile, EvidencePair } from '../model/evidence.ts';
import { type Message, message } from '../model/message.ts';
import { SIDES, type Side } from '../model/side.ts';

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
export function artifactsOf(pair: EvidencePair, side: Side, output: string): readonly EvidenceFile[] {
  return pair[side].artifacts.filter((artifact) => artifact.output === output).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Why an output is not there as it should be: what its collector reported, or that nothing was collected. */
export function missingReason(pair: EvidencePair, side: Side, output: string): Message | undefined {
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
  const [legacy, candidate] = [artifactsOf(pair, 'legacy', output), artifactsOf(pair, 'candidate', output)];
  const [mine, theirs] = [legacy[0], candidate[0]];
  if (legacy.length === 1 && candidate.length === 1 && mine !== undefined && theirs !== undefined) {
    return { kind: 'pairs', pairs: [{ name: mine.name, legacy: mine, candidate: theirs }], differences: [] };
  }
  const twice = repeatedName(legacy) ?? repeatedName(candidate);
  if (twice !== undefined)
    return { kind: 'incomparable', reason: message('output.name-repeated', '{output} has two artifacts named {name}', { output, name: twice }) };
  return matchByName(legacy, candidate, output);
}

function matchByName(legacy: readonly EvidenceFile[], candidate: readonly EvidenceFile[], output: string): ArtifactPairs {
  const others = new Map(candidate.map((artifact) => [artifact.name, artifact]));
  const pairs = legacy.flatMap((mine) => {
    const theirs = others.get(mine.name);
    return theirs === undefined ? [] : [{ name: mine.name, legacy: mine, candidate: theirs }];
  });
  const matched = new Set(pairs.map(({ name }) => name));
  const alone = (side: Side, artifacts: readonly EvidenceFile[]) =>
    artifacts.filter(({ name }) => !matched.has(name)).map((artifact) => onlyOn(side, artifact, output));
  return { kind: 'pairs', pairs, differences: [...alone('legacy', legacy), ...alone('candidate', candidate)] };
}

function repeatedName(artifacts: readonly EvidenceFile[]): string | undefined {
  return artifacts.find((artifact, index) => artifacts[index - 1]?.name === artifact.name)?.name;
}

function onlyOn(side: Side, artifact: EvidenceFile, output: string): Difference {
  return {
    kind: 'value',
    output,
    [side]: cell(artifact.name),
    message: message('output.one-sided', 'only {side} has {name}', { side, name: artifact.name }),
  };
}
