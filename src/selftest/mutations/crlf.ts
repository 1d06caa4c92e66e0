import { fileMutation } from '../kinds/file-mutation.ts';

const LF = Buffer.from('\n');
const CRLF = Buffer.from('\r\n');

/** Every record ends with CRLF instead of LF, or the other way round. Line ends within cells stay. */
export const crlf = fileMutation({
  id: 'crlf',
  title: 'lines end with CRLF instead of LF, or the other way round',
  check: 'line-format',
  change: ({ records }) => {
    if (records === undefined || records.count === 0) return undefined;
    const lines = [records.head];
    for (let record = 0; record < records.count; record += 1) lines.push(records.line(record));
    return Buffer.concat(lines.map(otherEnd));
  },
});

function otherEnd(line: Buffer): Buffer {
  if (line.at(-1) !== 10) return line;
  return line.at(-2) === 13 ? Buffer.concat([line.subarray(0, -2), LF]) : Buffer.concat([line.subarray(0, -1), CRLF]);
}
