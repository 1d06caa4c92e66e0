import type { ListObjectVersionsCommandOutput, S3Client } from '@aws-sdk/client-s3';
import type { CollectRequest } from '../model/collector.ts';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import { missing } from './collect-problem.ts';
import { type Limits, limitFiles } from './limits.ts';
import { type ObjectAddress, pinObject } from './s3-pin.ts';
import { s3Problem } from './s3-problem.ts';

/** How often it is looked whether an object is there. */
const PAUSE_MS = 1_000;

export interface NamedObject extends ObjectAddress {
  /** What both sides have in common. */
  readonly name: string;
}

export interface ObjectChoice extends Limits {
  readonly bucket: string;
  readonly key?: string | undefined;
  readonly prefix?: string | undefined;
  readonly version?: string | undefined;
  /** Milliseconds. */
  readonly waitFor?: number | undefined;
}

/** What was found at one moment: its objects, and what tells that it is the same as a moment before. */
interface Look {
  readonly objects: readonly NamedObject[];
  readonly fresh: boolean;
  readonly mark: string;
}

/**
 * The objects that an output names, in the order of their names. What is not there, or is older than the take, is waited for as long as `waitFor` says; several
 * are waited for until they are the same for a second, too. What is old after all is given as it is, for its date will tell. Throws `collect.missing`,
 * `collect.too-many`, and as `s3Problem` says.
 */
export async function findObjects(s3: S3Client, choice: ObjectChoice, request: CollectRequest, x: Context): Promise<readonly NamedObject[]> {
  const { bucket, key, prefix, waitFor = 0 } = choice;
  const source = `s3://${bucket}/${key ?? `${prefix}*`}`;
  // LastModified counts in whole seconds.
  const since = Math.floor(Date.parse(request.observation.startedAt) / 1000) * 1000;
  const deadline = x.clock.monotonic() + waitFor;
  for (let before: Look | undefined; ; ) {
    const now = await look(s3, choice, source, since, x);
    const still = key !== undefined || now.mark === before?.mark;
    const inTime = x.clock.monotonic() < deadline;
    if (waitFor === 0 || (now.fresh && still) || !inTime) {
      if (now.objects.length === 0) throw missing(source);
      return now.objects;
    }
    x.emit({ type: 'progress', step: `collect.${request.output}.${request.side}`, done: now.objects.length, unit: 'files' });
    await x.clock.sleep(PAUSE_MS, x.signal);
    x.signal.throwIfAborted();
    before = now;
  }
}

async function look(s3: S3Client, choice: ObjectChoice, source: string, since: number, x: Context): Promise<Look> {
  const { bucket, key, prefix = '', version } = choice;
  try {
    if (key === undefined) return await lookUnder(s3, bucket, prefix, choice, since, x);
    if (version === 'all') return await lookAtVersions(s3, bucket, key, since, x);
    return await lookAt(s3, { bucket, key, version }, since, x);
  } catch (thrown) {
    x.signal.throwIfAborted();
    throw s3Problem(source, thrown);
  }
}

/** One that is not there yet is no error while it may come. */
async function lookAt(s3: S3Client, address: ObjectAddress, since: number, x: Context): Promise<Look> {
  const objects = [{ ...address, name: lastPart(address.key) }];
  try {
    const { head } = await pinObject(s3, address, x);
    return { objects, fresh: (head.LastModified?.getTime() ?? since) >= since, mark: '' };
  } catch (thrown) {
    if (thrown instanceof TwinrunError && thrown.code === 'collect.missing') return { objects: [], fresh: false, mark: '' };
    throw thrown;
  }
}

async function lookUnder(s3: S3Client, bucket: string, prefix: string, limits: Limits, since: number, x: Context): Promise<Look> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const objects: NamedObject[] = [];
  const marks: string[] = [];
  let fresh = false;
  const { paginateListObjectsV2 } = await import('@aws-sdk/client-s3');
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix }, { abortSignal: x.signal })) {
    for (const { Key: key = '', LastModified, ETag } of page.Contents ?? []) {
      // What consoles make for a folder.
      if (key.endsWith('/')) continue;
      objects.push({ bucket, key, name: key.slice(folder.length) });
      marks.push(`${key} ${ETag}`);
      fresh ||= (LastModified?.getTime() ?? 0) >= since;
    }
    limitFiles(`s3://${bucket}/${prefix}*`, objects.length, limits);
  }
  return { objects: objects.sort((a, b) => (a.name < b.name ? -1 : 1)), fresh, mark: marks.join('\n') };
}

/** The versions since the take began, the first one without a number; where there is none, the one that is there now. */
async function lookAtVersions(s3: S3Client, bucket: string, key: string, since: number, x: Context): Promise<Look> {
  const { ListObjectVersionsCommand } = await import('@aws-sdk/client-s3');
  const written: string[] = [];
  for (let from: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {}; from !== undefined; ) {
    const command = new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, ...from });
    const page: ListObjectVersionsCommandOutput = await s3.send(command, { abortSignal: x.signal });
    // What was written and removed again is not there for who reads it, however many versions it left.
    if (page.DeleteMarkers?.some(({ Key, IsLatest }) => Key === key && IsLatest === true) === true) return { objects: [], fresh: false, mark: '' };
    for (const { Key, VersionId, LastModified } of page.Versions ?? []) {
      if (Key === key && VersionId !== undefined && (LastModified?.getTime() ?? 0) >= since) written.push(VersionId);
    }
    // In the order of keys, this one first, and from its newest version to its oldest.
    from = page.IsTruncated === true && page.NextKeyMarker === key ? markers(page) : undefined;
  }
  if (written.length === 0) return await lookAt(s3, { bucket, key }, since, x);
  const objects = written.toReversed().map((version, index) => ({ bucket, key, version, name: versionName(lastPart(key), index) }));
  return { objects, fresh: true, mark: '' };
}

function markers({ NextKeyMarker, NextVersionIdMarker }: ListObjectVersionsCommandOutput) {
  return {
    ...(NextKeyMarker === undefined ? {} : { KeyMarker: NextKeyMarker }),
    ...(NextVersionIdMarker === undefined ? {} : { VersionIdMarker: NextVersionIdMarker }),
  };
}

function versionName(name: string, index: number): string {
  return index === 0 ? name : `${name} (version ${index + 1})`;
}

function lastPart(key: string): string {
  return key.split('/').at(-1) ?? key;
}
