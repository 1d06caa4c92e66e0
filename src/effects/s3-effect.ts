import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import type { Sighting } from '../model/effect.ts';
import type { EffectKind } from '../model/effect-kind.ts';
import { s3Proof } from './s3-proof.ts';

const target = z.strictObject({
  bucket: z.string().min(1).describe('S3 bucket'),
  prefix: z.string().default('').describe('Prefix of the keys that the batch writes'),
});

/** Lists the objects under the prefix that a side writes to. */
export function s3Effect(connections: Connections): EffectKind<z.infer<typeof target>> {
  return {
    kind: 's3',
    target,
    proof: s3Proof(connections),
    async look({ bucket, prefix }, x) {
      const { paginateListObjectsV2 } = await import('@aws-sdk/client-s3');
      const found: Sighting[] = [];
      const pages = paginateListObjectsV2({ client: connections.aws().s3 }, { Bucket: bucket, Prefix: prefix }, { abortSignal: x.signal });
      for await (const page of pages) {
        for (const object of page.Contents ?? []) {
          const writtenAt = object.LastModified?.toISOString();
          // LastModified counts in seconds: an object that is written twice within one shows by its ETag.
          const content = object.ETag?.replaceAll('"', '');
          found.push({
            name: object.Key ?? '',
            size: object.Size ?? 0,
            ...(content === undefined ? {} : { content }),
            ...(writtenAt === undefined ? {} : { writtenAt }),
          });
        }
      }
      return found;
    },
  };
}
