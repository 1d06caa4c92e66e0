const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The form of a duration in files: `250ms`, `30s`, `10m`, `2h`, `1d`. */
export const DURATION = /^\d{1,9}(?:ms|s|m|h|d)$/;

/** Milliseconds of a text of that form; undefined for any other. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
  const factor = UNITS[unit ?? ''];
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
}
