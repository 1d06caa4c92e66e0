import { TwinrunError } from '../model/error.ts';

/** What the SDK knows of an answer of S3. */
interface Answer {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** The HTTP status of an answer; undefined where none came. */
export function httpStatus(thrown: unknown): number | undefined {
  return (thrown as Answer | undefined)?.$metadata?.httpStatusCode;
}

/** The name of S3's error. */
export function errorName(thrown: unknown): string {
  return (thrown as Answer | undefined)?.name ?? '';
}

/** For `.catch()`: what S3 said of `address`, as an error that says how to mend it. Errors of our own pass through. */
export function storeProblem(address: string): (thrown: unknown) => never {
  return (thrown) => {
    if (thrown instanceof TwinrunError) throw thrown;
    const received = [httpStatus(thrown), errorName(thrown), thrown instanceof Error ? thrown.message : String(thrown)].filter(Boolean).join(' ');
    throw new TwinrunError({ ...kindOf(thrown), received, at: { file: address }, cause: thrown });
  };
}

function kindOf(thrown: unknown): Pick<TwinrunError, 'code' | 'class' | 'message'> & { readonly fix: string } {
  const [name, status] = [errorName(thrown), httpStatus(thrown)];
  if (name === 'NoSuchBucket') {
    return {
      code: 'store.no-bucket',
      class: 'misuse',
      message: 'the bucket of the store does not exist',
      fix: 'Make it, or correct store.s3.bucket in twinrun.yaml.',
    };
  }
  if (status === 401 || status === 403 || /Credential|TokenProvider|ExpiredToken|Region is missing/.test(`${name} ${String(thrown)}`)) {
    return {
      code: 'store.refused',
      class: 'fault',
      message: 'S3 does not let this login use the store',
      fix: 'Look at credentials and region under aws: in twinrun.yaml, and allow what docs/store.md lists for bucket, prefix and key.',
    };
  }
  if (status !== undefined && status < 500 && status !== 429) {
    return {
      code: 'store.rejected',
      class: 'fault',
      message: 'S3 rejected what the store asked',
      fix: 'Read what it said. Where something only claims to be S3, it must know conditional writes: docs/store.md.',
    };
  }
  return {
    code: 'store.unreachable',
    class: 'fault',
    message: 'the store on S3 does not answer, though it was tried again',
    fix: 'Look at the network, at the endpoint and at the health of S3, then run again; an interrupted run goes on with `rehearse --resume`.',
  };
}
