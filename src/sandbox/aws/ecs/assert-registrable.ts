import { clientException } from './ecs-error.ts';
import type { ContainerDefinition, RegisterContent } from './task-definition.ts';

/** Members that would change what runs, and that the stand-in does not carry out: refused rather than ignored. */
const NOT_CARRIED_OUT = ['dependsOn', 'mountPoints', 'volumesFrom', 'environmentFiles', 'healthCheck'];

/** Refuses what Fargate would refuse, in its words. Throws ClientException. */
export function assertRegistrable(content: RegisterContent): void {
  const { containerDefinitions: containers, requiresCompatibilities, networkMode, cpu, memory, executionRoleArn } = content;
  if (containers.length === 0) throw clientException('Container list cannot be empty.');
  if (new Set(containers.map((container) => container.name)).size < containers.length)
    throw clientException('Duplicate container names are not allowed.');
  if (!containers.some((container) => container.essential)) throw clientException('At least one container must be marked as essential.');
  for (const container of containers) assertContainer(container, memory);
  if (!requiresCompatibilities.includes('FARGATE')) return;
  if (networkMode !== 'awsvpc') throw clientException("Fargate only supports network mode 'awsvpc'.");
  if (cpu === undefined || memory === undefined) throw clientException("Fargate requires that 'cpu' and 'memory' be defined at the task level.");
  const logged = containers.filter((container) => container.logConfiguration?.logDriver === 'awslogs');
  if (logged.length > 0 && executionRoleArn === undefined) {
    throw clientException('Fargate requires task definition to have execution role ARN to support log driver awslogs.');
  }
  if (logged.some((container) => container.logConfiguration?.options['awslogs-stream-prefix'] === undefined)) {
    throw clientException('Log driver awslogs requires options: awslogs-stream-prefix');
  }
}

function assertContainer(container: ContainerDefinition, taskMemory: string | undefined): void {
  const { name, environment, secrets, logConfiguration, memory, memoryReservation } = container;
  for (const member of NOT_CARRIED_OUT) {
    const value = container[member];
    if (value !== undefined && !(Array.isArray(value) && value.length === 0))
      throw clientException(`${member} of container '${name}' is not supported by the sandbox.`);
  }
  if (taskMemory === undefined && memory === undefined && memoryReservation === undefined) {
    throw clientException(`Invalid setting for container '${name}'. At least one of 'memory' or 'memoryReservation' must be specified.`);
  }
  const twice = secrets.find((secret) => environment.some((variable) => variable.name === secret.name));
  if (twice !== undefined) {
    throw clientException(
      `The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '${twice.name}'.`,
    );
  }
  if (logConfiguration?.logDriver !== 'awslogs') return;
  const missing = ['awslogs-group', 'awslogs-region'].filter((option) => logConfiguration.options[option] === undefined);
  if (missing.length > 0) throw clientException(`Log driver awslogs requires options: ${missing.join(', ')}`);
}
