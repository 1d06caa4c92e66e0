import type { EngineSetting } from './engine-setting.ts';

/** Where a run happened. Recorded in each run: records of the sandbox never count outside it. Holds no secrets. */
export interface World {
  readonly kind: 'sandbox' | 'real';
  readonly hosts: Readonly<Record<string, HostAddress>>;
  readonly databases: Readonly<Record<string, DatabaseAddress>>;
  readonly aws: AwsAddress;
  /** How containers are run on this machine; absent where the workspace does not say. */
  readonly engine?: EngineSetting;
}

/** A host reached by SSH or SFTP. */
export interface HostAddress {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** OpenSSH fingerprint of the pinned host key: `SHA256:…`. Without it, known_hosts decides. */
  readonly hostKey?: string;
  /** Files in the format of known_hosts; absolute paths. */
  readonly knownHosts?: readonly string[];
  /** Under which name the host stands in known_hosts, if not under its address. */
  readonly hostKeyAlias?: string;
  /** Private keys, PEM or OpenSSH format; absolute paths. */
  readonly identityFiles?: readonly string[];
  /** Identities that are not there are passed over. */
  readonly identitiesOptional?: boolean;
  /** Of the agent's keys, only those of the identity files are offered. */
  readonly identitiesOnly?: boolean;
  /** Name of the secret that holds the passphrase of the private keys. */
  readonly passphraseSecret?: string;
  /** Socket of an SSH agent; absolute path. */
  readonly agent?: string;
  /** Name of the secret that holds the password. */
  readonly passwordSecret?: string;
  /** Hosts on the way, the first to connect to first. */
  readonly jump?: readonly HostAddress[];
  /** Shell text of a program that speaks to the host on stdin and stdout. */
  readonly proxyCommand?: string;
  readonly keepaliveSeconds?: number;
  readonly connectTimeoutSeconds?: number;
}

export interface DatabaseAddress {
  /** MariaDB counts as `mysql`. */
  readonly kind: 'postgres' | 'mysql';
  readonly address: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly passwordSecret?: string;
  /** `require`: encrypted, whoever answers. `verify`: and its certificate is for that address. Without it: not encrypted. */
  readonly tls?: 'require' | 'verify' | 'off';
  /** Certificates that are trusted, PEM; absolute path. Default: those of Node. */
  readonly ca?: string;
}

export interface AwsAddress {
  readonly region?: string;
  /** One endpoint for all services (a stand-in); absent for AWS itself. */
  readonly endpoint?: string;
  readonly profile?: string;
  /** Names of the secrets that hold static keys; absent for the standard credential chain. */
  readonly accessKeyIdSecret?: string;
  readonly secretAccessKeySecret?: string;
}
