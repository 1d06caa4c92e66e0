import { timingSafeEqual } from 'node:crypto';
import { sha256 } from '../../../runtime/hash.ts';
import type { Incoming } from '../http/incoming.ts';
import { canonicalRequest } from './canonical-request.ts';
import { signatureError } from './signature-problem.ts';
import { hmac, signingKey } from './signing-key.ts';

/** Who may call. */
export interface Caller {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

/** What was proven; the signed chunks of a streamed body continue from it. */
export interface Signing {
  readonly signature: string;
  readonly key: Buffer;
  readonly scope: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly date: string;
}

interface Claimed {
  readonly credential: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly date: string;
  /** Seconds from `date`; presigned requests only. */
  readonly expires?: number;
}

const SKEW_MS = 15 * 60_000;

/**
 * Verifies Signature Version 4, in the Authorization header or presigned in the query. `payloadHash` is the last line of the canonical request.
 * Throws the service's own 403 or 400.
 */
export function verifySignature(request: Incoming, service: string, caller: Caller, now: Date, payloadHash: string): Signing {
  const claimed = readClaim(request, service);
  const [accessKeyId, ...scope] = claimed.credential.split('/');
  if (accessKeyId !== caller.accessKeyId) throw signatureError(service, 'unknown-key');
  if (scope.length !== 4 || scope[3] !== 'aws4_request' || scope[0] !== claimed.date.slice(0, 8)) throw signatureError(service, 'malformed');
  if (scope[1] !== caller.region || scope[2] !== service) throw signatureError(service, 'wrong-region');
  checkTime(claimed, service, now);
  checkHeadersAreSigned(request, claimed, service);
  const key = signingKey(caller.secretAccessKey, scope.join('/'));
  const text = ['AWS4-HMAC-SHA256', claimed.date, scope.join('/'), sha256(canonicalRequest(request, claimed.signedHeaders, payloadHash))].join('\n');
  if (!equal(hmac(key, text).toString('hex'), claimed.signature)) throw signatureError(service, 'mismatch');
  return { signature: claimed.signature, key, scope: scope.join('/'), date: claimed.date };
}

/** Compares two signatures without telling by time how much of them agrees. */
export function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function readClaim(request: Incoming, service: string): Claimed {
  if (request.parameter('X-Amz-Signature') !== undefined) return readPresigned(request, service);
  const header = request.header('authorization');
  if (header === undefined) throw signatureError(service, 'missing');
  const match = /^AWS4-HMAC-SHA256 +Credential=([^ ,]+), *SignedHeaders=([^ ,]+), *Signature=([0-9a-f]{64})$/.exec(header);
  const date = request.header('x-amz-date');
  if (match === null || date === undefined) throw signatureError(service, 'malformed');
  const [, credential = '', signedHeaders = '', signature = ''] = match;
  return { credential, signedHeaders: signedHeaders.split(';'), signature, date };
}

function readPresigned(request: Incoming, service: string): Claimed {
  const take = (name: string): string => {
    const value = request.parameter(name);
    if (value === undefined) throw signatureError(service, 'malformed');
    return value;
  };
  if (take('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') throw signatureError(service, 'malformed');
  return {
    credential: take('X-Amz-Credential'),
    signedHeaders: take('X-Amz-SignedHeaders').split(';'),
    signature: take('X-Amz-Signature'),
    date: take('X-Amz-Date'),
    expires: Number(take('X-Amz-Expires')),
  };
}

function checkTime(claimed: Claimed, service: string, now: Date): void {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(claimed.date);
  if (match === null) throw signatureError(service, 'malformed');
  const [, year, month, day, hour, minute, second] = match.map(Number);
  const age = now.getTime() - Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  if (claimed.expires === undefined) {
    if (Math.abs(age) > SKEW_MS) throw signatureError(service, 'skewed');
    return;
  }
  if (!(claimed.expires >= 1 && claimed.expires <= 604_800)) throw signatureError(service, 'malformed');
  if (age < -SKEW_MS) throw signatureError(service, 'skewed');
  if (age > claimed.expires * 1000) throw signatureError(service, 'expired');
}

/** `host` and every `x-amz-` header must be under the signature: else they could be changed on the way. */
function checkHeadersAreSigned(request: Incoming, claimed: Claimed, service: string): void {
  const needed = ['host', ...Object.keys(request.stream.headers).filter((name) => name.startsWith('x-amz-'))];
  if (claimed.expires !== undefined) needed.length = 1;
  if (needed.some((name) => !claimed.signedHeaders.includes(name))) throw signatureError(service, 'unsigned-header');
}
