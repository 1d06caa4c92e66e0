import type { S3Client } from '@aws-sdk/client-s3';
import { makeS3Objects } from '../connections/s3-objects.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { makeS3Store } from '../store/s3/s3-store.ts';
import { makeBucket } from './aws-contract/s3-contract.ts';
import type { StoreUnderTest } from './store-contract.ts';
import { STORE_CONTEXT } from './store-parts.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** S3's smallest part: makes a file of a little more go in parts. */
export const SMALL_PARTS = 5 << 20;

export function objectsIn(s3: S3Client, bucket: string): ObjectStore {
  return makeS3Objects(s3, { bucket, partBytes: SMALL_PARTS }, STORE_CONTEXT);
}

/** An empty store in a new bucket, as two machines open it: each has a folder of its own. */
export async function emptyS3Store(s3: S3Client): Promise<StoreUnderTest & { readonly bucket: string }> {
  const bucket = await makeBucket(s3);
  const open = () => makeS3Store(objectsIn(s3, bucket), 'team/twinrun', temporaryFolder(), STORE_CONTEXT);
  return { bucket, here: open(), there: open() };
}
