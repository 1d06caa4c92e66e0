import { describe, expect, it } from 'vitest';
import { parseTags } from './tags.ts';

describe('tags of a run', () => {
  it('are names with values, of any text', () => expect(parseTags(['ticket=OPS-1', 'note=a=b\nc'])).toEqual({ ticket: 'OPS-1', note: 'a=b\nc' }));

  it.each(['ticket', '=x', '1=x', 'calibration=c1'])('are refused where they cannot be read or mean something else: %s', (text) =>
    expect(() => parseTags([text])).toThrow(expect.objectContaining({ code: 'cli.tag', exitCode: 3, received: text })),
  );
});
