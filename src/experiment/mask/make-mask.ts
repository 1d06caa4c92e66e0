import { createHmac } from 'node:crypto';

/** What is shown of a personal value: equal values look equal, and the form can still be told. */
export interface Masked {
  /** 12 hexadecimal digits of HMAC-SHA-256 under the workspace's key: who has no key cannot find a value by trying. */
  readonly hash: string;
  /** `A` for a capital, `a` for any other letter, `9` for a digit; other characters as they are; cut after 24. */
  readonly shape: string;
}

export type Mask = (value: string) => Masked;

/** Name of the secret that holds the key. */
export const MASKING_KEY = 'TWINRUN_MASKING_KEY';

const LONGEST_SHAPE = 24;

export function makeMask(key: string): Mask {
  return (value) => ({ hash: createHmac('sha256', key).update(value).digest('hex').slice(0, 12), shape: shapeOf(value) });
}

function shapeOf(value: string): string {
  const characters = [...value].map((one) => (/\p{Lu}/u.test(one) ? 'A' : /\p{L}/u.test(one) ? 'a' : /\p{N}/u.test(one) ? '9' : one));
  return characters.length > LONGEST_SHAPE ? `${characters.slice(0, LONGEST_SHAPE).join('')}…` : characters.join('');
}
