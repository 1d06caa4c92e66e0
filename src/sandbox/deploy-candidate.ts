import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CreateLogGroupCommand, ResourceAlreadyExistsException } from '@aws-sdk/client-cloudwatch-logs';
import { type ContainerDefinition, RegisterTaskDefinitionCommand, type RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import { ConflictException, CreateScheduleCommand, type CreateScheduleCommandInput } from '@aws-sdk/client-scheduler';
import type { AwsClients } from '../connections/aws-clients.ts';
import { TwinrunError } from '../model/error.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { sha256 } from '../runtime/hash.ts';
import type { DeploymentTarget } from './deployment-target.ts';

/**
 * Builds the image of a scenario's `candidate/`, registers its task definition with the sandbox's own addresses, and makes its log groups.
 * The same content keeps its revision: `registered` (family → hash) remembers what was registered last. Does nothing without a
 * `task-definition.json`.
 */
export async function deployCandidate(folder: string, target: DeploymentTarget, registered: Map<string, string>): Promise<void> {
  const file = join(folder, 'task-definition.json');
  if (!existsSync(file)) return;
  const definition = withVariables(await readDefinition(file), target.variables);
  const digests: string[] = [];
  for (const { image } of definition.containerDefinitions ?? []) {
    if (image !== undefined && existsSync(join(folder, 'Dockerfile'))) digests.push((await target.awsServer.registerImage(image, folder)).digest);
  }
  for (const group of logGroups(definition)) await makeLogGroup(group, target.aws);
  await makeSchedule(join(folder, 'schedule.json'), target.aws);
  const content = sha256(canonicalJson([definition, digests]));
  const family = definition.family ?? '';
  if (registered.get(family) === content) return;
  await target.aws.ecs.send(new RegisterTaskDefinitionCommand(definition));
  registered.set(family, content);
}

function readDefinition(file: string): Promise<RegisterTaskDefinitionCommandInput> {
  const complete = (value: object) => 'family' in value && 'containerDefinitions' in value && Array.isArray(value.containerDefinitions);
  return readJson(file, complete, 'family or containerDefinitions is missing');
}

async function readJson<T>(file: string, complete: (value: object) => boolean, missing: string): Promise<T> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof value === 'object' && value !== null && complete(value)) return value as T;
    throw new Error(missing);
  } catch (cause) {
    throw new TwinrunError({
      code: 'sandbox.task-definition',
      class: 'misuse',
      message: `${basename(file)} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`,
      expected: 'JSON as the aws command takes it by --cli-input-json',
      at: { file },
      fix: 'Mend the file; `--generate-cli-skeleton` of the aws command shows its shape.',
      cause,
    });
  }
}

/** The addresses in a task definition are those of the real world: the sandbox puts its own in their place, by name. */
function withVariables(
  definition: RegisterTaskDefinitionCommandInput,
  variables: Readonly<Record<string, string>>,
): RegisterTaskDefinitionCommandInput {
  const containers = (definition.containerDefinitions ?? []).map(
    (container): ContainerDefinition => ({
      ...container,
      ...(container.environment === undefined
        ? {}
        : { environment: container.environment.map((entry) => ({ ...entry, value: variables[entry.name ?? ''] ?? entry.value })) }),
    }),
  );
  return { ...definition, containerDefinitions: containers };
}

function logGroups(definition: RegisterTaskDefinitionCommandInput): string[] {
  const groups = (definition.containerDefinitions ?? []).map((container) => container.logConfiguration?.options?.['awslogs-group']);
  return [...new Set(groups.filter((group) => group !== undefined))];
}

/** What `aws scheduler create-schedule --cli-input-json` takes. One that is there stays as it is: whoever enabled it meant it. */
async function makeSchedule(file: string, aws: AwsClients): Promise<void> {
  if (!existsSync(file)) return;
  const schedule = await readJson<CreateScheduleCommandInput>(file, (value) => 'Name' in value && 'Target' in value, 'Name or Target is missing');
  try {
    await aws.scheduler.send(new CreateScheduleCommand(schedule));
  } catch (error) {
    if (!(error instanceof ConflictException)) throw error;
  }
}

async function makeLogGroup(logGroupName: string, aws: AwsClients): Promise<void> {
  try {
    await aws.logs.send(new CreateLogGroupCommand({ logGroupName }));
  } catch (error) {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
  }
}
