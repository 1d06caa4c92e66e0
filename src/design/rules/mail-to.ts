import type { DesignRule } from '../rule.ts';

/** cron mails what a batch prints (crontab(5): to MAILTO, else to the user). ECS mails nobody. */
export const mailTo: DesignRule = {
  id: 'mail-to',
  say({ entry }) {
    if (entry.scheduler === 'systemd') return [];
    const to = entry.environment.MAILTO;
    if (to === '') return [];
    const quiet = />>?\s*\S+\s+2>&1|&>/.test(entry.command);
    return [
      {
        subject: to ?? entry.user,
        at: entry.at,
        change: `cron mails ${quiet ? 'what is left of its output' : 'whatever it prints'} to ${to ?? `${entry.user} of the host`}; ECS mails nobody, and a task that fails is silent`,
        proposal:
          'Alarm on the exit code (EventBridge rule on "ECS Task State Change"), on a run that did not happen, and on words of the log; name who is told.',
        snippet:
          '{ "source": ["aws.ecs"], "detail-type": ["ECS Task State Change"], "detail": { "lastStatus": ["STOPPED"], "containers": { "exitCode": [{ "anything-but": 0 }] } } }',
      },
    ];
  },
};
