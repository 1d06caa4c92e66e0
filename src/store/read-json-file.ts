import { readFile } from 'node:fs/promises';

/** The JSON object in a file of a run, or undefined when the file is missing, unreadable or damaged: for places that go on without it. */
export async function readJsonFile(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  return jsonObject(await readFile(path, 'utf8').catch(() => undefined));
}

/** The JSON object in a text, or undefined. */
export function jsonObject(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
