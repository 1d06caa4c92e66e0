import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeWithPrograms } from '../../testing/system-program.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { knownHostName, readKnownKeys } from './known-hosts.ts';

describeWithPrograms(['ssh-keygen'], 'what known_hosts says of a host', (programs) => {
  const folder = temporaryFolder();
  const program = programs['ssh-keygen'] ?? '';
  const file = join(folder, 'known_hosts');
  const keys = ['ed25519', 'ecdsa', 'rsa'].map((type) => {
    const path = join(folder, type);
    execFileSync(program, ['-q', '-t', type, '-N', '', '-C', '', '-f', path]);
    return readFileSync(`${path}.pub`, 'utf8').trim();
  });

  const hosts = fc.constantFrom(
    'web',
    'Web',
    'web,10.0.0.1',
    '[web]:2222',
    '[web]:*',
    'web*',
    'w?b',
    'web*,!web-1',
    '!web,*',
    '*',
    '::1',
    '[::1]:2222',
  );
  const entry = fc
    .record({
      before: fc.constantFrom('', ' ', '\t'),
      marker: fc.constantFrom('', '', '', '@revoked ', '@cert-authority '),
      hosts,
      key: fc.constantFrom(...keys),
      after: fc.constantFrom('', ' me@here', '\r'),
    })
    .map((line) => `${line.before}${line.marker}${line.hosts} ${line.key}${line.after}`);
  const lines = fc.array(fc.oneof({ weight: 6, arbitrary: entry }, { weight: 1, arbitrary: fc.constantFrom('', '# web ssh-rsa AAAA', 'web') }), {
    maxLength: 5,
  });
  const wanted = fc.constantFrom(
    ['web', 22],
    ['web-1', 22],
    ['web', 2222],
    ['10.0.0.1', 22],
    ['::1', 22],
    ['::1', 2222],
    ['other', 22],
  ) as fc.Arbitrary<[string, number]>;

  /** By ssh-keygen: marker and key of each line that is for the host. */
  function said(name: string): readonly string[] {
    try {
      const out = execFileSync(program, ['-F', name, '-f', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      return out.split('\n').flatMap((line) => {
        const [, marker = '', data] = /^\s*(?:(@\S+)\s+)?(?!#)\S+\s+\S+\s+(\S+)/.exec(line) ?? [];
        return data === undefined ? [] : [`${marker} ${data}`];
      });
    } catch {
      return [];
    }
  }

  it('is what ssh-keygen finds there, plain and hashed', () => {
    fc.assert(
      fc.property(lines, wanted, fc.boolean(), (text, [host, port], hashed) => {
        writeFileSync(file, text.map((line) => `${line}\n`).join(''));
        if (hashed) {
          try {
            execFileSync(program, ['-H', '-f', file], { stdio: 'ignore' });
          } catch {
            // It hashes nothing where a line is not whole.
          }
        }
        const name = knownHostName(host, port);
        const found = readKnownKeys([file], name);
        const expected = said(name);
        const of = (marker: string) => expected.filter((line) => line.startsWith(`${marker} `)).map((line) => line.slice(marker.length + 1));
        expect(found.trusted.map(({ data }) => data.toString('base64'))).toEqual(of(''));
        expect(found.revoked.map(({ data }) => data.toString('base64'))).toEqual(of('@revoked'));
        expect(found.authorities).toBe(of('@cert-authority').length > 0);
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});
