import { z } from 'zod';
import { mysql, postgres } from './database-schemas.ts';
import { engineSetting } from './engine-setting.ts';
import { duration, name, text } from './fields.ts';
import { workspaceGateSchema } from './gate-schema.ts';
import { type SshHost, secret, sshHost } from './hosts/ssh-host-schema.ts';
import { addIssue, tagged } from './tagged.ts';

const sandboxHost = z.enum(['batch', 'partner', 'decoy']).describe('A host of the sandbox: the batch host, the partner, or the decoy');
const sandboxDatabase = z.enum(['analytics']).describe('The database of the sandbox');

const aws = z
  .strictObject({
    sandbox: z.literal(true).describe('The stand-ins of the sandbox').exactOptional(),
    region: text('Region, such as ap-northeast-1').exactOptional(),
    endpoint: z
      .url({ protocol: /^https?$/, error: 'an http or https URL' })
      .describe('One endpoint for all services: a stand-in')
      .exactOptional(),
    profile: text('Profile of the AWS configuration').exactOptional(),
    accessKeyIdSecret: secret.describe('Name of the secret that holds the access key id; default: the standard credential chain'),
    secretAccessKeySecret: secret.describe('Name of the secret that holds the secret access key'),
  })
  .superRefine((value, context) => {
    if (value.sandbox === true && Object.keys(value).length > 1)
      addIssue(context, ['sandbox'], 'either `sandbox: true` alone, or a real account', { code: 'two-worlds', fix: 'Keep one of the two.' });
    if ((value.accessKeyIdSecret === undefined) !== (value.secretAccessKeySecret === undefined))
      addIssue(context, [], 'both accessKeyIdSecret and secretAccessKeySecret, or neither', { fix: 'Add the other one.' });
  })
  .describe('The AWS account: `{ sandbox: true }`, or region, profile, endpoint. `{}` takes the standard configuration of the machine');

const TEN_YEARS_DAYS = 3653;

const s3Store = z
  .strictObject({
    bucket: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket')
      .describe('Bucket, reached by `aws:`; it must exist'),
    prefix: z
      .string()
      .regex(/^[A-Za-z0-9._/-]*$/, 'letters, digits, dots, hyphens, underscores and slashes')
      .describe('Below which all of it lies')
      .default('twinrun'),
    kmsKey: text('KMS key (id, alias or ARN) that every object is encrypted by; without it, as the bucket does by default').exactOptional(),
    lockLedger: duration(
      'How long each record of the ledger is locked (Object Lock, mode COMPLIANCE): the bucket must have Object Lock',
      TEN_YEARS_DAYS,
    ).exactOptional(),
    staging: text('Folder of this machine for runs under way and copies of fetched ones; relative paths start at this file').default('reports'),
  })
  .describe('Runs, ledger and locks on S3: shared by all who use this bucket and prefix');

const store = z
  .strictObject({
    folder: text('Folder of runs and ledger; relative paths start at this file').exactOptional(),
    s3: s3Store.exactOptional(),
  })
  .superRefine((value, context) => {
    if (Object.keys(value).length !== 1)
      addIssue(context, [], 'either `folder` or `s3`', { code: 'one-store', fix: 'Keep one of the two: only one is the truth.' });
  })
  .describe('Where runs and ledger live')
  .prefault({ folder: 'reports' });

/** The form of twinrun.yaml. */
export const workspaceSchema = z
  .strictObject({
    schema: z.literal('twinrun.workspace/1').describe('The form of this file'),
    hosts: z
      .record(
        name('Name of the host, as scenarios use it'),
        tagged('host', { sandbox: sandboxHost, ssh: sshHost }, 'A host of the sandbox, or a real one'),
      )
      .describe('Hosts by name, for `host:` in scenarios')
      .default({}),
    databases: z
      .record(
        name('Name of the database, as scenarios use it'),
        tagged('database', { sandbox: sandboxDatabase, postgres, mysql }, 'The database of the sandbox, or a real one'),
      )
      .describe('Databases by name, for `database:` in scenarios')
      .default({}),
    aws,
    engine: engineSetting
      .describe('The container engine of runners of kind `container`; default: podman, or docker where that is not there')
      .exactOptional(),
    sandbox: z
      .strictObject({
        engine: engineSetting
          .describe('Runs candidates of the sandbox as containers of this engine; without it they run as processes')
          .exactOptional(),
      })
      .describe('How the sandbox runs')
      .default({}),
    store,
    concurrency: z.int().min(1).max(16).describe('How many scenarios run at the same time, 1 to 16').default(2),
    hostWait: duration('How long a scenario waits for another one that works on the same host').prefault('1h'),
    gate: workspaceGateSchema,
  })
  .describe('The workspace: hosts, databases and account that scenarios name, and where runs are kept');

/** A host's or database's choice, as validated. */
export type HostChoice =
  | { readonly kind: 'sandbox'; readonly config: z.output<typeof sandboxHost> }
  | { readonly kind: 'ssh'; readonly config: SshHost };
export type DatabaseChoice =
  | { readonly kind: 'sandbox'; readonly config: z.output<typeof sandboxDatabase> }
  | { readonly kind: 'postgres' | 'mysql'; readonly config: z.output<typeof postgres> };
