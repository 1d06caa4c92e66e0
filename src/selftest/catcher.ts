import type { StoredRun } from '../experiment/evidence.ts';
import { type JudgeOptions, judge } from '../experiment/judge.ts';
import { TwinrunError } from '../model/error.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Mutant, MutationResult } from './mutant.ts';

/** A check that sees it before one that crashes on it. */
export function catcherOf({ checks }: Verdict): Pick<Mutant, 'by' | 'crashed'> {
  const sees = checks.find(({ result }) => result !== undefined && (result.status !== 'pass' || result.findings.length > 0));
  if (sees !== undefined) return { by: sees.id };
  const crashed = checks.find(({ error }) => error !== undefined);
  return crashed?.error === undefined ? { by: 'comparability' } : { by: crashed.id, crashed: crashed.error.code };
}

/** A full disk or a lack of memory makes checks crash, too, and catches nothing. Throws `selftest.unsteady` (fault). */
export async function requireSteady(mutations: readonly MutationResult[], run: StoredRun, options: JudgeOptions): Promise<void> {
  const crashed = mutations.flatMap(({ mutants }) => mutants).find((one) => one.crashed !== undefined);
  if (crashed === undefined) return;
  const again = await judge(run, options);
  if (again.status === 'pass') return;
  throw new TwinrunError({
    code: 'selftest.unsteady',
    class: 'fault',
    message: 'the evidence without any fault is no longer judged as before: this machine fails, so nothing is known of the checks',
    expected: 'pass',
    received: `${again.status}; ${crashed.by} crashed (${crashed.crashed}) on ${crashed.where}`,
    fix: 'Look for a full disk or a lack of memory, then test again.',
  });
}
