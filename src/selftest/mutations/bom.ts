import { fileMutation } from '../kinds/file-mutation.ts';

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** A byte order mark of UTF-8 is there, or is there no more. */
export const bom = fileMutation({
  id: 'bom',
  title: 'a byte order mark is there, or missing',
  check: 'line-format',
  change: ({ bytes, records }) => {
    if (records?.layout.utf8 !== true) return undefined;
    return bytes.subarray(0, 3).equals(BOM) ? bytes.subarray(3) : Buffer.concat([BOM, bytes]);
  },
});
