import type { Location } from '../../model/location.ts';
import type { HostTree } from '../tree/host-tree.ts';
import type { UsesCollector } from '../uses.ts';
import type { Node, ParseShell } from './grammar.ts';
import type { Scope, Word } from './scope.ts';

/** Shell text, and where it stands: `line` is of its first line, from 1. */
export interface ShellSource {
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

/** What a command gets on stdin, as far as it is known. `origin`: a file, where it comes from one. */
export interface Stdin extends Word {
  readonly at: Location;
  /** Line of its first line, for what is found in it. */
  readonly line: number;
  readonly file?: Word;
}

/** One command with all that surrounds it. */
export interface Call {
  readonly words: readonly Word[];
  readonly at: Location;
  readonly scope: Scope;
  readonly stdin?: Stdin;
}

/** One entry's way through its commands and scripts. */
export interface Walk {
  readonly tree: HostTree;
  readonly uses: UsesCollector;
  readonly parse: ParseShell;
  /** Scripts that are being followed, outermost first. */
  readonly stack: readonly string[];
  /** The other host, within a command for ssh. */
  readonly remote?: string;
  /** Steps that are left: hostile text must not keep us for ever. */
  readonly budget: { steps: number };
  /** Notes a file as one that the entry leads to. */
  readonly script: (path: string, interpreter: string, scan: 'grammar' | 'light' | 'none') => void;
  readonly run: (walk: Walk, call: Call) => void;
  readonly shell: (walk: Walk, source: ShellSource, scope: Scope) => void;
  readonly node: (walk: Walk, node: Node, source: ShellSource, scope: Scope, stdin?: Stdin) => void;
}

export function placeOf(source: ShellSource, node: Node): Location {
  return { file: source.file, line: source.line + node.startPosition.row };
}

/** `remote` of a use, where there is one. */
export function remoteOf(walk: Walk): { readonly remote?: string } {
  return walk.remote === undefined ? {} : { remote: walk.remote };
}
