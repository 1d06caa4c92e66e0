/** Marks (1) the members of one longest strictly increasing subsequence of distinct numbers. O(n log n), 12 bytes a number. */
export function longestIncreasing(numbers: Uint32Array): Uint8Array {
  // tails[n]: where the subsequence of length n + 1 that ends lowest ends; before[i]: the place of the number in front of number i.
  const tails = new Uint32Array(numbers.length);
  const before = new Uint32Array(numbers.length);
  let length = 0;
  for (let at = 0; at < numbers.length; at++) {
    const rank = firstNotBelow(numbers, tails, length, numbers[at] ?? 0);
    before[at] = rank === 0 ? at : (tails[rank - 1] ?? 0);
    tails[rank] = at;
    if (rank === length) length += 1;
  }
  const members = new Uint8Array(numbers.length);
  for (let left = length, at = tails[length - 1] ?? 0; left > 0; left--) {
    members[at] = 1;
    at = before[at] ?? 0;
  }
  return members;
}

/** The first of `length` tails whose number is not below `value`. The last is looked at first: most files are nearly in order. */
function firstNotBelow(numbers: Uint32Array, tails: Uint32Array, length: number, value: number): number {
  const numberAt = (rank: number) => numbers[tails[rank] ?? 0] ?? 0;
  if (length === 0 || numberAt(length - 1) < value) return length;
  let [low, high] = [0, length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numberAt(middle) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
