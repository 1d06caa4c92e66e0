import { z } from 'zod';
import { DURATION, parseDuration } from '../../runtime/duration.ts';

/** A duration as scenarios write it (`36h`), more than nothing; milliseconds in memory. */
export const durationOption = z
  .string()
  .regex(DURATION, 'expected a duration: 250ms, 30s, 10m, 2h, 1d')
  .transform((text) => parseDuration(text) ?? 0)
  .refine((ms) => ms > 0, 'expected more than 0');
