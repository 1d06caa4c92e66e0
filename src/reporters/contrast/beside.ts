/** A line of a column, painted, and the columns of the terminal that it takes. */
export interface Line {
  readonly text: string;
  readonly width: number;
}

/** Columns of lines beside each other, each filled up to its width. */
export function beside(columns: readonly (readonly Line[])[], widths: readonly number[], gap: string): readonly string[] {
  const height = Math.max(0, ...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    columns
      .map((lines, index) => {
        const { text, width } = lines[row] ?? { text: '', width: 0 };
        return text + ' '.repeat(Math.max(0, (widths[index] ?? 0) - width));
      })
      .join(gap)
      .trimEnd(),
  );
}
