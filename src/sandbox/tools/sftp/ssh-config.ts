import { readFileSync } from 'node:fs';
import { matchesPatterns } from '../../../runtime/patterns.ts';

/** Options by lower-case name, in the order they were found; the first counts, as in ssh_config(5). */
export type SshOptions = ReadonlyMap<string, readonly string[]>;

/** `Key=Value` or `Key Value`. */
export function parseOption(text: string): readonly [string, string] {
  const [, key = '', value = ''] = /^\s*([^\s=]+)\s*(?:=\s*|\s+)?([\s\S]*?)\s*$/.exec(text) ?? [];
  return [key.toLowerCase(), value.replace(/^"(.*)"$/, '$1')];
}

/** The options of the first lines and of all Host blocks that match. Match blocks are skipped. Throws what the system says when it cannot be read. */
export function readSshConfig(path: string, host: string): (readonly [string, string])[] {
  const options: (readonly [string, string])[] = [];
  let applies = true;
  for (const line of readFileSync(path, 'utf8').split(/\r?\n/)) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [key, value] = parseOption(line);
    if (key === 'host') applies = matchesPatterns(value.split(/\s+/), host);
    else if (key === 'match') applies = false;
    else if (applies) options.push([key, value]);
  }
  return options;
}

/** Collects options, earlier ones first. */
export function collectOptions(found: readonly (readonly [string, string])[]): SshOptions {
  const options = new Map<string, string[]>();
  for (const [key, value] of found) options.set(key, [...(options.get(key) ?? []), value]);
  return options;
}
