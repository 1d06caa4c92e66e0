/** An error as AWS words it; each service writes it in its own format (S3: XML, the others: JSON). */
export class AwsError extends Error {
  readonly status: number;
  readonly code: string;
  /** Further fields of the error document, e.g. `resourceIds` of ConflictException or `Key` of NoSuchKey. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, message: string, fields: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'AwsError';
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}
