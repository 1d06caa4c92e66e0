/** Shown at the end of every --help. */
export const EXIT_CODES = `Exit codes: 0 pass · 1 fail · 2 inconclusive · 3 misuse (scenario or option wrong) · 4 fault (the harness failed, or evidence is damaged) · 130 cancelled.
Several scenarios: 130 > 4 > 3 > 1 > 2 > 0.`;
