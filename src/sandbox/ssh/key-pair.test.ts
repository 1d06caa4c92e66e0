import { expect, it } from 'vitest';
import { generateKeyPair, parseKey, publicKeyLine } from './key-pair.ts';

it('makes only keys that can be read', () => {
  // Enough for the malformed one in about 200 to have come up several times.
  for (let made = 0; made < 1500; made++) {
    const { privateKey, publicKey } = generateKeyPair();
    expect(publicKeyLine(parseKey(privateKey, 'private key'))).toBe(publicKeyLine(parseKey(publicKey, 'public key')));
  }
});
