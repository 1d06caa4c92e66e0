/** A command that failed (exit 1), or a connection that did (exit 255). The message is what OpenSSH's sftp prints. */
export class SftpFailure extends Error {
  readonly exitCode: 1 | 255;

  constructor(message: string, exitCode: 1 | 255 = 1) {
    super(message);
    this.name = 'SftpFailure';
    this.exitCode = exitCode;
  }
}
