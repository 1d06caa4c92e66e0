import { HeadObjectCommand, ListObjectVersionsCommand, type ListObjectVersionsCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import type { ObjectVersion } from '../model/object-store.ts';
import { storeProblem } from './s3-problem.ts';

/** Every version below a prefix, also of what was removed or replaced, in the order of keys. Throws as an object store. */
export async function listVersions(client: S3Client, Bucket: string, Prefix: string): Promise<readonly ObjectVersion[]> {
  const found: ObjectVersion[] = [];
  let next: { readonly KeyMarker?: string; readonly VersionIdMarker?: string } | undefined = {};
  while (next !== undefined) {
    const answer: ListObjectVersionsCommandOutput = await client
      .send(new ListObjectVersionsCommand({ Bucket, Prefix, ...next }))
      .catch(storeProblem(`s3://${Bucket}/${Prefix}`));
    for (const { Key = '', VersionId = '', LastModified } of answer.Versions ?? [])
      found.push({ key: Key, version: VersionId, writtenAt: LastModified?.toISOString() ?? '', removal: false });
    for (const { Key = '', VersionId = '', LastModified } of answer.DeleteMarkers ?? [])
      found.push({ key: Key, version: VersionId, writtenAt: LastModified?.toISOString() ?? '', removal: true });
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = answer;
    next =
      answer.IsTruncated !== true || KeyMarker === undefined
        ? undefined
        : { KeyMarker, ...(VersionIdMarker === undefined ? {} : { VersionIdMarker }) };
  }
  return found.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** Until when Object Lock keeps a version from everybody (mode COMPLIANCE); undefined where it does not, or where one may not see it. Throws as an object store. */
export async function lockedUntil(client: S3Client, Bucket: string, { key: Key, version: VersionId }: ObjectVersion): Promise<string | undefined> {
  const head = await client.send(new HeadObjectCommand({ Bucket, Key, VersionId })).catch(storeProblem(`s3://${Bucket}/${Key}`));
  return head.ObjectLockMode === 'COMPLIANCE' ? head.ObjectLockRetainUntilDate?.toISOString() : undefined;
}
