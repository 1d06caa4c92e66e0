import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contrast } from './contrast.ts';

it('shows short cells whole', () => {
  expect(contrast('2026-01-24 01:38:23', '2026-01-23 16:38:23')).toEqual({ legacy: '2026-01-24 01:38:23', candidate: '2026-01-23 16:38:23' });
});

it('keeps what differs in sight, however far inside', () => {
  const long = 'x'.repeat(500);
  expect(contrast(`${long}A${long}`, `${long}B${long}`)).toEqual({ legacy: '…xxxxxxxxxxAxxxxxxxxxx…', candidate: '…xxxxxxxxxxBxxxxxxxxxx…' });
});

it('never shows two differing cells alike', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 200 }),
      fc.string({ maxLength: 5 }),
      fc.string({ maxLength: 5 }),
      fc.string({ maxLength: 200 }),
      (start, a, b, end) => {
        fc.pre(a !== b && start + a + end !== start + b + end);
        const shown = contrast(start + a + end, start + b + end);
        expect(shown.legacy).not.toBe(shown.candidate);
      },
    ),
  );
});
