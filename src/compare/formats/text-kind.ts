import { z } from 'zod';
import { canonicalFormat } from './canonical-format.ts';
import { textConversion } from './convert/text.ts';
import { tableShape } from './table-config.ts';
import { tableKind } from './table-kind.ts';

const { encoding, unpack } = tableShape;

/** Plain text, compared line by line in its order. */
export const text = tableKind('text', z.strictObject({ encoding, unpack }), (value) => ({
  ...canonicalFormat(),
  reading: { by: 'text', ...value, conversion: textConversion },
  ordered: true,
}));
