import type { S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import type { Context } from '../model/context.ts';
import type { Attempt, EffectProof } from '../model/effect-kind.ts';
import { unprovable } from './unprovable.ts';

interface Place {
  readonly bucket: string;
  readonly prefix: string;
}

const config = z.union([
  z.strictObject({ profile: z.string().min(1).describe('AWS profile with what this side may do in a rehearsal') }),
  z.strictObject({
    accessKeyIdSecret: z.string().min(1).describe('Name of the secret with the key id that this side has in a rehearsal'),
    secretAccessKeySecret: z.string().min(1).describe('Name of the secret with its key'),
  }),
]);

/**
 * Begins an upload with several parts to the key of an object that is there, with the keys of the take; it needs the right to put it
 * (`s3:PutObject`, Service Authorization Reference) and is invisible until it is completed, which it never is.
 */
export function s3Proof(connections: Connections): EffectProof<Place, z.infer<typeof config>> {
  return {
    config,
    async attempt(target, login, x) {
      const { makeAwsClients } = await import('../connections/aws-clients.ts');
      const { region, endpoint } = connections.world.aws;
      const place = { ...(region === undefined ? {} : { region }), ...(endpoint === undefined ? {} : { endpoint }) };
      const object = await anObject(connections.aws().s3, target, x);
      const clients = makeAwsClients({ ...place, ...login }, x.secrets);
      try {
        return await attempt(clients.s3, object, x);
      } finally {
        clients.destroy();
      }
    },
  };
}

/** One that is there, with its encryption: a policy may deny all that is not encrypted so. */
async function anObject(s3: S3Client, { bucket, prefix }: Place, x: Context) {
  const { HeadObjectCommand, ListObjectsV2Command } = await import('@aws-sdk/client-s3');
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }), { abortSignal: x.signal });
  const key = Contents.find(({ Key }) => Key !== undefined && !Key.endsWith('/'))?.Key;
  if (key === undefined) throw unprovable(`nothing lies under s3://${bucket}/${prefix}: which keys are written there is not known`);
  const object = { Bucket: bucket, Key: key };
  const { ServerSideEncryption, SSEKMSKeyId } = await s3.send(new HeadObjectCommand(object), { abortSignal: x.signal });
  return {
    ...object,
    ...(ServerSideEncryption === undefined ? {} : { ServerSideEncryption }),
    ...(SSEKMSKeyId === undefined ? {} : { SSEKMSKeyId }),
  };
}

async function attempt(s3: S3Client, object: { readonly Bucket: string; readonly Key: string }, x: Context): Promise<Attempt> {
  const { AbortMultipartUploadCommand, CreateMultipartUploadCommand } = await import('@aws-sdk/client-s3');
  const what = `PutObject on s3://${object.Bucket}/${object.Key}`;
  try {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(object), { abortSignal: x.signal });
    const { Bucket, Key } = object;
    // Unheeded: there is no object of it, and the rehearsal is refused in any case.
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => {});
    return { denied: false, said: `${what} is allowed` };
  } catch (cause) {
    if (x.signal.aborted) throw x.signal.reason;
    const name = cause instanceof Error ? cause.name : String(cause);
    // Anything else, such as an invalid key or no answer, says nothing of what may be done.
    if (name === 'AccessDenied') return { denied: true, said: `${what}: AccessDenied` };
    throw unprovable(`${what} was answered ${name}`);
  }
}
