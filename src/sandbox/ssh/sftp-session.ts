import ssh2, { type SFTPWrapper } from 'ssh2';
import type { Log } from '../../model/context.ts';
import { announceExtensions } from './sftp-extensions.ts';
import { asSftpFailure } from './sftp-failure.ts';
import { answerFileRequests } from './sftp-file-requests.ts';
import { SftpHandles } from './sftp-handles.ts';
import { answerPathRequests } from './sftp-path-requests.ts';
import { SftpPaths } from './sftp-paths.ts';
import type { SftpRequestScope } from './sftp-request-scope.ts';
import type { SshUser } from './ssh-user.ts';

/**
 * Serves SFTP version 3 on one channel, confined to the user's root. Requests are done one after the other and synchronously, as OpenSSH's
 * server does them: pipelined writes, the CLOSE after them and the STAT after that are answered in order.
 */
export function serveSftp(sftp: SFTPWrapper, user: SshUser, log: Log): void {
  const handles = new SftpHandles();
  function on<A extends readonly unknown[]>(request: string, handle: (id: number, ...args: A) => void): void {
    sftp.on(request, (id: number, ...args: A) => {
      try {
        handle(id, ...args);
      } catch (thrown) {
        const { status, message } = asSftpFailure(thrown);
        log.debug({ user: user.name, request, message }, 'sftp request not done');
        sftp.status(id, status, message);
      }
    });
  }
  function act<A extends readonly unknown[]>(request: string, work: (...args: A) => void): void {
    on<A>(request, (id, ...args) => {
      work(...args);
      sftp.status(id, ssh2.utils.sftp.STATUS_CODE.OK, 'Success');
    });
  }
  const scope: SftpRequestScope = { sftp, user, paths: new SftpPaths(user.root, user.home), handles, on, act };
  announceExtensions(sftp);
  answerFileRequests(scope);
  answerPathRequests(scope);
  sftp.on('error', (error: Error) => log.debug({ user: user.name, error: error.message }, 'sftp session'));
  // OpenSSH's client waits for the server to end the channel.
  sftp.on('end', () => {
    handles.closeAll();
    sftp.end();
  });
  sftp.on('close', () => handles.closeAll());
}
