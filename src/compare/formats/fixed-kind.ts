import { z } from 'zod';
import { canonicalFormat } from './canonical-format.ts';
import { fixedConversion } from './convert/fixed.ts';
import { checkTable, tableShape } from './table-config.ts';
import { tableKind } from './table-kind.ts';

const field = z.strictObject({
  name: z.string().min(1),
  width: z.int().min(1).describe('How many characters or bytes it takes'),
  from: z.int().min(1).exactOptional().describe('Where it begins, from 1; default: after the field before'),
});

const config = z
  .strictObject({
    ...tableShape,
    fields: z.array(field).min(1).describe('The columns of a line, by place'),
    unit: z.enum(['characters', 'bytes']).default('characters').describe('What places and widths count; `bytes` of the file in its own charset'),
    trim: z.enum(['none', 'end', 'both']).default('none').describe('Blanks that pad a field and are taken off, the ideographic blank too'),
  })
  .superRefine((value, context) => {
    const names = value.fields.map(({ name }) => name);
    if (new Set(names).size < names.length) context.addIssue({ code: 'custom', message: 'different names', path: ['fields'] });
    if (value.unit === 'bytes' && JSON.stringify(value.encoding).includes('utf-16'))
      context.addIssue({ code: 'custom', message: '`characters`, as UTF-16 has no lines of bytes', path: ['unit'] });
    checkTable(value, context, names);
  });

/** Lines of fixed width. */
export const fixed = tableKind('fixed', config, (value) => {
  const { encoding, unpack, fields, unit, trim } = value;
  return { ...canonicalFormat(value), reading: { by: 'text', encoding, unpack, conversion: fixedConversion({ fields, unit, trim }) } };
});
