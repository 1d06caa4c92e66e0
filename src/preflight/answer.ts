import { MARK } from './probe-script.ts';

/** What an environment said of itself: values by key. A key that is absent was not asked, or could not be said. */
export interface Answer {
  get(key: string): string | undefined;
}

/** The answer in a log; undefined where it is not whole: what was cut off must not look like something that is missing. */
export function readAnswer(log: string): Answer | undefined {
  const values = new Map<string, string>();
  for (const line of log.split(/\r?\n/)) {
    const start = line.indexOf(`${MARK} `);
    if (start < 0) continue;
    const text = line.slice(start + MARK.length + 1);
    const cut = text.indexOf('=');
    const key = text.slice(0, cut);
    // The first of several wins: the order of certificate bundles is that of preference.
    if (cut > 0 && !values.has(key)) values.set(key, text.slice(cut + 1));
  }
  return values.get('end') === 'yes' ? { get: (key) => values.get(key) } : undefined;
}
