import { TwinrunError } from '../../model/error.ts';
import type { HostAddress } from '../../model/world.ts';
import { fingerprint, type KeyJudgement, keyKind, type TrustedKeys } from './trusted-keys.ts';

/** What is known of an attempt to connect that failed. */
export interface Attempt {
  readonly keys: TrustedKeys;
  /** The key that the host showed. */
  readonly received: Buffer | undefined;
  /** Ways to log in, for people. */
  readonly tried: string;
  /** Last words of a proxy command. */
  readonly said: string;
}

/** What kept us from a host: its key, its answer to the login, or the way to it. */
export function connectError(host: string, address: HostAddress, { keys, received, tried, said }: Attempt, cause: unknown): unknown {
  if (cause instanceof TwinrunError) return cause;
  const place = `${address.user}@${address.address}:${address.port}`;
  const judged = received === undefined ? 'trusted' : keys.judge(received);
  if (received !== undefined && judged !== 'trusted') return keyError(host, place, judged, keys.expected, received, cause);
  const level = (cause as { level?: string } | undefined)?.level;
  // sshd hangs up after MaxAuthTries keys. It must not be asked again: that may lock the account.
  if (level === 'client-authentication' || /too many authentication failures/i.test(String(cause))) {
    return new TwinrunError({
      code: 'ssh.auth-refused',
      message: `host ${host} refused to log in ${place}`,
      expected: `one of these is accepted: ${tried}`,
      fix: `Check user, identityFile, agent or passwordSecret of ${host} in twinrun.yaml, and authorized_keys on the host.`,
      cause,
    });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TwinrunError({
    code: 'ssh.unreachable',
    message: `host ${host} (${place}) cannot be reached: ${reason}${said === '' ? '' : `; its proxy command said: ${said}`}`,
    fix: `Check address and port of ${host} in twinrun.yaml, and that sshd listens there.`,
    cause,
  });
}

function keyError(host: string, place: string, judged: KeyJudgement, expected: string, key: Buffer, cause: unknown): TwinrunError {
  const kind = keyKind(key);
  const where = `host ${host} (${place})`;
  const pin = `pin it as hostKey of ${host} in twinrun.yaml`;
  const confirm = 'confirm the key with its owner (ssh-keygen -lf on the host)';
  const about = {
    changed: {
      code: 'ssh.host-key-mismatch',
      message: `${where} shows another host key than the known one: nothing was sent`,
      fix: `If the host was rebuilt, ${confirm}, then ${pin}. If it has several keys, pin the one of this kind: ${kind}.`,
    },
    unknown: {
      code: 'ssh.host-key-unknown',
      message: `nothing is known of the host key of ${where}: nothing was sent`,
      fix: `Look at the key (ssh-keyscan), ${confirm}, then ${pin}, or add it to known_hosts.`,
    },
    revoked: {
      code: 'ssh.host-key-revoked',
      message: `${where} shows a host key that was revoked: nothing was sent`,
      fix: 'Somebody may answer in its place. Ask its owner.',
    },
  } as const;
  const chosen = about[judged === 'trusted' ? 'changed' : judged];
  return new TwinrunError({ ...chosen, expected, received: fingerprint(key), cause });
}

/** `ssh.no-sftp`: the login has no SFTP, or what its shell prints before it makes it unreadable: four letters of a greeting are taken for the length of a packet. */
export function noSftp(host: string, cause: unknown): TwinrunError {
  const received = cause instanceof Error ? cause.message : String(cause);
  const noisy = /^Packet length/.test(received);
  return new TwinrunError({
    code: 'ssh.no-sftp',
    message: noisy ? `the login shell on ${host} prints something before SFTP begins` : `the login on ${host} has no SFTP`,
    expected: 'the subsystem sftp, and nothing else on its stdout',
    received,
    fix: noisy
      ? 'Let .bashrc (or its like) print nothing where no terminal is, or set `Subsystem sftp internal-sftp` in sshd_config. `sftp <host>` fails the same way.'
      : 'Set `Subsystem sftp internal-sftp` in sshd_config, or use a login that may use it.',
    cause,
  });
}
