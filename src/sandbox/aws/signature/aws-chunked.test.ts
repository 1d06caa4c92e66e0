import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAwsChunked } from './aws-chunked.ts';
import { signingKey } from './signing-key.ts';

const SCOPE = '20130524/us-east-1/s3/aws4_request';

/** The example of https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html: 66,560 bytes `a`, its key, its signatures. */
const SIGNING = {
  signature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  key: signingKey('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', SCOPE),
  scope: SCOPE,
  date: '20130524T000000Z',
};
const EXAMPLE = Buffer.from(
  [
    `10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n${'a'.repeat(65_536)}\r\n`,
    `400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n${'a'.repeat(1024)}\r\n`,
    '0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n',
  ].join(''),
);

async function* pieces(data: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  let from = 0;
  for (const cut of [...new Set(cuts.map((value) => value % (data.length + 1)))].sort((a, b) => a - b)) {
    yield data.subarray(from, cut);
    from = cut;
  }
  yield data.subarray(from);
}

async function decode(
  data: Buffer,
  cuts: readonly number[],
  signed: boolean,
  trailer: boolean,
): Promise<{ body: Buffer; trailers: Map<string, string> }> {
  const trailers = new Map<string, string>();
  const chunks: Buffer[] = [];
  for await (const chunk of decodeAwsChunked(pieces(data, cuts), { signed, trailer }, SIGNING, trailers)) chunks.push(chunk);
  return { body: Buffer.concat(chunks), trailers };
}

const cutsArbitrary = fc.array(fc.nat(), { maxLength: 30 });

describe('a body with signed chunks', () => {
  it("decodes AWS's own example, however it is cut", () =>
    fc.assert(
      fc.asyncProperty(cutsArbitrary, async (cuts) => {
        const { body } = await decode(EXAMPLE, cuts, true, false);
        expect(body.equals(Buffer.alloc(66_560, 'a'))).toBe(true);
      }),
      { numRuns: 30 },
    ));

  it.each([
    ['a byte of the payload', (data: Buffer) => data.fill('b', 70_000 - 4000, 70_000 - 3999), 'SignatureDoesNotMatch'],
    ['a signature', (data: Buffer) => data.write('ae80', 22), 'SignatureDoesNotMatch'],
  ])('refuses another %s', async (_what, change, code) => {
    const data = Buffer.from(EXAMPLE);
    change(data);
    await expect(decode(data, [], true, false)).rejects.toMatchObject({ code });
  });

  it('refuses a chunk left out, and a body cut short', async () => {
    const second = EXAMPLE.indexOf('400;chunk');
    const last = EXAMPLE.indexOf('0;chunk-signature=b6');
    await expect(decode(Buffer.concat([EXAMPLE.subarray(0, second), EXAMPLE.subarray(last)]), [], true, false)).rejects.toMatchObject({
      code: 'SignatureDoesNotMatch',
    });
    await expect(decode(EXAMPLE.subarray(0, last), [], true, false)).rejects.toMatchObject({ code: 'IncompleteBody' });
  });
});

describe('a body with a trailer', () => {
  it('comes back whole, however it was chunked and cut', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 8 }), cutsArbitrary, async (chunks, cuts) => {
        const framed = chunks.flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)}\r\n`), Buffer.from(chunk), Buffer.from('\r\n')]);
        const data = Buffer.concat([...framed, Buffer.from('0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n')]);
        const { body, trailers } = await decode(data, cuts, false, true);
        expect(body.equals(Buffer.concat(chunks))).toBe(true);
        expect([...trailers]).toEqual([['x-amz-checksum-crc32', 'AAAAAA==']]);
      }),
    ));

  it('is refused when it ends early, wherever', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(), async (at) => {
        const data = Buffer.from('5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n');
        await expect(decode(data.subarray(0, at % data.length), [], false, true)).rejects.toMatchObject({ code: 'IncompleteBody' });
      }),
    ));

  it.each([
    ['a size that is no number', 'xyz\r\nhello\r\n0\r\n\r\n'],
    ['a chunk longer than it says', '4\r\nhello\r\n0\r\n\r\n'],
    ['bytes after the end', '5\r\nhello\r\n0\r\n\r\nmore'],
    ['a negative size', '-5\r\nhello\r\n0\r\n\r\n'],
  ])('is refused with %s', async (_what, text) => {
    await expect(decode(Buffer.from(text), [], false, true)).rejects.toMatchObject({ code: 'InvalidChunkSizeError' });
  });
});
