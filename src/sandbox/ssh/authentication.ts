import { createHash, timingSafeEqual } from 'node:crypto';
import type { AuthContext, ParsedKey, PublicKeyAuthContext } from 'ssh2';
import { parseKey } from './key-pair.ts';
import type { SshUser } from './ssh-user.ts';

/** As sshd's MaxAuthTries. */
const MOST_TRIES = 6;

/** A user whose public key is parsed once, so that a bad one shows when the server starts. */
export interface Account {
  readonly user: SshUser;
  readonly key: ParsedKey | undefined;
}

/** Accounts by name. Throws `sandbox.key-invalid`. */
export function makeAccounts(users: readonly SshUser[]): ReadonlyMap<string, Account> {
  return new Map(
    users.map((user) => [
      user.name,
      { user, key: user.publicKey === undefined ? undefined : parseKey(user.publicKey, `public key of ${user.name}`) },
    ]),
  );
}

/**
 * Answers one connection's authentication requests: password or public key, everything else is refused; at the sixth failure `onTooMany` ends
 * the connection.
 * `onUser` gets the user that was let in.
 */
export function makeAuthenticator(accounts: ReadonlyMap<string, Account>, onUser: (user: SshUser) => void, onTooMany: () => void) {
  let failures = 0;
  return (context: AuthContext): void => {
    const account = accounts.get(context.username);
    if (account !== undefined && proves(context, account)) {
      onUser(account.user);
      context.accept();
      return;
    }
    if (context.method !== 'none') failures += 1;
    if (failures < MOST_TRIES) context.reject(['publickey', 'password']);
    else onTooMany();
  };
}

function proves(context: AuthContext, { user, key }: Account): boolean {
  if (context.method === 'password') return user.password !== undefined && equal(context.password, user.password);
  if (context.method === 'publickey') return key !== undefined && holds(context, key);
  return false;
}

/** Without a signature the client only asks whether the key would do; ssh2 then answers that and lets nobody in. */
function holds(context: PublicKeyAuthContext, key: ParsedKey): boolean {
  if (!equal(context.key.data, key.getPublicSSH())) return false;
  if (context.signature === undefined) return true;
  return context.blob !== undefined && key.verify(context.blob, context.signature, context.hashAlgo) === true;
}

/** In constant time, whatever the lengths. */
function equal(a: string | Buffer, b: string | Buffer): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
