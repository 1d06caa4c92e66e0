import type { CsvProblem } from '../csv/csv-problem.ts';

/** Ends the preparation of a file: what is wrong with the file becomes a finding, what was read so far is kept and never passes. */
export class SourceProblem extends Error {
  readonly problem: CsvProblem;

  constructor(problem: Omit<CsvProblem, 'fatal'>) {
    super(problem.text);
    this.problem = { ...problem, fatal: true };
  }
}
