import { z } from 'zod';
import { name, text } from '../fields.ts';
import { addIssue } from '../tagged.ts';

export const port = z.int().min(1).max(65535);

export const secret = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of a secret (not the secret itself): letters, digits, underscores')
  .describe('Name of the secret that holds the password: an environment variable of that name, or one with _FILE that names a file')
  .exactOptional();

const path = (about: string) => text(`${about}; ~/ is the home folder, other relative paths start at this file`).exactOptional();

/** A real host in twinrun.yaml: by its name in ssh_config, or by address, user and key. What is written here wins over ssh_config. */
export const sshHost = z
  .strictObject({
    config: text('Name of the host in ~/.ssh/config: address, user, keys, jump hosts and known_hosts are taken from there').exactOptional(),
    configFile: path('Another file than ~/.ssh/config'),
    address: text('Name or address of the host').exactOptional(),
    port: port.describe('Port of its SSH server; default 22').exactOptional(),
    user: text('User to log in as').exactOptional(),
    hostKey: z
      .string()
      .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'a fingerprint as `ssh-keygen -lf` prints it: SHA256: and 43 letters')
      .describe('Fingerprint of its host key. Without it, known_hosts must hold the key: otherwise anybody could answer')
      .exactOptional(),
    knownHosts: path('File in the format of known_hosts; default: the one of ssh_config, or ~/.ssh/known_hosts'),
    identityFile: path('Private key, OpenSSH or PEM'),
    passphraseSecret: secret.describe('Name of the secret that holds the passphrase of the private key'),
    agent: z.literal(true).describe('Log in by the keys of the running SSH agent (SSH_AUTH_SOCK)').exactOptional(),
    passwordSecret: secret,
    proxyJump: z.array(name('Name of a host under `hosts:`')).min(1).describe('Hosts to go through, the first one first').exactOptional(),
    proxyCommand: text(
      'Program that speaks to the host on stdin and stdout, as ProxyCommand of ssh_config: %h %p %r %n are replaced',
    ).exactOptional(),
  })
  .superRefine((host, context) => {
    const { config, address, user, identityFile, passwordSecret, agent, proxyJump, proxyCommand, configFile } = host;
    if (config === undefined) {
      for (const [field, value] of Object.entries({ address, user })) {
        if (value === undefined)
          addIssue(context, [], `${field}, or config`, {
            code: 'missing',
            message: `nothing says ${field === 'user' ? 'whom to log in as' : 'where the host is'}`,
            fix: `Add \`${field}:\`, or \`config:\` with its name in ~/.ssh/config.`,
          });
      }
      if (identityFile === undefined && passwordSecret === undefined && agent === undefined)
        addIssue(context, [], 'identityFile, agent or passwordSecret', {
          code: 'no-login',
          message: 'nothing says how to log in',
          fix: 'Add `identityFile:` (a private key), `agent: true`, or `passwordSecret:` (the name of a secret).',
        });
      if (configFile !== undefined) addIssue(context, ['configFile'], 'config beside it', { fix: 'Say by `config:` which host of that file it is.' });
    }
    if (proxyJump !== undefined && proxyCommand !== undefined)
      addIssue(context, ['proxyCommand'], 'either proxyJump or proxyCommand', { fix: 'Keep one of the two.' });
  })
  .describe('A real host, reached by SSH or SFTP');

export type SshHost = z.output<typeof sshHost>;
