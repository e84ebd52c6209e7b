// Certificates that this machine has no reason to believe: told at once, with the cure, which works.

import { expect, test } from 'vitest';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { certified, hasOpenssl } from '../support/certificates.ts';
import { builtCli } from '../support/program.ts';
import { configFor, credentials } from '../support/served-catalog.ts';
import { serveOverTls } from '../support/tls-platform.ts';

const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

async function planAt(made: ReturnType<typeof certified>) {
  const { port, connections } = await serveOverTls(made.tls);
  const config = configFor(`https://localhost:${port}`);
  const cwd = folderWith({ ...catalogFiles(), 'timeback-catalog.yaml': config });
  const plan = (env: Readonly<Record<string, string>>) =>
    builtCli(['plan', '--env', 'test'], { cwd, env: { ...credentials, ...env } });
  return { plan, connections };
}

test.skipIf(!hasOpenssl)(
  'an authority that nobody knows: once, and NODE_EXTRA_CA_CERTS',
  async () => {
    const made = certified();
    const { plan, connections } = await planAt(made);
    const refused = await plan({});
    expect(refused.code).toBe(1);
    expect(connections()).toBe(1);
    expect(flat(refused.stderr)).toContain('It was tried once.');
    expect(flat(refused.stderr)).toContain('set `NODE_EXTRA_CA_CERTS=FILE`');
    const cured = await plan({ NODE_EXTRA_CA_CERTS: made.authority });
    expect(cured).toMatchObject({ code: 0 });
  },
);

test.skipIf(!hasOpenssl)('a certificate of another host: once, and the baseUrl', async () => {
  const made = certified({ host: 'other.example', address: '127.0.0.2' });
  const { plan, connections } = await planAt(made);
  const { code, stderr } = await plan({ NODE_EXTRA_CA_CERTS: made.authority });
  expect([code, connections()]).toEqual([1, 1]);
  expect(flat(stderr)).toContain(
    'the certificate is for another host (ERR_TLS_CERT_ALTNAME_INVALID)',
  );
  expect(flat(stderr)).toContain('`baseUrl`');
});
