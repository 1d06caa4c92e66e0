import { z } from 'zod';

/** `ignore`: the column is not compared. The reason is shown in every result. */
export const ignore = {
  name: 'ignore',
  schema: z.string().trim().min(1, 'the reason').describe('Do not compare this column; the value is the reason'),
} as const;
