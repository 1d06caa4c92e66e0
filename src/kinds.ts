import { checks } from '../checks/registry.ts';
import { fileCollector } from './collectors/file-collector.ts';
import { logCollector } from './collectors/log-collector.ts';
import { queryCollector } from './collectors/query-collector.ts';
import { s3Collector } from './collectors/s3-collector.ts';
import { s3LifecycleCollector } from './collectors/s3-lifecycle-collector.ts';
import { sftpCollector } from './collectors/sftp-collector.ts';
import { tableKinds } from './compare/formats/registry.ts';
import type { Connections } from './connections/connections.ts';
import { httpEffect } from './effects/http-effect.ts';
import { mailEffect } from './effects/mail-effect.ts';
import { queueEffect } from './effects/queue-effect.ts';
import { s3Effect } from './effects/s3-effect.ts';
import { sftpEffect } from './effects/sftp-effect.ts';
import { tableEffect } from './effects/table-effect.ts';
import type { Registries } from './model/registries.ts';
import { commandStep } from './playbooks/command-step.ts';
import { cronStep } from './playbooks/cron-step.ts';
import { ecsStep } from './playbooks/ecs-step.ts';
import { manualStep } from './playbooks/manual-step.ts';
import { rerunStep } from './playbooks/rerun-step.ts';
import { s3Step } from './playbooks/s3-step.ts';
import { schedulerStep } from './playbooks/scheduler-step.ts';
import { commandProbe } from './probes/command-probe.ts';
import { sqlProbe } from './probes/sql-probe.ts';
import { containerRunner } from './runners/container-runner.ts';
import { fargateConfig } from './runners/fargate-config.ts';
import { fargateRunner } from './runners/fargate-runner.ts';
import { observeRunner } from './runners/observe/observe-runner.ts';
import { processRunner } from './runners/process-runner.ts';
import { sshRunner } from './runners/ssh-runner.ts';

/** Every kind that a scenario may choose, bound to the clients of one world. A new kind is one line here. */
export function makeRegistries(connections: Connections): Registries {
  const [ssh, fargate] = [sshRunner(connections), fargateRunner(connections)];
  const runners = { ssh, fargate, container: containerRunner(connections), process: processRunner, observe: observeRunner(connections) };
  return {
    runners,
    collectors: {
      sftp: sftpCollector(connections),
      s3: s3Collector(connections),
      's3-lifecycle': s3LifecycleCollector(connections),
      query: queryCollector(connections),
      file: fileCollector,
      log: logCollector,
    },
    probes: { sql: sqlProbe(connections), command: commandProbe(connections) },
    effects: {
      sftp: sftpEffect(connections),
      s3: s3Effect(connections),
      table: tableEffect(connections),
      queue: queueEffect(connections),
      http: httpEffect,
      mail: mailEffect,
    },
    steps: {
      rerun: rerunStep(runners, connections),
      ssh: commandStep('ssh', ssh, connections),
      local: commandStep('local', processRunner, connections),
      ecs: ecsStep(connections, fargate, fargateConfig),
      s3: s3Step(connections),
      cron: cronStep(connections),
      scheduler: schedulerStep(connections),
      manual: manualStep,
    },
    formats: tableKinds,
    checks,
  };
}
