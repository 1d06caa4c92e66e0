import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { containerConfig } from './container-config.ts';
import { mapContainer, taskCpus, unmapped } from './container-plan.ts';

const container: ContainerDefinition = {
  name: 'batch',
  image: 'registry.example/batch:1',
  entryPoint: ['/bin/sh', '-c'],
  command: ['x'],
  environment: [
    { name: 'A', value: 'definition' },
    { name: 'B', value: 'definition' },
  ],
  cpu: 128,
  user: '10001',
  workingDirectory: '/app',
  readonlyRootFilesystem: true,
  ulimits: [{ name: 'nofile', softLimit: 100, hardLimit: 200 }],
  linuxParameters: {
    initProcessEnabled: true,
    capabilities: { drop: ['NET_RAW'] },
    tmpfs: [{ containerPath: '/run', size: 16, mountOptions: ['noexec'] }],
  },
  mountPoints: [
    { sourceVolume: 'scratch', containerPath: '/work' },
    { sourceVolume: 'shared', containerPath: '/efs' },
  ],
  secrets: [
    { name: 'KEY', valueFrom: 'arn:aws:ssm:x' },
    { name: 'TOKEN', valueFrom: 'arn:aws:ssm:y' },
  ],
  logConfiguration: { logDriver: 'awslogs' },
};
const task: TaskDefinition = {
  family: 'batch',
  cpu: '512',
  memory: '1 GB',
  networkMode: 'awsvpc',
  taskRoleArn: 'arn:aws:iam::123456789012:role/batch',
  volumes: [{ name: 'scratch' }, { name: 'shared', efsVolumeConfiguration: { fileSystemId: 'fs-1' } }],
  containerDefinitions: [container, { name: 'agent', image: 'agent' }],
};
const settings = containerConfig.parse({ file: 'x.json', secrets: { TOKEN: 'A_SECRET' } });

describe('a task definition as a container', () => {
  it('keeps image, command, environment, user, folders and limits', () => {
    expect(mapContainer(task, container, settings, { B: 'scenario', TOKEN: 't' })).toEqual({
      image: 'registry.example/batch:1',
      entryPoint: ['/bin/sh', '-c'],
      command: ['x'],
      workingDirectory: '/app',
      user: '10001',
      readonlyRoot: true,
      init: true,
      memory: 1024,
      more: [
        ...['--cpus', '0.5', '--cpu-shares', '128', '--ulimit', 'nofile=100:200', '--cap-drop', 'NET_RAW'],
        ...['--tmpfs', '/run:size=16m,noexec', '--volume', '/work'],
      ],
      environment: { A: 'definition', B: 'scenario', TOKEN: 't' },
    });
  });

  it('takes image and command of the scenario in place of the definition’s', () => {
    const changed = mapContainer(task, container, { ...settings, image: 'mine', command: [] }, {});
    expect([changed.image, changed.command]).toEqual(['mine', []]);
  });

  it('tells everything that it does not carry out', () => {
    expect(unmapped(task, container, settings)).toEqual([
      'secrets KEY of ECS',
      'task role arn:aws:iam::123456789012:role/batch',
      'awsvpc network with its subnets and security groups',
      'volumes shared',
      'containers agent',
      'log driver awslogs',
    ]);
    expect(unmapped({ containerDefinitions: [] }, { name: 'bare' }, settings)).toEqual([]);
  });

  it.each([
    ['256', 0.25],
    ['1024', 1],
    ['.5 vCPU', undefined],
    ['0.5 vCPU', 0.5],
    ['2vcpu', 2],
    [undefined, undefined],
  ])('reads %s as CPUs', (cpu, cpus) => expect(taskCpus(cpu === undefined ? {} : { cpu })).toBe(cpus));

  it('wants one task definition, not two, and not none', () => {
    for (const given of [{}, { file: 'a', taskDefinition: 'b' }]) expect(containerConfig.safeParse(given).success).toBe(false);
  });
});
