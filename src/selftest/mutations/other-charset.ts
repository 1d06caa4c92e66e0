import iconv from 'iconv-lite';
import { fileMutation } from '../kinds/file-mutation.ts';

/** The file is written in another charset: UTF-8 as CP932, where it has letters that differ, else as UTF-16. What is not UTF-8 becomes UTF-8. */
export const otherCharset = fileMutation({
  id: 'other-charset',
  title: 'the file is written in another charset',
  check: 'charset',
  change: ({ bytes, records }) => {
    if (records === undefined) return undefined;
    if (!records.layout.utf8) return Buffer.from(bytes.toString('latin1'), 'utf8');
    const text = bytes.toString('utf8');
    const other = iconv.encode(text, 'cp932');
    return other.equals(bytes) ? Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]) : other;
  },
});
