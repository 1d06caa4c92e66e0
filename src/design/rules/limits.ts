import type { DesignRule } from '../rule.ts';

/** AWS Fargate quotas: 20 GiB of disk unless more is asked for, at most 200; 16 vCPU and 120 GiB of memory. There is no limit of run time, but Spot may end a task. */
export const limits: DesignRule = {
  id: 'limits',
  say({ entry, survey }) {
    const disk = Number(survey.host.facts.diskUsedMiB ?? Number.NaN);
    const memory = Number(survey.host.facts.memoryMiB ?? Number.NaN);
    const over = [
      ...(disk > 20 * 1024
        ? [`the host holds ${Math.round(disk / 1024)} GiB on disk, a task has 20 unless ephemeralStorage says more (at most 200)`]
        : []),
      ...(memory > 120 * 1024 ? [`the host has ${Math.round(memory / 1024)} GiB of memory, a task at most 120`] : []),
    ];
    return over.map((change) => ({
      subject: 'size',
      at: entry.at,
      change,
      proposal: 'Measure what the batch itself takes, and say so in the task definition.',
      snippet: '"ephemeralStorage": { "sizeInGiB": 50 }',
    }));
  },
};
