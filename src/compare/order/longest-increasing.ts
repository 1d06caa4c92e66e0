/** Marks (1) the members of one longest strictly increasing subsequence of distinct numbers. O(n log n), 13 bytes a number. */
export function longestIncreasing(numbers: Uint32Array): Uint8Array {
  // lowest[n]: the lowest number that ends a subsequence of length n + 1, and ends[n] its place; before[i]: the place of the number in front of number i.
  const lowest = new Uint32Array(numbers.length);
  const ends = new Uint32Array(numbers.length);
  const before = new Uint32Array(numbers.length);
  let length = 0;
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at] ?? 0;
    const rank = firstNotBelow(lowest, length, number);
    before[at] = rank === 0 ? at : (ends[rank - 1] ?? 0);
    lowest[rank] = number;
    ends[rank] = at;
    if (rank === length) length += 1;
  }
  const members = new Uint8Array(numbers.length);
  for (let left = length, at = ends[length - 1] ?? 0; left > 0; left--) {
    members[at] = 1;
    at = before[at] ?? 0;
  }
  return members;
}

/** The place of the first of `length` ascending numbers that is not below `value`. The last is looked at first: most files are nearly in order. */
function firstNotBelow(ascending: Uint32Array, length: number, value: number): number {
  if (length === 0 || (ascending[length - 1] ?? 0) < value) return length;
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
