import { lineFeeds, matching, returns } from "./masks";

/** Line ends in `length` bytes that no CRLF straddles the end of: LF, CR and CRLF count as one each. Reads up to 64 bytes behind the end. */
export function lineEnds(base: usize, length: u32): u32 {
  let count: u64 = 0;
  for (let at: u32 = 0; at < length; at += 64) {
    const p = base + at;
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    const valid: u64 = length - at >= 64 ? <u64>-1 : ~(<u64>-1 << <u64>(length - at));
    const feeds = matching(a, b, c, d, lineFeeds);
    const followed = (feeds >> 1) | (<u64>(load<u8>(p, 64) == 10) << 63);
    count += popcnt<u64>(feeds & valid) + popcnt<u64>(matching(a, b, c, d, returns) & ~followed & valid);
  }
  return <u32>count;
}
