import type { DiffDocument } from '../../compare/diff/diff-document.ts';
import { builtFile } from '../../runtime/built-file.ts';
import type { Contender } from '../contender.ts';
import { cellsOf } from '../document-answer.ts';
import { ofNode } from './of-node.ts';

const CLI = builtFile('cli.js');

/** The library's calls, and the command as people run it. */
export function twinrun(version: string): readonly Contender[] {
  const here = () => Promise.resolve(version);
  return [
    ofNode('twinrun', 'Twinrun', here),
    {
      id: 'twinrun-diff',
      title: 'twinrun diff --json',
      version: here,
      invoke: (task, { legacy, candidate }) =>
        task === 'count' || task === 'multiset'
          ? undefined
          : {
              program: process.execPath,
              args: [CLI, 'diff', legacy, candidate, '--key', 'id', '--json', ...(task === 'shifted' ? ['--explain'] : [])],
              exitCodes: [1],
            },
      read: (stdout) => cellsOf(JSON.parse(stdout) as DiffDocument),
    },
  ];
}
