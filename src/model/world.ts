/** Where a run happened. Recorded in each run: records of the sandbox never count outside it. Holds no secrets. */
export interface World {
  readonly kind: 'sandbox' | 'real';
  readonly hosts: Readonly<Record<string, HostAddress>>;
  readonly databases: Readonly<Record<string, DatabaseAddress>>;
  readonly aws: AwsAddress;
}

/** A host reached by SSH or SFTP. */
export interface HostAddress {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** OpenSSH fingerprint of the pinned host key: `SHA256:…`. */
  readonly hostKey: string;
  /** Private key, PEM or OpenSSH format; absolute path. */
  readonly identityFile?: string;
  /** Name of the secret that holds the password. */
  readonly passwordSecret?: string;
}

export interface DatabaseAddress {
  readonly kind: 'postgres';
  readonly address: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly passwordSecret?: string;
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
