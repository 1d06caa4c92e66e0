/**
 * Random numbers of one comparison, the same in all its threads: without them nobody can prepare two records that hash alike.
 * Multipliers are odd, so that multiplying loses nothing.
 */
export let k0: u64 = 0;
export let k1: u64 = 0;
export let k2: u64 = 0;
export let k3: u64 = 0;
export let k4: u64 = 0;
export let k5: u64 = 0;
export let k6: u64 = 0;
export let k7: u64 = 0;
export let s0: u64 = 0;
export let s1: u64 = 0;
export let s2: u64 = 0;
export let s3: u64 = 0;

/** Where random bytes lie: 33 times 32. */
export let stream: usize = 0;

/** Takes 12 random numbers of 64 bits from memory, and leaves the 1056 random bytes behind them there. */
export function seed(from: usize): void {
  k0 = load<u64>(from) | 1;
  k1 = load<u64>(from, 8) | 1;
  k2 = load<u64>(from, 16) | 1;
  k3 = load<u64>(from, 24) | 1;
  k4 = load<u64>(from, 32) | 1;
  k5 = load<u64>(from, 40) | 1;
  k6 = load<u64>(from, 48) | 1;
  k7 = load<u64>(from, 56) | 1;
  s0 = load<u64>(from, 64);
  s1 = load<u64>(from, 72);
  s2 = load<u64>(from, 80);
  s3 = load<u64>(from, 88);
  stream = from + 96;
}
