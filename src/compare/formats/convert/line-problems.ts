import type { CsvProblem } from '../../csv/csv-problem.ts';

/** Counts problems of lines by their id and keeps where each began: a file may have millions. */
export class LineProblems {
  readonly #found = new Map<string, { readonly text: string; readonly fix: string; readonly line: number; readonly detail: string; count: number }>();

  /** `text` may name `{count}`, `{line}` and `{detail}`. */
  add(kind: { readonly id: string; readonly text: string; readonly fix: string }, line: number, detail = ''): void {
    const known = this.#found.get(kind.id);
    if (known === undefined) this.#found.set(kind.id, { text: kind.text, fix: kind.fix, line, detail, count: 1 });
    else known.count += 1;
  }

  get all(): readonly CsvProblem[] {
    return [...this.#found].map(([id, { text, fix, line, detail, count }]) => {
      return { id, text, values: { count, line, detail }, line, fix, fatal: false };
    });
  }
}
