import { TwinrunError } from '../model/error.ts';
import { EXIT } from '../model/exit-code.ts';
import { runSmoke, smokeDocument } from '../smoke/run-smoke.ts';
import type { SmokeStep } from '../smoke/smoke-step.ts';
import { databaseStep, s3Step, sftpStep, sshStep, taskStep } from '../smoke/smoke-steps.ts';
import type { Command } from './command.ts';
import { makeOutside, openWorkspace, withWorld } from './wiring.ts';
import { overridesHere, printMarked } from './with-overrides.ts';

interface Options {
  readonly host: readonly string[];
  readonly 'sftp-only': readonly string[];
  readonly database: readonly string[];
  readonly 'task-definition'?: string | undefined;
  readonly cluster: string;
  readonly container?: string | undefined;
  readonly subnet: readonly string[];
  readonly 'security-group': readonly string[];
  readonly 'public-ip': boolean;
  readonly bucket?: string | undefined;
  readonly prefix: string;
}

const TIMEOUT_MS = 5 * 60_000;
const list = (describe: string) => ({ type: 'string', array: true, nargs: 1, default: [] as string[], describe }) as const;

export const smokeCommand: Command<Options> = {
  examples: [
    ['twinrun smoke --host batch --database analytics', 'a host and a database of the workspace'],
    [
      'twinrun smoke --task-definition client-export --cluster batch --subnet subnet-1 --security-group sg-1',
      'a task that runs echo instead of the batch',
    ],
    ['twinrun smoke --bucket batch-backup --prefix client-export/', 'what lies there is listed, and one object read'],
  ],
  options: (yargs) =>
    yargs
      .option('host', list('hosts of the workspace: a command, and a file by SFTP'))
      .option('sftp-only', list('hosts that allow SFTP only; a folder beside the login folder: partner=inbox'))
      .option('database', list('databases of the workspace: SELECT 1'))
      .option('task-definition', { type: 'string', requiresArg: true, describe: 'family or ARN; its container gets `echo` as command' })
      .option('cluster', { type: 'string', default: 'default', describe: 'ECS cluster' })
      .option('container', { type: 'string', requiresArg: true, describe: 'which container, where the task has several' })
      .option('subnet', list('subnets of the task'))
      .option('security-group', list('security groups of the task'))
      .option('public-ip', { type: 'boolean', default: false, describe: 'the task needs one to reach its image' })
      .option('bucket', { type: 'string', requiresArg: true, describe: 'an S3 bucket; read only' })
      .option('prefix', { type: 'string', default: '', describe: 'where in it' }),
  async run(options, shell) {
    const mark = `twinrun-smoke-${shell.ids
      .unique()
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 12)}`;
    const steps = stepsOf(options, mark);
    if (steps.length === 0) throw nothingAsked();
    const workspace = await openWorkspace(options, shell);
    const outside = makeOutside(options, shell);
    const tell = (text: string) => (options.json ? undefined : shell.err.write(`${text}\n`));
    const results = await withWorld(workspace, 'no scenario', outside, shell, tell, async ({ registries }) =>
      runSmoke({
        registries,
        x: { ...outside, emit: () => {}, journal: { write: async () => {} } },
        ...{ mark, timeoutMs: TIMEOUT_MS, steps, skipped: skippedOf(options), onStep: tell },
      }),
    );
    const overrides = await overridesHere(workspace, outside, shell);
    printMarked({ document: smokeDocument(results), json: { schema: 'twinrun.smoke/1', results } }, overrides, options, shell);
    return results.some(({ status }) => status === 'failed') ? EXIT.fail : EXIT.pass;
  },
};

function stepsOf(options: Options, mark: string): readonly SmokeStep[] {
  const { container, subnet, cluster } = options;
  const taskDefinition = options['task-definition'];
  const network = { subnets: subnet, securityGroups: options['security-group'], assignPublicIp: options['public-ip'] };
  const task = { cluster, taskDefinition, ...(container === undefined ? {} : { container }), command: ['echo', mark], network };
  return [
    ...options.host.flatMap((host) => [sshStep(host, mark), sftpStep(host)]),
    ...options['sftp-only'].map((word) => sftpStep(word.split('=')[0] ?? '', word.split('=').slice(1).join('=') || undefined)),
    ...options.database.map(databaseStep),
    ...(taskDefinition === undefined ? [] : [taskStep(task)]),
    ...(options.bucket === undefined ? [] : [s3Step(options.bucket, options.prefix)]),
  ];
}

function skippedOf(options: Options) {
  const all = [
    { id: 'ssh', title: 'a host', asked: options.host.length > 0, seen: 'say --host' },
    { id: 'database', title: 'a database', asked: options.database.length > 0, seen: 'say --database' },
    { id: 'fargate', title: 'a task', asked: options['task-definition'] !== undefined, seen: 'say --task-definition' },
    { id: 's3', title: 'a bucket', asked: options.bucket !== undefined, seen: 'say --bucket' },
  ];
  return all.filter(({ asked }) => !asked).map(({ asked: _, ...one }) => one);
}

function nothingAsked(): TwinrunError {
  return new TwinrunError({
    code: 'cli.smoke',
    class: 'misuse',
    message: 'nothing was named to be proven',
    expected: 'at least one of --host, --sftp-only, --database, --task-definition, --bucket',
    fix: '`twinrun smoke --help` shows examples.',
  });
}
