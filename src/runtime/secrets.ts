import { readFileSync } from 'node:fs';
import type { Secrets } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';

/** Shorter values would black out ordinary words. */
const SHORTEST = 4;

/**
 * Secrets by name. Looked up in what was provided, then in the environment as NAME, then as NAME_FILE (path of a file that holds it; one final newline is cut).
 */
export function makeSecrets(environment: Readonly<Record<string, string | undefined>>): Secrets {
  const provided = new Map<string, string>();
  const known = new Set<string>();
  const register = (value: string) => {
    for (const part of [value, ...value.split('\n')]) if (part.length >= SHORTEST) known.add(part);
  };
  return {
    register,
    provide(values) {
      for (const [name, value] of Object.entries(values)) {
        provided.set(name, value);
        register(value);
      }
    },
    get(name) {
      const file = environment[`${name}_FILE`];
      const value = provided.get(name) ?? environment[name] ?? (file === undefined ? undefined : readSecretFile(name, file));
      if (value === undefined || value === '') {
        throw new TwinrunError({
          code: 'secret.missing',
          class: 'misuse',
          message: `the secret ${name} is not set`,
          expected: `environment variable ${name}, or ${name}_FILE with the path of a file that holds it`,
          received: 'neither',
          fix: `Set ${name}, or ${name}_FILE, in the environment of twinrun. Secrets never go into a scenario or twinrun.yaml.`,
        });
      }
      register(value);
      return value;
    },
    redact(text) {
      let result = text;
      for (const secret of [...known].sort((a, b) => b.length - a.length)) result = result.replaceAll(secret, '[secret]');
      return result;
    },
  };
}

function readSecretFile(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new TwinrunError({
      code: 'secret.unreadable',
      class: 'misuse',
      message: `the file of secret ${name} cannot be read`,
      at: { file: path },
      fix: `Make ${path} readable for the user that runs twinrun, or correct ${name}_FILE.`,
      cause,
    });
  }
}
