import { afterEach, describe, expect, it } from 'vitest';
import { TwinrunError } from '../model/error.ts';
import { makeControlClient } from './control-client.ts';
import { startControl } from './control-server.ts';

const never = new AbortController().signal;
let close: () => Promise<void> = async () => {};
afterEach(() => close());

async function start(orders: Parameters<typeof startControl>[1]): Promise<number> {
  const control = await startControl('right-token', orders);
  close = control.close;
  return control.port;
}

describe('control of the sandbox', () => {
  it('carries orders and answers', async () => {
    const seen: unknown[] = [];
    const port = await start({ 'POST /deploy': async (body) => void seen.push(body) });
    await makeControlClient({ port, token: 'right-token' }, never).deploy(['/a', '/b']);
    expect(seen).toEqual([{ scenarioFolders: ['/a', '/b'] }]);
  });

  it.each(['wrong-token', '', 'right-token-and-more'])('refuses the token %j', async (token) => {
    let stopped = false;
    const port = await start({
      'POST /stop': async () => {
        stopped = true;
      },
    });
    await expect(makeControlClient({ port, token }, never).stop()).rejects.toMatchObject({ code: 'sandbox.no-answer', received: 'HTTP 401' });
    expect(stopped).toBe(false);
  });

  it('carries errors as they were thrown', async () => {
    const port = await start({
      'POST /deploy': () =>
        Promise.reject(
          new TwinrunError({ code: 'a.code', class: 'misuse', message: 'wrong', expected: 'x', received: 'y', at: { file: '/f' }, fix: 'mend it' }),
        ),
    });
    await expect(makeControlClient({ port, token: 'right-token' }, never).deploy([])).rejects.toMatchObject({
      code: 'a.code',
      class: 'misuse',
      message: 'wrong',
      expected: 'x',
      received: 'y',
      at: { file: '/f' },
      fix: { text: 'mend it' },
    });
  });

  it('says when nobody answers', async () => {
    const port = await start({});
    await close();
    await expect(makeControlClient({ port, token: 'right-token' }, never).access()).rejects.toMatchObject({ code: 'sandbox.no-answer' });
  });

  it('gives up when the caller does', async () => {
    const port = await start({ 'POST /stop': () => new Promise(() => {}) });
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 50);
    await expect(makeControlClient({ port, token: 'right-token' }, abort.signal).stop()).rejects.toMatchObject({ class: 'cancelled' });
  });
});
