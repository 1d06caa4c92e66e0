import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** What AWS wants to be allowed for a call (Service Authorization Reference). */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  // The task takes over roles of its own.
  RunTaskCommand: ['ecs:RunTask', 'iam:PassRole'],
  StopTaskCommand: ['ecs:StopTask'],
  DescribeTasksCommand: ['ecs:DescribeTasks'],
  ListTasksCommand: ['ecs:ListTasks'],
  paginateListTasks: ['ecs:ListTasks'],
  DescribeTaskDefinitionCommand: ['ecs:DescribeTaskDefinition'],
  GetLogEventsCommand: ['logs:GetLogEvents'],
  DescribeLogGroupsCommand: ['logs:DescribeLogGroups'],
  GetScheduleCommand: ['scheduler:GetSchedule'],
  // An update names the role of the target again.
  UpdateScheduleCommand: ['scheduler:UpdateSchedule', 'iam:PassRole'],
  // Objects encrypted by a key of one's own need it, too.
  GetObjectCommand: ['s3:GetObject', 's3:GetObjectVersion', 'kms:Decrypt'],
  // Locks of a ledger are seen by who may read them only.
  HeadObjectCommand: ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectRetention'],
  // A playbook's copy writes where it says: its target needs `s3:PutObject`, too.
  CopyObjectCommand: ['s3:GetObject', 's3:PutObject'],
  HeadBucketCommand: ['s3:ListBucket'],
  ListObjectVersionsCommand: ['s3:ListBucketVersions'],
  paginateListObjectsV2: ['s3:ListBucket'],
  ListObjectsV2Command: ['s3:ListBucket'],
  GetBucketLifecycleConfigurationCommand: ['s3:GetLifecycleConfiguration'],
  // Of the store. The fences' proofs make such uploads with the keys of a take, hoping to be denied.
  PutObjectCommand: ['s3:PutObject', 's3:PutObjectRetention', 'kms:GenerateDataKey'],
  CreateMultipartUploadCommand: ['s3:PutObject', 'kms:GenerateDataKey'],
  UploadPartCommand: ['s3:PutObject', 'kms:Decrypt'],
  CompleteMultipartUploadCommand: ['s3:PutObject', 'kms:Decrypt'],
  AbortMultipartUploadCommand: ['s3:AbortMultipartUpload'],
  DeleteObjectCommand: ['s3:DeleteObject'],

  GetQueueAttributesCommand: ['sqs:GetQueueAttributes'],
};

const calls = new Set(
  readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !/^(sandbox|testing|bench)\//.test(path))
    .flatMap((path) => [...readFileSync(join(root, 'src', path), 'utf8').matchAll(/new ([A-Z]\w+Command)\(|\b(paginate[A-Z]\w+)\(/g)])
    .map(([, command, paginator]) => command ?? paginator ?? ''),
);

const policy = JSON.parse(readFileSync(join(root, 'docs/iam-policy.json'), 'utf8')) as {
  Statement: { Effect: string; Action: string[]; Resource: string[]; Condition?: unknown }[];
};

describe('docs/iam-policy.json', () => {
  it('finds the calls', () => expect(calls.size).toBeGreaterThan(6));

  it.each([...calls])('allows what %s needs', (call) => {
    const allowed = policy.Statement.flatMap(({ Action }) => Action);
    expect(ACTIONS[call], `${call} has no actions in this test`).toBeDefined();
    for (const action of ACTIONS[call] ?? []) expect(allowed).toContain(action);
  });

  it('allows nothing else, and nothing on all resources unless AWS knows no other', () => {
    const needed = new Set([...calls].flatMap((call) => ACTIONS[call] ?? []));
    for (const { Effect, Action, Resource, Condition } of policy.Statement) {
      expect(Effect).toBe('Allow');
      for (const action of Action) expect([...needed]).toContain(action);
      if (Resource.includes('*')) expect(Condition !== undefined || Action.join() === 'ecs:DescribeTaskDefinition').toBe(true);
    }
    expect(policy.Statement.find(({ Action }) => Action.includes('iam:PassRole'))?.Condition).toBeDefined();
  });

  it('writes to the store alone, and removes neither locks nor records of the ledger', () => {
    const resourcesOf = (action: string) => policy.Statement.filter(({ Action }) => Action.includes(action)).flatMap(({ Resource }) => Resource);
    expect(resourcesOf('s3:PutObject')).toEqual(['arn:aws:s3:::STORE/twinrun/*']);
    expect(resourcesOf('s3:DeleteObject')).toEqual(['arn:aws:s3:::STORE/twinrun/runs/*']);
  });
});
