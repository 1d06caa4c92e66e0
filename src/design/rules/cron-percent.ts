import type { DesignRule } from '../rule.ts';

/** crontab(5): a `%` that is not escaped ends the command, and what follows is its input. No other scheduler does that. */
export const cronPercent: DesignRule = {
  id: 'cron-percent',
  say: ({ entry }) =>
    entry.stdin === undefined && !(entry.scheduler === 'cron' && entry.command.includes('%'))
      ? []
      : [
          {
            subject: '%',
            at: entry.at,
            change:
              entry.stdin === undefined
                ? 'cron wants % as \\%; elsewhere the backslash would stay'
                : 'what follows the % comes to the command as its input; ECS gives a task no input',
            proposal:
              entry.stdin === undefined
                ? 'Write % without the backslash in the command of the task.'
                : 'Put the input into a file of the image, or into the command: printf … | …',
          },
        ],
};
