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
  /** Of `known`, longest first: what holds another one must go before it. */
  let sorted: readonly string[] = [];
  const register = (value: string) => {
    for (const part of [value, ...value.split(/\r?\n/)]) {
      if (part.length >= SHORTEST) for (const form of formsOf(part)) known.add(form);
    }
    if (sorted.length !== known.size) sorted = [...known].sort((a, b) => b.length - a.length);
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
      for (const secret of sorted) result = result.replaceAll(secret, '[secret]');
      return result;
    },
  };
}

/** The value as it stands, and as programs write it into JSON, addresses, forms and headers. */
function formsOf(value: string): readonly string[] {
  const address = encodeURIComponent(value.toWellFormed());
  const base64 = Buffer.from(value).toString('base64');
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    address,
    address.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
    address.replaceAll('%20', '+'),
    base64,
    base64.replace(/=+$/, ''),
    Buffer.from(value).toString('base64url'),
  ];
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
