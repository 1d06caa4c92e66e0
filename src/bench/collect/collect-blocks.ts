import type { Block } from '../../model/document.ts';
import { grouped } from '../../runtime/text.ts';
import type { CollectResult } from './run-collect.ts';

/** The figures of collecting as a part of the document. */
export function collectBlocks({ bytes, rows }: CollectResult): readonly Block[] {
  return [
    { kind: 'heading', level: 2, text: `Collecting one file of ${grouped(Math.round(bytes / 1e6))} MB over SSH (OpenSSH's sshd on loopback)` },
    {
      kind: 'text',
      spans: [
        {
          text: "Random bytes. Twinrun's seconds are those of its collector, from connecting to the proven, synced file; those of the others are their processes', for a rehearsal starts none for a file. CPU seconds (start included) and peak are those of the client. The ratio is the median of the rounds, each against sftp in the same round.",
        },
      ],
    },
    {
      kind: 'table',
      columns: [
        { title: 'contender' },
        { title: 'seconds', align: 'right' },
        { title: 'MB/s', align: 'right' },
        { title: 'CPU seconds', align: 'right' },
        { title: 'peak MB', align: 'right' },
        { title: 'times as fast as sftp', align: 'right' },
        { title: 'file' },
      ],
      rows: rows.map(({ title, seconds, cpuSeconds, peakBytes, ofSftp, mark, failure }) => [
        { text: title },
        { text: seconds?.toFixed(2) ?? '' },
        { text: seconds === undefined ? '' : grouped(Math.round(bytes / 1e6 / seconds)) },
        { text: cpuSeconds?.toFixed(2) ?? '' },
        { text: peakBytes === undefined ? '' : grouped(Math.round(peakBytes / 1e6)) },
        { text: ofSftp?.toFixed(2) ?? '' },
        { text: failure ?? mark ?? '', ...(mark === 'wrong' || failure !== undefined ? { tone: 'warning' } : {}) },
      ]),
    },
  ];
}
