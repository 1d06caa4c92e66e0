import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALGORITHMS, type Algorithm, startSumming } from './checksum.ts';

/** Check values of `123456789` from the catalogue of CRCs (https://reveng.sourceforge.io/crc-catalogue/) and FIPS 180-4. */
const CHECK: Readonly<Record<Algorithm, string>> = {
  CRC32: 'cbf43926',
  CRC32C: 'e3069283',
  CRC64NVME: 'ae8b14860a799888',
  SHA1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  SHA256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
};

function sum(algorithm: Algorithm, parts: readonly Uint8Array[]): string {
  const summing = startSumming(algorithm);
  for (const part of parts) summing.update(part);
  return Buffer.from(summing.value(), 'base64').toString('hex');
}

describe.each(ALGORITHMS)('%s', (algorithm) => {
  it('gives the published check value', () => expect(sum(algorithm, [Buffer.from('123456789')])).toBe(CHECK[algorithm]));

  it('does not depend on how the bytes arrive', () =>
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 6 }), (parts) => {
        expect(sum(algorithm, parts)).toBe(sum(algorithm, [Buffer.concat(parts)]));
      }),
    ));
});
