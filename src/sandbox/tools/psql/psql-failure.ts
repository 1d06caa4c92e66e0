/** Something that psql reports in one line and that counts as a failed command. */
export class PsqlFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PsqlFailure';
  }
}
