import type { AllowedDifference } from '../../model/allowance.ts';
import type { CheckContext } from '../../model/check.ts';
import type { Difference } from '../../model/difference.ts';
import type { EvidenceFile, EvidencePair } from '../../model/evidence.ts';
import type { Side } from '../../model/side.ts';
import { isZone } from '../../runtime/zone.ts';
import { allowanceFor } from '../outputs/allowances.ts';
import { artifactsOf } from '../outputs/artifact-pairs.ts';
import { pairTables, recordRules, sameBytes, tableSource } from '../outputs/compare-output.ts';
import type { Explained } from './explained.ts';
import type { ExplainFacts, SideFacts } from './facts.ts';
import { sumExplained } from './sum-explained.ts';

/**
 * What causes the differences of an output that `compareOutput` found and left open: those that no allowance of `allowed` covers, without representation.
 * Reads the tables again. Changes nothing in the result: an explanation is no allowance.
 */
export async function explainOutput(pair: EvidencePair, output: string, allowed: readonly AllowedDifference[], x: CheckContext): Promise<Explained> {
  const matched = pairTables(pair, output);
  if (matched.kind === 'incomparable') return sumExplained([], []);
  const { format } = matched;
  const standing = new Set(allowed.map(({ allowance }) => allowance));
  const concerns = (difference: Difference) => {
    if (difference.kind === 'representation') return false;
    const covers = allowanceFor(difference, x.allowances, output);
    return covers === undefined || !standing.has(covers);
  };
  // All causes come with it, and only who is red needs them.
  const { explainTables } = await import('./explain-tables.ts');
  const parts: Explained[] = [];
  for (const artifacts of matched.pairs) {
    const sources = [tableSource(artifacts.legacy, format), tableSource(artifacts.candidate, format)] as const;
    const rules = { ...recordRules(format), identical: sameBytes(artifacts) };
    const options = { ...rules, output, concerns, facts: factsOf(pair, output, artifacts), signal: x.signal };
    parts.push((await explainTables(...sources, options)).explained);
  }
  return sumExplained(parts, matched.differences.filter(concerns));
}

function factsOf(pair: EvidencePair, output: string, artifacts: Readonly<Record<Side, EvidenceFile>>): ExplainFacts {
  const side = (name: Side): SideFacts => {
    const { startedAt, finishedAt, facts } = pair[name].observation;
    const locale = facts['host.locale'];
    // As TZ may have it: `:Asia/Tokyo`. A rule of POSIX (`JST-9`) is no name.
    const previousSha256 = artifactsOf(pair, name, output).length === 1 ? pair.previous?.[output]?.[name] : undefined;
    const timeZone = facts['host.zone']?.replace(/^:/, '');
    return {
      window: { from: startedAt, to: finishedAt },
      sha256: artifacts[name].sha256,
      ...(previousSha256 === undefined ? {} : { previousSha256 }),
      ...(locale === undefined ? {} : { locale }),
      ...(timeZone === undefined || !isZone(timeZone) ? {} : { timeZone }),
    };
  };
  return { sides: { legacy: side('legacy'), candidate: side('candidate') } };
}
