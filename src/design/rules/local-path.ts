import { isScratch } from '../../model/scratch-path.ts';
import { type DesignRule, writtenFiles } from '../rule.ts';

/** A path that must survive the run: a task's disk is gone with it. */
export const localPath: DesignRule = {
  id: 'local-path',
  say: ({ entry }) =>
    writtenFiles(entry)
      .filter(({ path, access, by }) => !isScratch(path) && !(access === 'append' && by === 'redirect' && /\.log$/.test(path)))
      .map(({ path, at, resolved }) => ({
        subject: path,
        at,
        change: 'the disk of a task ends with the task: what is written there is lost',
        proposal: `Keep it in S3${resolved ? '' : ' (the path is known in part only)'}, or say that nobody needs it after the run.`,
        snippet: `aws s3 cp --only-show-errors "${path.split('/').at(-1)}" "s3://<bucket>/${entry.id.split('#')[0]?.split('/').at(-1) ?? 'batch'}/"`,
      })),
};
