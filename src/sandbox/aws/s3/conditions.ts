import { AwsError } from '../aws-error.ts';
import type { Incoming } from '../http/incoming.ts';
import type { ObjectRecord } from './object-record.ts';
import { noSuchKey, notImplemented, preconditionFailed } from './s3-error.ts';

/** The conditions of a write: `If-None-Match: *` or `If-Match: <etag>`. */
export interface Conditions {
  readonly key: string;
  readonly mustBeNew: boolean;
  /** Without quotes. */
  readonly etag?: string;
}

/** A write under way. `raced` is set when a delete of the same key succeeded meanwhile. */
export interface WriteClaim {
  readonly key: string;
  readonly conditions: Conditions;
  raced: boolean;
}

/** Reads the conditions of a write. */
export function readWriteConditions(request: Incoming, key: string): Conditions {
  const none = request.header('if-none-match');
  if (none !== undefined && none !== '*') throw notImplemented('If-None-Match with anything but *');
  const match = request.header('if-match');
  return { key, mustBeNew: none === '*', ...(match === undefined ? {} : { etag: unquote(match) }) };
}

/**
 * Throws 412 when a condition does not hold, and 409 when it was overtaken by a delete: S3 then asks to try again
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
 */
export function assertConditions(conditions: Conditions, present: ObjectRecord | undefined, raced: boolean): void {
  const conditional = conditions.mustBeNew || conditions.etag !== undefined;
  if (!conditional) return;
  if (conditions.mustBeNew && present !== undefined) throw preconditionFailed('If-None-Match');
  if (raced) {
    throw new AwsError(
      409,
      'ConditionalRequestConflict',
      'The conditional request cannot succeed due to a conflicting operation against this resource.',
      {
        Condition: conditions.mustBeNew ? 'If-None-Match' : 'If-Match',
        Key: conditions.key,
      },
    );
  }
  if (conditions.etag === undefined) return;
  if (present === undefined) throw noSuchKey(conditions.key);
  if (conditions.etag !== '*' && conditions.etag !== present.etag) throw preconditionFailed('If-Match');
}

/** What a conditional read comes to: 304 for a read that need not be answered; undefined when it goes on. Throws 412. */
export function checkReadConditions(request: Incoming, record: ObjectRecord, prefix = ''): 304 | undefined {
  const header = (name: string) => request.header(`${prefix}${name}`);
  const written = Date.parse(record.lastModified);
  const match = header('if-match');
  const unmodified = header('if-unmodified-since');
  if (match !== undefined) {
    if (!etagListed(match, record.etag)) throw preconditionFailed('If-Match');
  } else if (unmodified !== undefined && written > Date.parse(unmodified)) throw preconditionFailed('If-Unmodified-Since');
  const none = header('if-none-match');
  const modified = header('if-modified-since');
  if (none !== undefined) return etagListed(none, record.etag) ? 304 : undefined;
  return modified !== undefined && written <= Date.parse(modified) ? 304 : undefined;
}

function etagListed(list: string, etag: string): boolean {
  return list.split(',').some((item) => item.trim() === '*' || unquote(item.trim()) === etag);
}

/** An entity tag without its quotes. */
export function unquote(etag: string): string {
  return etag.replace(/^"(.*)"$/, '$1');
}
