import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c } from './crc32c.ts';
import { crc64nvme, EMPTY_CRC64 } from './crc64nvme.ts';

/** The checksum algorithms of S3 that are kept here. */
export const ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** Length of a checksum in bytes. */
export const CHECKSUM_BYTES: Readonly<Record<Algorithm, number>> = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32 };

/** A checksum as S3 keeps it: base64, big-endian; composite ones carry the number of parts as `…-N`. */
export interface Checksum {
  readonly algorithm: Algorithm;
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** A checksum in the making. */
export interface Summing {
  update(data: Uint8Array): void;
  /** Base64, as it stands in `x-amz-checksum-…`. */
  value(): string;
}

/** Starts a checksum. */
export function startSumming(algorithm: Algorithm): Summing {
  if (algorithm === 'SHA1' || algorithm === 'SHA256') {
    const hash = createHash(algorithm);
    return { update: (data) => void hash.update(data), value: () => hash.digest('base64') };
  }
  if (algorithm === 'CRC64NVME') {
    let state = EMPTY_CRC64;
    return {
      update: (data) => {
        state = crc64nvme(data, state);
      },
      value: () => words(state.high, state.low),
    };
  }
  const next = algorithm === 'CRC32' ? (data: Uint8Array, crc: number) => crc32(data, crc) : crc32c;
  let crc = 0;
  return {
    update: (data) => {
      crc = next(data, crc);
    },
    value: () => words(crc),
  };
}

function words(...values: readonly number[]): string {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes.toString('base64');
}

/** The algorithm of that name, in any case, as headers and XML write it. */
export function algorithmNamed(name: string | undefined): Algorithm | undefined {
  return ALGORITHMS.find((algorithm) => algorithm === name?.toUpperCase());
}

/** `x-amz-checksum-crc32` and its like. */
export function checksumHeader(algorithm: Algorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}
