import type { Outside } from '../experiment/rehearsal.ts';
import { TwinrunError } from '../model/error.ts';
import type { Store } from '../model/store.ts';
import type { AwsAddress } from '../model/world.ts';
import type { Workspace } from '../scenario/workspace.ts';
import { makeDiskStore } from '../store/disk-store.ts';

/** Opens the store of a workspace, runs the body, and closes its connections, whatever happened. Throws `store.no-sandbox` (misuse). */
export async function withStore<T>(workspace: Workspace, outside: Outside, body: (store: Store) => Promise<T>): Promise<T> {
  const { folder, s3 } = workspace.store;
  if (s3 === undefined) return await body(makeDiskStore(folder, outside));
  // What S3 needs takes time to load.
  const { makeStoreClient } = await import('../connections/aws-clients.ts');
  const { makeS3Objects } = await import('../connections/s3-objects.ts');
  const { makeS3Store } = await import('../store/s3/s3-store.ts');
  const client = makeStoreClient(await addressOf(workspace, outside), outside.secrets);
  try {
    return await body(makeS3Store(makeS3Objects(client, s3, outside), s3.prefix, folder, outside, s3.lockLedger));
  } finally {
    client.destroy();
  }
}

/** A store in a sandbox that ends with the command would be gone with it. */
async function addressOf({ aws, folder, file }: Workspace, outside: Outside): Promise<AwsAddress> {
  if (!('sandbox' in aws)) return aws;
  const { keptSandbox } = await import('../sandbox/sandbox.ts');
  const sandbox = await keptSandbox(folder, outside);
  if (sandbox !== undefined) {
    outside.secrets.provide(sandbox.secrets);
    return sandbox.world.aws;
  }
  throw new TwinrunError({
    code: 'store.no-sandbox',
    class: 'misuse',
    message: 'the store of this workspace lies in the S3 of the sandbox, which is not kept running',
    expected: 'a sandbox that stays: what it stores is gone when it ends',
    received: 'none',
    at: { file, field: 'store.s3' },
    fix: 'Run `twinrun sandbox up` before, or name a real account under `aws:`, or a folder under `store:`.',
  });
}
