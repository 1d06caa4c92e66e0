/**
 * The fewest places to take out so that the rest of `values` increases: those outside a longest increasing subsequence, in order. O(n log n);
 * 8 bytes a value beside the result. Of several longest ones, always the same is taken.
 */
export function outOfPlace(values: Int32Array): Int32Array {
  const tails = new Int32Array(values.length);
  const before = new Int32Array(values.length);
  let length = 0;
  for (let place = 0; place < values.length; place++) {
    const at = firstNotBelow(values, tails, length, values[place] ?? 0);
    before[place] = at === 0 ? -1 : (tails[at - 1] ?? -1);
    tails[at] = place;
    if (at === length) length += 1;
  }
  const out = new Int32Array(values.length - length);
  let left = out.length;
  let kept = length === 0 ? -1 : (tails[length - 1] ?? -1);
  for (let place = values.length - 1; place >= 0; place--) {
    if (place === kept) kept = before[place] ?? -1;
    else out[--left] = place;
  }
  return out;
}

/** The first of the `length` tails whose value is not below `value`. */
function firstNotBelow(values: Int32Array, tails: Int32Array, length: number, value: number): number {
  let from = 0;
  let to = length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((values[tails[middle] ?? 0] ?? 0) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
