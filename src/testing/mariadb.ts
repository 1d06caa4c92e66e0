import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseAddress } from '../model/world.ts';
import { freePort, listening } from './loopback-port.ts';

export interface Mariadb {
  /** User `reader`, whose password is `the password`; may read, write and write files. */
  readonly address: DatabaseAddress;
  /** The certificate that it shows over TLS; for localhost, trusted by nobody. */
  readonly certificate: string;
  stop(): Promise<void>;
}

/** A real MariaDB on a free loopback port, with a folder of its own. */
export async function startMariadb(mariadbd: string, installer: string, folder: string): Promise<Mariadb> {
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  // It refuses to run as root unless it is told so.
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  execFileSync(installer, ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...user], {
    stdio: 'pipe',
  });
  const key = join(folder, 'key.pem');
  const certificate = join(folder, 'certificate.pem');
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, ...subject], { stdio: 'pipe' });
  const start = join(folder, 'start.sql');
  writeFileSync(
    start,
    "CREATE DATABASE shop;\nCREATE USER reader@'127.0.0.1' IDENTIFIED BY 'the password';\nGRANT ALL ON *.* TO reader@'127.0.0.1';\n",
  );
  const port = await freePort();
  const settings = [`--datadir=${data}`, `--socket=${join(folder, 'socket')}`, `--port=${port}`, '--bind-address=127.0.0.1', '--skip-name-resolve'];
  const tls = [`--ssl-cert=${certificate}`, `--ssl-key=${key}`];
  const log = join(folder, 'error.log');
  const server = spawn(mariadbd, ['--no-defaults', ...settings, ...tls, ...user, `--init-file=${start}`, `--log-error=${log}`], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  await listening(port, () => `mariadbd does not listen on ${port}: ${readFileSync(log, 'utf8').slice(-2000)}`);
  return {
    address: { kind: 'mysql', address: '127.0.0.1', port, database: 'shop', user: 'reader', passwordSecret: 'MARIADB' },
    certificate,
    async stop() {
      server.kill('SIGTERM');
      await ended;
    },
  };
}
