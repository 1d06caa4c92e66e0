import { TwinrunError } from '../model/error.ts';
import type { LedgerHead } from '../model/ledger.ts';

/** `ledger.damaged` (fault): nothing may be appended, nothing may be relied on. */
export function ledgerDamaged(file: string, problem: string): TwinrunError {
  return new TwinrunError({
    code: 'ledger.damaged',
    class: 'fault',
    message: 'the ledger is damaged and cannot be relied on',
    expected: 'an unbroken chain of records',
    received: problem,
    at: { file, ...(file.startsWith('s3:') ? {} : lineOf(problem)) },
    fix: 'Put the ledger back from a backup. Nothing was appended to it.',
  });
}

/** What `followChain` found begins with its line; a ledger on S3 has an object a record, and no lines. */
function lineOf(problem: string): { line?: number } {
  const [, line] = /^line (\d+):/.exec(problem) ?? [];
  return line === undefined ? {} : { line: Number(line) };
}

/** `ledger.moved` (fault): somebody appended since the caller read it. */
export function ledgerMoved(file: string, expected: LedgerHead, head: LedgerHead): TwinrunError {
  return new TwinrunError({
    code: 'ledger.moved',
    class: 'fault',
    message: 'the ledger went on since it was read',
    expected: `head ${expected.seq} (${expected.hash.slice(0, 12)})`,
    received: `head ${head.seq} (${head.hash.slice(0, 12)})`,
    at: { file },
    fix: 'Read the ledger again and decide on what it says now.',
  });
}
