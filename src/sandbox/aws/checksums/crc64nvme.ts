/** CRC-64/NVME, reflected polynomial 0x9A6C9329AC4BC9B5 (NVM Express specification); kept in two halves, since bigint is too slow for large bodies. */
const POLYNOMIAL_HIGH = 0x9a6c9329;
const POLYNOMIAL_LOW = 0xac4bc9b5;
const HIGH = new Int32Array(256);
const LOW = new Int32Array(256);

for (let index = 0; index < 256; index++) {
  let high = 0;
  let low = index;
  for (let bit = 0; bit < 8; bit++) {
    const odd = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (odd === 1) {
      low ^= POLYNOMIAL_LOW;
      high ^= POLYNOMIAL_HIGH;
    }
  }
  HIGH[index] = high;
  LOW[index] = low;
}

/** The state of a CRC-64/NVME; `EMPTY_CRC64` before the first byte. */
export interface Crc64 {
  readonly high: number;
  readonly low: number;
}

export const EMPTY_CRC64: Crc64 = { high: 0, low: 0 };

/** Continues a CRC-64/NVME over further bytes. */
export function crc64nvme(data: Uint8Array, previous: Crc64 = EMPTY_CRC64): Crc64 {
  let high = ~previous.high;
  let low = ~previous.low;
  for (let index = 0; index < data.length; index++) {
    const slot = (low ^ (data[index] as number)) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (LOW[slot] as number);
    high = (high >>> 8) ^ (HIGH[slot] as number);
  }
  return { high: ~high >>> 0, low: ~low >>> 0 };
}
