/** One account of the sandbox's SSH server. */
export interface SshUser {
  readonly name: string;
  readonly password?: string;
  /** A line of `authorized_keys`. */
  readonly publicKey?: string;
  /** Absolute path of the folder that is `/` of this user's SFTP. Commands are not confined to it. */
  readonly root: string;
  /** Inside root, e.g. `/home/export`: where SFTP and commands start. Made if it is missing. */
  readonly home: string;
  /** Absent: SFTP only. `environment` is all that a command gets, beside HOME, USER, LOGNAME and SHELL; it brings the PATH. */
  readonly exec?: { readonly environment: Readonly<Record<string, string>> };
}
