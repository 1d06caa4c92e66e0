import ssh2 from 'ssh2';

const { STATUS_CODE } = ssh2.utils.sftp;

/** A request that is answered with a status of SFTP version 3. */
export class SftpFailure extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'SftpFailure';
    this.status = status;
  }
}

export function denied(message = 'Permission denied'): SftpFailure {
  return new SftpFailure(STATUS_CODE.PERMISSION_DENIED, message);
}

/** The general failure of version 3: it has no code of its own for "exists" or "not empty". */
export function failure(message = 'Failure'): SftpFailure {
  return new SftpFailure(STATUS_CODE.FAILURE, message);
}

export function noSuchFile(): SftpFailure {
  return new SftpFailure(STATUS_CODE.NO_SUCH_FILE, 'No such file');
}

export function badMessage(): SftpFailure {
  return new SftpFailure(STATUS_CODE.BAD_MESSAGE, 'Bad message');
}

export function unsupported(): SftpFailure {
  return new SftpFailure(STATUS_CODE.OP_UNSUPPORTED, 'Operation unsupported');
}

/** Not an error: READ and READDIR end with it. */
export function endOfFile(): SftpFailure {
  return new SftpFailure(STATUS_CODE.EOF, 'End of file');
}

/** Whatever a handler threw, as the status that OpenSSH's server gives for it. */
export function asSftpFailure(thrown: unknown): SftpFailure {
  if (thrown instanceof SftpFailure) return thrown;
  switch ((thrown as NodeJS.ErrnoException | undefined)?.code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ELOOP':
    case 'EBADF':
      return noSuchFile();
    case 'EACCES':
    case 'EPERM':
    case 'EFAULT':
      return denied();
    case 'ENAMETOOLONG':
    case 'EINVAL':
    case 'ERR_INVALID_ARG_VALUE':
      return badMessage();
    default:
      return failure();
  }
}
