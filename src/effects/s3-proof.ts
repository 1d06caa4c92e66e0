import type { S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import { tryPut } from '../connections/try-put.ts';
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

/** Tries to put the object that is there, with the keys of the take, without putting it. */
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

async function attempt(s3: S3Client, object: Awaited<ReturnType<typeof anObject>>, x: Context): Promise<Attempt> {
  const what = `PutObject on s3://${object.Bucket}/${object.Key}`;
  const answer = await tryPut(s3, object, x.signal);
  if (answer === 'allowed') return { denied: false, said: `${what} is allowed` };
  // Anything else, such as an invalid key or no answer, says nothing of what may be done.
  if (answer === 'AccessDenied') return { denied: true, said: `${what}: AccessDenied` };
  throw unprovable(`${what} was answered ${answer}`);
}
