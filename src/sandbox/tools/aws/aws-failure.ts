/** Something that the aws command reports: 1 for a transfer that failed or found nothing, 255 for everything else. */
export class AwsFailure extends Error {
  readonly exitCode: 1 | 255;

  constructor(message: string, exitCode: 1 | 255 = 255) {
    super(message);
    this.name = 'AwsFailure';
    this.exitCode = exitCode;
  }
}
