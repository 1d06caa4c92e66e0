import type { Clock } from '../../../model/clock.ts';
import type { Ids } from '../../../model/context.ts';
import type { Answer } from '../http/answer.ts';
import type { Incoming } from '../http/incoming.ts';
import type { Signing } from '../signature/verify-signature.ts';
import { type XmlElement, xmlDocument } from '../xml/build-xml.ts';
import type { BucketStore } from './bucket-store.ts';

/** One S3 request, verified and taken apart. */
export interface S3Call {
  readonly request: Incoming;
  readonly store: BucketStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly region: string;
  /** Empty for ListBuckets. */
  readonly bucket: string;
  /** Decoded; empty for operations on a bucket. */
  readonly key: string;
  readonly signing: Signing;
  /** The value of `x-amz-content-sha256`. */
  readonly payloadHash: string;
}

/** An operation of S3. */
export type S3Handler = (call: S3Call) => Promise<Answer>;

/** An answer with an XML document. */
export function xmlAnswer(root: XmlElement, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body: xmlDocument(root) };
}

/** `2026-01-31T00:00:00.000Z`: S3 keeps whole seconds. */
export function wholeSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}.000Z`;
}
