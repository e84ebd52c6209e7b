import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Whether certificates can be made. */
export const hasOpenssl = (() => {
  const isThere = spawnSync('openssl', ['version']).status === 0;
  if (!isThere) console.warn('There is no openssl on the PATH: tests of certificates are skipped.');
  return isThere;
})();

/** What a server shows, and the authority that signed it. */
export interface Certified {
  readonly tls: { readonly key: Buffer; readonly cert: Buffer };
  /** The file of the authority's certificate. */
  readonly authority: string;
}

/** A certificate of an authority that no machine knows. */
export function certified({
  host = 'localhost',
  address = '127.0.0.1',
}: {
  readonly host?: string;
  readonly address?: string;
} = {}): Certified {
  const folder = mkdtempSync(join(tmpdir(), 'timeback-certificates-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string) => join(folder, name);
  const ssl = (...args: readonly string[]) => {
    const { status, stderr } = spawnSync('openssl', args, { cwd: folder });
    if (status !== 0) throw new Error(String(stderr));
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  ssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=Test authority',
  );
  ssl('req', ...key, '-keyout', 'host.key', '-out', 'host.csr', '-subj', `/CN=${host}`);
  writeFileSync(at('names'), `subjectAltName=DNS:${host},IP:${address}\n`);
  const signing = ['-in', 'host.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
  ssl('x509', '-req', ...signing, '-out', 'host.pem', '-days', '2', '-extfile', 'names');
  return {
    tls: { key: readFileSync(at('host.key')), cert: readFileSync(at('host.pem')) },
    authority: at('ca.pem'),
  };
}
