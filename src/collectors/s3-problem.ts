import { TwinrunError } from '../model/error.ts';
import { missing } from './collect-problem.ts';

/** What the SDK knows of an answer of S3. */
interface Answer {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const ABSENT = ['NotFound', 'NoSuchKey', 'NoSuchBucket', 'NoSuchVersion'];
/** Too slow for us, by our own clock. */
export const STALLED = 'Stalled';

/** The HTTP status of an answer; undefined where none came. */
export function statusOf(thrown: unknown): number | undefined {
  return (thrown as Answer | undefined)?.$metadata?.httpStatusCode;
}

/**
 * What S3 answered, as an error that says how to mend it: `collect.missing`, `collect.put-only`, `collect.changed`, `collect.unavailable`. Anything
 * else is given back as it is.
 */
export function s3Problem(source: string, thrown: unknown): unknown {
  const { name = '' } = (thrown ?? {}) as Answer;
  const status = statusOf(thrown);
  if (thrown instanceof TwinrunError) return thrown;
  if (ABSENT.includes(name)) return missing(source, thrown);
  if (status === 403) return refused(source, name, thrown);
  if (status === 412) return changed(source, thrown);
  if (status === 429 || (status ?? 0) >= 500 || isOutage(thrown)) return unavailable(source, thrown);
  return thrown;
}

/** Whether asking again may help: no whole answer came, or S3 said that it is busy. */
export function isPassing(thrown: unknown): boolean {
  const status = statusOf(thrown) ?? 0;
  return status === 429 || status >= 500 || isOutage(thrown);
}

/** No answer, or one that broke off. */
function isOutage(thrown: unknown): boolean {
  const { name = '', code = '' } = (thrown ?? {}) as { name?: string; code?: string };
  return [STALLED, 'TimeoutError', 'NetworkingError'].includes(name) || /^(?:E[A-Z]+|ERR_STREAM_PREMATURE_CLOSE)$/.test(code);
}

function refused(source: string, received: string, cause: unknown): TwinrunError {
  return new TwinrunError({
    code: 'collect.put-only',
    message: `${source} may not be read by this login, or is not there: S3 says the same of both to who may not list the bucket`,
    expected: 's3:GetObject and s3:ListBucket for this login',
    received,
    fix: 'Allow them (docs/iam-policy.json; kms:Decrypt too where the object is encrypted by a key), or compare the copy that the batch keeps.',
    cause,
  });
}

function changed(source: string, cause: unknown): TwinrunError {
  return new TwinrunError({
    code: 'collect.changed',
    message: `${source} was replaced while it was read`,
    expected: 'one version of the object, from the first byte to the last',
    fix: 'Find out who else writes it (a second run?), then run again.',
    cause,
  });
}

function unavailable(source: string, cause: unknown): TwinrunError {
  return new TwinrunError({
    code: 'collect.unavailable',
    message: `${source} could not be read whole, though it was tried again: ${cause instanceof Error ? cause.message : String(cause)}`,
    expected: 'the whole object',
    received: statusOf(cause) === undefined ? 'no answer, or one that broke off' : `HTTP ${statusOf(cause)}`,
    fix: 'Look at the network, at the endpoint and at the health of S3, then run again.',
    cause,
  });
}
