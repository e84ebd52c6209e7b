import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { expect, onTestFinished, test } from 'vitest';
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { builtCli } from '../support/program.ts';
import { configFor, credentials } from '../support/served-catalog.ts';

/** Self-signed, for localhost, and of no use elsewhere. */
const file = (name: string) =>
  fileURLToPath(new URL(`../support/tls/${name}.pem`, import.meta.url));

/** A catalog folder whose environment `test` is an emulator behind TLS. */
async function serveWithTls(): Promise<string> {
  const emulator = createEmulator({});
  const listener = getRequestListener(emulator.fetch, { overrideGlobalObjects: false });
  const tls = { key: readFileSync(file('key')), cert: readFileSync(file('certificate')) };
  const server = createServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
    emulator.close();
  });
  const address = server.address();
  const url = `https://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  return folderWith({ ...catalogFiles(), 'timeback-catalog.yaml': configFor(url) });
}

test('a certificate that nobody vouches for ends the run before a secret is sent', async () => {
  const cwd = await serveWithTls();
  const { code, stderr } = await builtCli(['plan', '--env', 'test'], { cwd, env: credentials });
  expect(code).toBe(1);
  expect(stderr).toContain('the certificate is self-signed (DEPTH_ZERO_SELF_SIGNED_CERT)');
});

test('one that the machine trusts is as good as any', async () => {
  const cwd = await serveWithTls();
  const env = { ...credentials, NODE_EXTRA_CA_CERTS: file('certificate') };
  const { code, stderr } = await builtCli(['apply', '--env', 'test', '--yes'], { cwd, env });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stderr).toContain('Reading back what was written');
});
