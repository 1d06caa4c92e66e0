import fc from 'fast-check';

/** Bytes as text that is rich in what readers stumble over: line ends, characters of several bytes, marks, halves of characters, and whole nonsense. */
export const trickyBytes: fc.Arbitrary<Buffer> = fc
  .array(
    fc.oneof(
      fc.constantFrom('\n', '\r', '\r\n', '\n\n', 'a', 'é', '山田', '👍', '\ufeff', '\0', '\ufffd').map((text) => Buffer.from(text)),
      fc
        .constantFrom([0xff, 0xfe], [0xef, 0xbb], [0xef, 0xbb, 0xbf], [0xe5], [0xe5, 0xb1], [0xf0, 0x9f, 0x91], [0xc3], [0x80], [0xed, 0xa0, 0x80])
        .map((bytes) => Buffer.from(bytes)),
      fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
    ),
    { maxLength: 40 },
  )
  .map((parts) => Buffer.concat(parts));

/** The bytes in chunks of the given sizes, over and over; none is empty. */
export async function* cutBytes(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, nth = 0; at < bytes.length; nth++) {
    const size = sizes[nth % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** Sizes of chunks, from single bytes on. */
export const chunkSizes: fc.Arbitrary<readonly number[]> = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 });
