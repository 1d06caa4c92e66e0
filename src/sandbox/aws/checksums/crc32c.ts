/** CRC-32C (Castagnoli), reflected; RFC 3720 appendix B.4. */
const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

/** Continues a CRC-32C over further bytes; start with 0. */
export function crc32c(data: Uint8Array, previous = 0): number {
  let crc = ~previous;
  for (let index = 0; index < data.length; index++) crc = (TABLE[(crc ^ (data[index] as number)) & 0xff] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}
