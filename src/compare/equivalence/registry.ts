import { z } from 'zod';
import { caseFold } from './case-fold.ts';
import { dateTime } from './date-time.ts';
import { decimalValue } from './decimal-value.ts';
import { ignore } from './ignore.ts';
import { items } from './items.ts';
import { nullWords } from './null-words.ts';
import { tolerance } from './tolerance.ts';
import { trim } from './trim.ts';
import { width } from './width.ts';

/** Rules that make a text of a text, in the order in which they are applied. */
export const TEXT_RULES = [width, trim, caseFold] as const;

/** Rules that read a value, after the text rules and the NULL words. */
export const VALUE_RULES = [decimalValue, dateTime, items, tolerance] as const;

/** What a scenario may declare for one column. */
export const columnSchema = z
  .strictObject({
    width: width.schema.exactOptional(),
    trim: trim.schema.exactOptional(),
    case: caseFold.schema.exactOptional(),
    nullWords: nullWords.schema.exactOptional(),
    decimal: decimalValue.schema.exactOptional(),
    dateTime: dateTime.schema.exactOptional(),
    items: items.schema.exactOptional(),
    tolerance: tolerance.schema.exactOptional(),
    ignore: ignore.schema.exactOptional(),
  })
  .describe('What counts as equal in this column');
