import { isUtf8 } from 'node:buffer';

const LF = 10;

/** Finds the first line that is not valid UTF-8, over chunks that may cut characters. */
export class Utf8Check {
  #carry = Buffer.alloc(0);
  #lines = 0;
  #invalidLine: number | undefined;

  push(chunk: Buffer): void {
    if (this.#invalidLine !== undefined) return;
    const data = this.#carry.length === 0 ? chunk : Buffer.concat([this.#carry, chunk]);
    const whole = data.length - incompleteTail(data);
    this.#check(data.subarray(0, whole));
    this.#carry = Buffer.from(data.subarray(whole));
  }

  end(): void {
    if (this.#invalidLine === undefined) this.#check(this.#carry);
  }

  /** From 1, counted by LF; undefined when all is valid. */
  get invalidLine(): number | undefined {
    return this.#invalidLine;
  }

  #check(data: Buffer): void {
    if (!isUtf8(data)) {
      this.#invalidLine = this.#lines + 1 + firstInvalidLine(data);
      return;
    }
    for (let at = data.indexOf(LF); at !== -1; at = data.indexOf(LF, at + 1)) this.#lines += 1;
  }
}

/** Bytes at the end that begin a character whose rest is still to come: 0 to 3. */
export function incompleteTail(data: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, data.length); back++) {
    const byte = data[data.length - back] ?? 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** LF is never part of a longer character, so lines can be checked one by one. */
function firstInvalidLine(data: Buffer): number {
  let line = 0;
  let start = 0;
  for (let at = data.indexOf(LF); at !== -1; at = data.indexOf(LF, start)) {
    if (!isUtf8(data.subarray(start, at))) return line;
    line += 1;
    start = at + 1;
  }
  return line;
}
