/** So many, in their order, the first and the last among them. */
export function spread<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  return all.filter((_one, at) => Math.floor((at * (most - 1)) / (all.length - 1)) > Math.floor(((at - 1) * (most - 1)) / (all.length - 1)));
}
