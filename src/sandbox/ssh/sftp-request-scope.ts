import type { SFTPWrapper } from 'ssh2';
import type { SftpHandles } from './sftp-handles.ts';
import type { SftpPaths } from './sftp-paths.ts';
import type { SshUser } from './ssh-user.ts';

/** One SFTP session, as its request handlers see it. */
export interface SftpRequestScope {
  readonly sftp: SFTPWrapper;
  readonly user: SshUser;
  readonly paths: SftpPaths;
  readonly handles: SftpHandles;
  /** Registers a handler, which answers by itself; what it throws becomes the answer. */
  on<A extends readonly unknown[]>(request: string, handle: (id: number, ...args: A) => void): void;
  /** Registers work that is answered with OK. */
  act<A extends readonly unknown[]>(request: string, work: (...args: A) => void): void;
}
