import { z } from 'zod';
import { duration } from '../../scenario/fields.ts';

const text = (description: string) => z.string().min(1).describe(description);

const PLACES = ['sftp', 'file', 's3', 'task'] as const;

const doneWhen = z.strictObject({
  quiet: duration(
    'Nothing of it changed for so long; default 2m, or nothing where a marker, a last line or an object says that it is whole',
  ).optional(),
  marker: text('A file (or object) beside it that the batch writes when all is done; its path, in the same place. May hold {{date}}').optional(),
  lastLine: text('For a log: what its last line holds when the batch is done. May hold {{date}}').optional(),
  minSize: z.int().min(0).default(1).describe('Bytes that it has at least'),
});

/** What a natural run leaves last, and how to tell that it is done. */
export const observeConfig = z
  .strictObject({
    sftp: z
      .strictObject({ host: text('Host by its name in twinrun.yaml'), path: text('File that the batch writes last. May hold {{date}}') })
      .describe('A file on a host')
      .optional(),
    file: z
      .strictObject({ path: text('File on this machine. May hold {{date}}') })
      .describe('A file on this machine')
      .optional(),
    s3: z
      .strictObject({ bucket: text('S3 bucket'), key: text('Object key. May hold {{date}}') })
      .describe('An object')
      .optional(),
    task: z
      .strictObject({
        cluster: z.string().min(1).default('default').describe('ECS cluster, name or ARN'),
        family: text('Family of the task definition'),
        startedBy: text('Only tasks that were started by this, as ECS tells it').optional(),
        container: text('The container that is the batch, for its log; default: the only essential one').optional(),
      })
      .describe('A stopped task in the history of ECS, which keeps it for about an hour')
      .optional(),
    doneWhen: doneWhen.prefault({}).describe('How to tell that it is whole: a half-written file is no output'),
    fire: z
      .string()
      .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of day from "00:00" to "23:59"')
      .describe('Which scheduled start, by its time of day in the zone of the schedule; needed where a business date has several')
      .optional(),
    within: duration('How long after its scheduled start it is written at the latest; default: until the next scheduled start').optional(),
  })
  .superRefine((value, context) => {
    const named = PLACES.filter((place) => value[place] !== undefined);
    if (named.length !== 1) context.addIssue({ code: 'custom', path: [], message: `exactly one of ${PLACES.join(', ')}` });
  });

export type ObserveConfig = z.infer<typeof observeConfig>;
