// The built command behind proxies that variables name: a real small proxy on a port of this machine.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { builtCli } from '../support/program.ts';
import { serveProxy } from '../support/proxy-server.ts';
import { configFor, credentials, serveCatalog } from '../support/served-catalog.ts';
import { serveOverTls } from '../support/tls-platform.ts';

/** Self-signed, for localhost and 127.0.0.1, and of no use elsewhere. */
const file = (name: string) =>
  fileURLToPath(new URL(`../support/tls/${name}.pem`, import.meta.url));
const tls = { key: readFileSync(file('key')), cert: readFileSync(file('certificate')) };
const trusting = { ...credentials, NODE_EXTRA_CA_CERTS: file('certificate') };

const catalogAt = (url: string) =>
  folderWith({ ...catalogFiles(), 'timeback-catalog.yaml': configFor(url) });

const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

/** A platform that is reached by the name localhost, through TLS. */
async function platformOverTls() {
  const { port, connections } = await serveOverTls(tls);
  return { cwd: catalogAt(`https://localhost:${port}`), port, connections };
}

describe.each(['HTTPS_PROXY', 'https_proxy'])('%s', (name) => {
  test('a tunnel to the platform, which is kept and ends with the run', async () => {
    const { cwd, port } = await platformOverTls();
    const proxy = await serveProxy();
    const env = { ...trusting, [name]: proxy.url };
    const args = ['apply', '--env', 'test', '--yes', '--parallelism', '1'];
    const { code, stderr } = await builtCli(args, { cwd, env });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    // The lists are read side by side; nothing else opens another.
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT localhost:${port}`]));
    expect(proxy.asked.length).toBeLessThanOrEqual(4);
  });
});

describe.each(['HTTP_PROXY', 'http_proxy'])('%s', (name) => {
  test.each(['', '1'])('whole URLs, and no tunnel (NODE_USE_ENV_PROXY=%s)', async (own) => {
    const { around, url } = await serveCatalog();
    const proxy = await serveProxy();
    const env = { ...around.env, [name]: proxy.url, NODE_USE_ENV_PROXY: own };
    const { code, stderr } = await builtCli(['plan', '--env', 'test'], { ...around, env });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(proxy.asked[0]).toBe(`POST ${url}/auth/1.0/token`);
    expect(proxy.asked.every((line) => line.includes(`${url}/`))).toBe(true);
  });
});

test.each(['NO_PROXY', 'no_proxy'])('%s: directly', async (name) => {
  const { cwd, connections } = await platformOverTls();
  const proxy = await serveProxy();
  const env = { ...trusting, HTTPS_PROXY: proxy.url, [name]: 'localhost', NODE_USE_ENV_PROXY: '1' };
  expect((await builtCli(['plan', '--env', 'test'], { cwd, env })).code).toBe(0);
  expect(proxy.asked).toEqual([]);
  expect(connections()).toBeGreaterThan(0);
});

test('the emulator inside the tool asks for no proxy', async () => {
  const proxy = await serveProxy();
  const cwd = folderWith(catalogFiles());
  const env = { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url };
  expect((await cli(['plan'], { cwd, env })).code).toBe(0);
  expect(proxy.asked).toEqual([]);
});

test('standards are asked for through it, too', async () => {
  const { around, folder, url } = await serveCatalog();
  const proxy = await serveProxy();
  const env = { ...around.env, HTTP_PROXY: proxy.url };
  const listing =
    'kind: resource\nsourcedId: f3a9c1d7e5b2\ntitle: Text\nvendorResourceId: t-1\nstandards: [std-1]\n';
  put(folder, 'catalog/standards.yaml', listing);
  await cli(['check', '--standards-env', 'test'], { cwd: folder, env });
  expect(proxy.asked).toContain(`GET ${url}/standards/1.0/objectives/std-1`);
  expect(proxy.asked.every((line) => line.includes(`${url}/`))).toBe(true);
});

test('TLS to the proxy, and TLS to the platform within it', async () => {
  const { cwd, port } = await platformOverTls();
  const proxy = await serveProxy({ tls });
  const env = { ...trusting, HTTPS_PROXY: proxy.url };
  const { code, stderr } = await builtCli(['plan', '--env', 'test'], { cwd, env });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(proxy.asked).toContain(`CONNECT localhost:${port}`);
});

describe('user and password', () => {
  const login = 'ada:pa55-w0rd';
  const encoded = Buffer.from(login).toString('base64');
  const named = (url: string) => url.replace('://', `://${login}@`);

  test.each(['plan', 'doctor'])('are sent, and shown by no output of %s', async (command) => {
    const { cwd } = await platformOverTls();
    const proxy = await serveProxy({ login });
    const env = { ...trusting, HTTPS_PROXY: named(proxy.url), DEBUG: '*', NODE_DEBUG: '' };
    const ended = await builtCli([command, '--env', 'test', '--debug'], { cwd, env });
    expect(ended.code).toBe(0);
    for (const hidden of ['pa55-w0rd', encoded]) {
      expect(ended.stdout + ended.stderr).not.toContain(hidden);
    }
  });

  test.each([
    { scheme: 'https', variable: 'HTTPS_PROXY' },
    { scheme: 'http', variable: 'HTTP_PROXY' },
  ])('wrong ones for $scheme: tried once, the variable is named, they are not', async (row) => {
    const proxy = await serveProxy({ login });
    const cwd = catalogAt(`${row.scheme}://localhost:1`);
    const wrong = proxy.url.replace('://', '://ada:wr0ng-one@');
    const env = { ...trusting, [row.variable]: wrong };
    const { code, stderr } = await builtCli(['plan', '--env', 'test'], { cwd, env });
    expect(code).toBe(1);
    expect(proxy.asked).toHaveLength(1);
    expect(flat(stderr)).toContain(
      `the proxy ${proxy.url}, which ${row.variable} names, asks for a user and a password that it accepts (407). It was tried once. help: Write the user and the password into ${row.variable}`,
    );
    expect(stderr).not.toContain('wr0ng-one');
  });
});

describe('a proxy that does not let it through', () => {
  test.each([
    { status: 403, tries: 1 },
    { status: 502, tries: 4 },
  ])('$status is tried $tries times', async ({ status, tries }) => {
    const proxy = await serveProxy({ refuses: status });
    const env = { ...trusting, HTTPS_PROXY: proxy.url };
    const cwd = catalogAt('https://localhost:1');
    const { code, stderr } = await builtCli(['plan', '--env', 'test'], { cwd, env });
    expect(code).toBe(1);
    expect(flat(stderr)).toContain(
      `the proxy ${proxy.url}, which HTTPS_PROXY names, does not let it through (${status}).`,
    );
    expect(flat(stderr)).toContain('name it in NO_PROXY');
    expect(proxy.asked).toHaveLength(tries);
  });

  test('nothing answers at its address', async () => {
    const env = { ...trusting, HTTPS_PROXY: 'http://127.0.0.1:1' };
    const cwd = catalogAt('https://localhost:1');
    const { code, stderr } = await builtCli(['plan', '--env', 'test'], { cwd, env });
    expect(code).toBe(1);
    expect(flat(stderr)).toContain(
      'the proxy http://127.0.0.1:1, which HTTPS_PROXY names, cannot be used: there is no server at that address (ECONNREFUSED).',
    );
  });

  test('a malformed variable is one problem, before anything is sent', async () => {
    const { around, emulator } = await serveCatalog();
    const env = { ...around.env, HTTP_PROXY: 'socks5://ada:s3cret@127.0.0.1:1' };
    const args = ['plan', '--env', 'test', '--format', 'json'];
    const { code, stdout, stderr } = await cli(args, { ...around, env });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      error_count: 1,
      diagnostics: [{ code: 'environment/proxy' }],
    });
    expect(stdout + stderr).toContain('HTTP_PROXY');
    expect(stdout + stderr).not.toContain('s3cret');
    expect(emulator.requests).toEqual([]);
  });
});

describe('doctor says which proxy it used', () => {
  test('in words and in JSON', async () => {
    const { cwd, port } = await platformOverTls();
    const proxy = await serveProxy();
    const env = { ...trusting, HTTPS_PROXY: proxy.url };
    const { stdout } = await builtCli(['doctor', '--env', 'test'], { cwd, env });
    expect(flat(stdout)).toContain(
      `proxy ${proxy.url} for https://localhost:${port} (HTTPS_PROXY)`,
    );
    const json = await builtCli(['doctor', '--env', 'test', '-f', 'json'], { cwd, env });
    expect(JSON.parse(json.stdout).environments[0].proxies).toEqual([
      { to: `https://localhost:${port}`, proxy: proxy.url, variable: 'HTTPS_PROXY' },
    ]);
  });

  test('also if it does not let it through, and if NO_PROXY leaves it out', async () => {
    const proxy = await serveProxy({ refuses: 403 });
    const cwd = catalogAt('https://localhost:1');
    const env = { ...trusting, HTTPS_PROXY: proxy.url };
    const refused = await builtCli(['doctor', '--env', 'test'], { cwd, env });
    expect(flat(refused.stdout)).toContain(`proxy ${proxy.url} for https://localhost:1`);
    const direct = await builtCli(['doctor', '--env', 'test'], {
      cwd,
      env: { ...env, NO_PROXY: 'localhost' },
    });
    expect(flat(direct.stdout)).toContain('proxy none for https://localhost:1 (NO_PROXY)');
  });
});
