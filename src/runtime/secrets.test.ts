import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactTexts } from './redact-texts.ts';
import { makeSecrets } from './secrets.ts';

describe('secrets are redacted by value', () => {
  it('in each form in which programs write them', () => {
    const value = fc
      .string({ minLength: 4, maxLength: 40, unit: 'binary' })
      .filter((text) => !/[\r\n]/.test(text) && text.isWellFormed() && !'[secret]'.includes(text));
    fc.assert(
      fc.property(value, (secret) => {
        const secrets = makeSecrets({ PASSWORD: secret });
        secrets.get('PASSWORD');
        const bytes = Buffer.from(secret);
        for (const form of [
          secret,
          JSON.stringify(secret).slice(1, -1),
          encodeURIComponent(secret),
          bytes.toString('base64'),
          bytes.toString('base64url'),
        ]) {
          expect(secrets.redact(`\u0001${form}\u0002`)).toBe('\u0001[secret]\u0002');
        }
      }),
    );
  });

  it('line by line in a key of several lines, however the lines end', () => {
    const secrets = makeSecrets({});
    secrets.register('first-line\r\nsecond-line\nthird-line');
    expect(secrets.redact('third-line second-line first-line')).toBe('[secret] [secret] [secret]');
  });

  it('in every text of an event or verdict, but never in the words that steer the program', () => {
    const secrets = makeSecrets({});
    secrets.register('pass');
    const finding = { status: 'pass', checks: [{ text: 'the password', count: 3 }] };
    expect(redactTexts(finding, secrets)).toEqual({ status: 'pass', checks: [{ text: 'the [secret]word', count: 3 }] });
  });
});
