import { TwinrunError } from '../model/error.ts';

/** `probe.empty`: what stays empty whatever happens would say that the source stood still. */
export function emptyFigure(probe: string, received: string): TwinrunError {
  return new TwinrunError({
    code: 'probe.empty',
    message: `${probe} gives no figure: whether the source moved would not show`,
    expected: 'a figure that changes with the source, such as count(*) beside a maximum',
    received,
    fix: 'Read a count beside it: SELECT count(*), max(updated_at) FROM clients.',
  });
}
