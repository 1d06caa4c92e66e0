const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/** Longer numbers are refused: nothing real needs them, and arithmetic on them takes long. */
const LONGEST = 200;

/** Whether two decimal texts are at most `bound` (decimal text) apart, exactly. False when one of the three is no plain decimal number. */
export function withinDistance(a: string, b: string, bound: string): boolean {
  const texts = [a, b, bound].map((text) => (text.length > LONGEST ? null : DECIMAL.exec(text)));
  const scale = Math.max(...texts.map((match) => match?.[3]?.length ?? 0));
  const [x, y, most] = texts.map((match) => (match === null ? undefined : scaled(match, scale)));
  if (x === undefined || y === undefined || most === undefined) return false;
  const distance = x > y ? x - y : y - x;
  return distance <= most;
}

function scaled(match: RegExpExecArray, scale: number): bigint {
  const digits = BigInt(`${match[2] ?? ''}${(match[3] ?? '').padEnd(scale, '0')}`);
  return match[1] === '-' ? -digits : digits;
}
