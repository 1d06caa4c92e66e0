import type { DiffMask } from '../../compare/diff/diff-mask.ts';
import type { CheckResult } from '../../model/check.ts';
import type { Ids, Secrets } from '../../model/context.ts';
import { message } from '../../model/message.ts';
import { makeMask } from './make-mask.ts';
import { maskResult } from './mask-result.ts';
import { maskingKey } from './scenario-mask.ts';

/**
 * Masks what a comparison tells of personal columns, as judging does. Under the workspace's key where it is at hand; else the hashes hold for this call
 * only. Throws `masking.key-short`.
 */
export function diffMask(columns: readonly string[], secrets: Secrets, ids: Ids): DiffMask {
  const mask = makeMask(maskingKey(secrets) ?? ids.unique());
  return ({ differences, examples, findings, explanations }, { key, known }) => {
    const result: CheckResult = {
      status: 'fail',
      summary: message('diff.told', '', {}),
      figures: {},
      total: differences.length,
      allowed: [],
      ...{ differences, findings, explanations, unexplained: { total: examples.length, first: examples } },
    };
    // Where no column is known, nothing can be told apart from a personal one.
    const masked = maskResult(result, { columns: new Set(columns), key, everything: known.length === 0 }, mask);
    return { ...masked, examples: masked.unexplained?.first ?? [] };
  };
}
