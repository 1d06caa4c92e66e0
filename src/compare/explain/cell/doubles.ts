/** Unit in the last place of a double's 53 bits. */
const EPSILON = 2 ** -52;

/** How many units in the last place two numbers are apart (IEEE 754 binary64), measured at the larger one. */
export function ulpsApart(a: number, b: number): number {
  if (a === b) return 0;
  const size = Math.max(Math.abs(a), Math.abs(b));
  return Math.abs(a - b) / (2 ** Math.floor(Math.log2(size)) * EPSILON);
}

/** Digits of a decimal text without its sign, its exponent and the zeros in front. */
export function significantDigits(text: string): number {
  return text
    .replace(/[eE].*$/, '')
    .replace(/[^\d]/g, '')
    .replace(/^0+/, '').length;
}
