import { z } from 'zod';
import { text } from './fields.ts';
import { port, secret } from './hosts/ssh-host-schema.ts';

const server = (defaultPort: number) => ({
  address: text('Name or address of the server'),
  port: port.describe('Port of the server').default(defaultPort),
  database: text('Name of the database there'),
  user: text('User to log in as; one that may only read is enough'),
  passwordSecret: secret,
  tls: z
    .enum(['verify', 'require', 'off'])
    .describe(
      'verify: encrypted, and the certificate must be for that address. require: encrypted, whoever answers. off (default): not encrypted, for a trusted network',
    )
    .exactOptional(),
  ca: text('File with the certificates that are trusted (PEM); relative paths start at this file. Default: those of Node').exactOptional(),
});

export const postgres = z.strictObject(server(5432)).describe('A real PostgreSQL');
export const mysql = z.strictObject(server(3306)).describe('A real MySQL or MariaDB');
