/** Counts lines of decoded text and keeps the first that is invalid. */
export class LineTally {
  #lines = 1;
  #invalidLine: number | undefined;

  get invalidLine(): number | undefined {
    return this.#invalidLine;
  }

  /** `invalid`: where in the text something is wrong, or -1. */
  add(text: string, invalid: number): void {
    if (this.#invalidLine !== undefined) return;
    const end = invalid === -1 ? text.length : invalid;
    for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) this.#lines += 1;
    if (invalid !== -1) this.#invalidLine = this.#lines;
  }
}
