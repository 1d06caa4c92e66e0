import { TwinrunError } from '../model/error.ts';
import type { Ledger } from '../model/ledger.ts';
import { soakRunsOf } from '../model/soak.ts';
import type { SealedRun } from '../model/store.ts';

/**
 * Throws `evidence.damaged` (fault) where the ledger has this run under another seal, and `ledger.damaged`. A run that is not in the ledger (its
 * process died before) is not refused: there is nothing to hold it against.
 */
export async function assertCited(ledger: Ledger, { id, scenario, sealHash, folder }: SealedRun): Promise<void> {
  for await (const { seq, entry } of ledger.read()) {
    if (entry.type !== 'run' && entry.type !== 'prune' && entry.type !== 'soak') continue;
    const under = entry.type === 'soak' ? soakRunsOf(entry.scenario) : entry.scenario;
    if (entry.run !== id || under !== scenario || entry.seal === sealHash) continue;
    throw new TwinrunError({
      code: 'evidence.damaged',
      class: 'fault',
      message: `the seal of run ${id} is not the one that the ledger has`,
      expected: `sha256 ${entry.seal}, as record ${seq} of the ledger says`,
      received: `sha256 ${sealHash}`,
      at: { file: folder },
      fix: 'Find out who changed the run. Damaged evidence proves nothing: run again.',
    });
  }
}
