import { readFileSync } from 'node:fs';

/** An operating-system account by its numbers. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const NOBODY = /^nobody:[^:]*:(-?\d+):(-?\d+):/m;

/**
 * The account that PostgreSQL has to run as: it refuses root, and initdb refuses a uid that the system does not know. Undefined when this
 * process is not root, and so can run it itself.
 */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const [, uid, gid] = NOBODY.exec(readFileSync('/etc/passwd', 'utf8')) ?? [];
  // macOS writes nobody as -2; the kernel wants it unsigned.
  return { uid: Number(uid ?? 65534) >>> 0, gid: Number(gid ?? 65534) >>> 0 };
}
