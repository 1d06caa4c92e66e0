import { readFile } from 'node:fs/promises';
import ssh2, { type AnyAuthMethod } from 'ssh2';
import type { Secrets } from '../../model/context.ts';
import { TwinrunError } from '../../model/error.ts';
import type { HostAddress } from '../../model/world.ts';
import { chosenAgent } from './chosen-agent.ts';

export interface Logins {
  /** In the order in which they are tried. */
  readonly methods: AnyAuthMethod[];
  /** The same for people. */
  readonly tried: string;
}

/** Ways to log in: keys, the agent's keys, the password. Throws `ssh.identity-unreadable`, `ssh.identity-locked`, `ssh.identity-unusable`, `secret.missing`. */
export async function loginsOf(host: string, address: HostAddress, secrets: Secrets): Promise<Logins> {
  const { user: username, identityFiles = [], agent, passphraseSecret, passwordSecret } = address;
  const methods: AnyAuthMethod[] = [];
  const tried: string[] = [];
  for (const file of identityFiles) {
    const key = await readIdentity(host, file, identityFiles.length === 1 && address.identitiesOptional !== true);
    if (key === undefined) continue;
    const passphrase = passphraseSecret === undefined ? undefined : secrets.get(passphraseSecret);
    const problem = problemOf(key, passphrase);
    if (problem !== undefined) {
      // The agent may hold a key that is locked here; and one of several that ssh_config names is passed over, as ssh does.
      if (agent === undefined && address.identitiesOptional !== true) throw unusable(host, file, problem);
      tried.push(`not the key ${file} (${problem})`);
      continue;
    }
    methods.push({ type: 'publickey', username, key, ...(passphrase === undefined ? {} : { passphrase }) });
    tried.push(`key ${file}`);
  }
  if (agent !== undefined) {
    methods.push({ type: 'agent', username, agent: await chosenAgent(agent, identityFiles, address.identitiesOnly === true) });
    tried.push(`the agent ${agent}`);
  }
  if (passwordSecret !== undefined) {
    const password = secrets.get(passwordSecret);
    methods.push({ type: 'password', username, password }, askedFor(username, password));
    tried.push(`the password ${passwordSecret}`);
  }
  return { methods, tried: tried.join(', ') || 'nothing: no key, no agent, no password' };
}

/** A host with PAM often asks instead of taking a password. Only one question is answered, and only where the answer is not to be shown. */
function askedFor(username: string, password: string): AnyAuthMethod {
  return {
    type: 'keyboard-interactive',
    username,
    prompt: (_name, _instructions, _language, prompts, finish) =>
      finish(prompts.map(({ echo }) => (prompts.length === 1 && echo !== true ? password : ''))),
  };
}

/** Of several identities, as from ssh_config, those that are not there are passed over. */
async function readIdentity(host: string, file: string, needed: boolean): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (cause) {
    if (!needed) return undefined;
    throw new TwinrunError({
      code: 'ssh.identity-unreadable',
      class: 'misuse',
      message: `the private key for host ${host} cannot be read`,
      at: { file },
      fix: `Correct identityFile of host ${host} in twinrun.yaml, or make the file readable.`,
      cause,
    });
  }
}

/** Why a file is no key to log in with. */
function problemOf(key: Buffer, passphrase: string | undefined): string | undefined {
  const parsed = ssh2.utils.parseKey(key, passphrase);
  if (parsed instanceof Error) return parsed.message;
  return [parsed].flat().some((one) => one.isPrivateKey()) ? undefined : 'it is a public key';
}

function unusable(host: string, file: string, problem: string): TwinrunError {
  const isLocked = /passphrase/i.test(problem);
  return new TwinrunError({
    code: isLocked ? 'ssh.identity-locked' : 'ssh.identity-unusable',
    class: 'misuse',
    message: `the private key for host ${host} cannot be used: ${problem}`,
    expected: 'a private key, in the format of OpenSSH or PEM',
    at: { file },
    fix: isLocked
      ? `Name the secret with its passphrase as passphraseSecret of host ${host}, or load the key into an agent (agent: true).`
      : `Name the private key itself as identityFile of host ${host} (ssh-keygen -y -f <file> shows whether it is one).`,
  });
}
