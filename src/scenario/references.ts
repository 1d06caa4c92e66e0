import type { Path } from './path.ts';
import { list, mapping } from './raw.ts';
import { parseTemplate } from './template.ts';

/** A host or database of the workspace, named by a scenario. */
export interface Reference {
  readonly kind: 'host' | 'database';
  readonly name: string;
  readonly path: Path;
}

/**
 * Every host and database that a value names: by convention each field called `host` or `database`, and the hosts in variables
 * (`{{host.decoy.port}}`). It serves YAML as read and the validated scenario alike.
 */
export function referencesOf(value: unknown, path: Path = []): Reference[] {
  if (typeof value === 'string') return hostsInText(value, path);
  if (Array.isArray(value)) return list(value).flatMap((item, index) => referencesOf(item, [...path, index]));
  return Object.entries(mapping(value)).flatMap(([key, item]) => {
    const here = [...path, key];
    if ((key === 'host' || key === 'database') && typeof item === 'string' && !item.includes('{{')) return [{ kind: key, name: item, path: here }];
    return referencesOf(item, here);
  });
}

function hostsInText(text: string, path: Path): Reference[] {
  return parseTemplate(text).flatMap((part) =>
    'expression' in part && part.expression?.kind === 'host' ? [{ kind: 'host' as const, name: part.expression.name, path }] : [],
  );
}
