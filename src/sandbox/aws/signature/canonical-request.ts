import type { Incoming } from '../http/incoming.ts';
import { decodePart } from '../http/incoming.ts';

/** Percent-encodes as AWS Signature Version 4 wants it: all but the unreserved characters of RFC 3986. */
export function awsEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * The canonical request of Signature Version 4 (https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html), with the path
 * encoded once, as S3 does; the other services are called at `/`, where it makes no difference.
 */
export function canonicalRequest(request: Incoming, signedHeaders: readonly string[], payloadHash: string): string {
  const path = request.rawPath.split('/').map(decodePart).map(awsEncode).join('/');
  const query = request.query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [awsEncode(name), awsEncode(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? order(x, y) : order(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const headers = signedHeaders.map((name) => `${name}:${(request.header(name) ?? '').trim().replace(/ +/g, ' ')}\n`).join('');
  return [request.method, path, query, headers, signedHeaders.join(';'), payloadHash].join('\n');
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
