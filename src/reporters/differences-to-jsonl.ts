import type { Verdict } from '../model/verdict.ts';

/**
 * `differences.jsonl`: one JSON object a line for each difference that the verdict holds. `check` is the check's id; `n` of `total` counts within it:
 * lists are capped, so the last `n` may be below `total`. Characters that a terminal would obey are escaped.
 */
export function differencesToJsonl(verdict: Pick<Verdict, 'checks'>): string {
  const lines = verdict.checks.flatMap(({ id, output, result }) =>
    (result?.differences ?? []).map((difference, index) => {
      const place = { check: id, ...(output === undefined ? {} : { output }), n: index + 1, total: result?.total ?? 0 };
      return `${asciiControls(JSON.stringify({ ...place, ...difference }))}\n`;
    }),
  );
  return lines.join('');
}

/** JSON leaves DEL, C1 controls and direction marks as they are. */
function asciiControls(json: string): string {
  return json.replace(/[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
