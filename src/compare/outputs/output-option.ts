import { z } from 'zod';

/** The option `output` of a check. The loader compares it with the scenario's outputs. */
export const outputOption = z.string().min(1).describe('The output whose files of both sides are compared');
