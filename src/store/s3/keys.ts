import { TwinrunError } from '../../model/error.ts';

/** S3's limit for a key, in bytes of UTF-8. */
const LONGEST_KEY = 1024;
/** Digits of a record's number: listings are sorted as text. */
const DIGITS = 12;

/** Beside the files of a run that is not sealed yet: who began it. */
export const OPEN_FILE = 'open.json';

/** Where everything lies in the bucket. Prefixes end with `/`. */
export interface Keys {
  /** Empty, or the prefix of all. */
  readonly root: string;
  readonly runs: string;
  readonly ledger: string;
  readonly locks: string;
  scenario(scenario: string): string;
  run(scenario: string, id: string): string;
  record(seq: number): string;
  lock(name: string): string;
}

/** `prefix` without or with a `/` at its end; may be empty. */
export function keysUnder(prefix: string): Keys {
  const trimmed = prefix.replace(/^\/+|\/+$/g, '');
  const root = trimmed === '' ? '' : `${trimmed}/`;
  return {
    root,
    runs: `${root}runs/`,
    ledger: `${root}ledger/`,
    locks: `${root}locks/`,
    scenario: (scenario) => `${root}runs/${scenario}/`,
    run: (scenario, id) => `${root}runs/${scenario}/${id}/`,
    record: (seq) => `${root}ledger/${String(seq).padStart(DIGITS, '0')}.json`,
    lock: (name) => `${root}locks/${encodeURIComponent(name)}.json`,
  };
}

/** The key of a file of a run. Throws `store.key-too-long` (fault). */
export function fileKey(prefix: string, path: string): string {
  const key = `${prefix}${path}`;
  const bytes = Buffer.byteLength(key);
  if (bytes <= LONGEST_KEY) return key;
  throw new TwinrunError({
    code: 'store.key-too-long',
    class: 'fault',
    message: 'S3 cannot hold a file of this run: its path is too long',
    expected: `at most ${LONGEST_KEY} bytes with the store's prefix`,
    received: `${bytes} bytes: ${path}`,
    fix: 'Shorten store.s3.prefix, or collect the output under a shorter name; then go on with `rehearse --resume`.',
  });
}
