import { z } from 'zod';
import { canonicalFormat } from './canonical-format.ts';
import { jsonlConversion } from './convert/jsonl.ts';
import { checkTable, columnNames, tableShape } from './table-config.ts';
import { tableKind } from './table-kind.ts';

const config = z
  .strictObject({
    ...tableShape,
    fields: columnNames.exactOptional().describe('Keys that are columns; without it, all keys of the file are. Another key is a finding'),
    types: z.enum(['distinct', 'same']).default('distinct').describe('`same`: numbers, `true` and `false` equal the texts that spell them'),
  })
  .superRefine((value, context) => checkTable(value, context, value.fields));

/** JSON lines: one object a line. */
export const jsonl = tableKind('jsonl', config, (value) => {
  const { encoding, unpack, fields, types } = value;
  return { ...canonicalFormat(value), reading: { by: 'text', encoding, unpack, conversion: jsonlConversion(fields, types) } };
});
