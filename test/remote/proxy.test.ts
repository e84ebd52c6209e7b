// Which proxy a URL is asked for through, as the variables say; curl and Python are the witnesses.
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { openNetwork } from '../../src/remote/http/network.ts';
import { chooseProxy, isBypassed } from '../../src/remote/http/proxy.ts';
import { serveProxy } from '../support/proxy-server.ts';
import { hasPython } from '../support/python.ts';

interface Row {
  readonly noProxy: string;
  readonly url: string;
  readonly direct: boolean;
  /** What the witness has otherwise. */
  readonly curl?: boolean;
  readonly python?: boolean;
}

const rows: readonly Row[] = [
  { noProxy: 'example.org', url: 'http://example.org/', direct: true },
  { noProxy: 'example.org', url: 'http://api.example.org/', direct: true },
  { noProxy: 'example.org', url: 'http://notexample.org/', direct: false },
  { noProxy: '.example.org', url: 'http://api.example.org/', direct: true },
  { noProxy: '.example.org', url: 'http://example.org/', direct: true },
  { noProxy: '.example.org', url: 'http://notexample.org/', direct: false },
  // As Node has it; curl and Python know no such entry.
  {
    noProxy: '*.example.org',
    url: 'http://api.example.org/',
    direct: true,
    curl: false,
    python: false,
  },
  { noProxy: '*.example.org', url: 'http://example.org/', direct: false },
  { noProxy: 'API.Example.org', url: 'http://api.EXAMPLE.ORG/', direct: true },
  { noProxy: 'a.test,example.org', url: 'http://example.org/', direct: true },
  { noProxy: ' a.test , example.org ', url: 'http://example.org/', direct: true },
  { noProxy: 'a.test example.org', url: 'http://example.org/', direct: true, python: false },
  { noProxy: 'a.test,,', url: 'http://example.org/', direct: false },
  { noProxy: '*', url: 'http://example.org/', direct: true },
  // As Go has it.
  { noProxy: 'a.test,*', url: 'http://example.org/', direct: true, curl: false, python: false },
  { noProxy: 'example.org:8080', url: 'http://example.org:8080/', direct: true, curl: false },
  { noProxy: 'example.org:8080', url: 'http://example.org/', direct: false },
  {
    noProxy: 'example.org:80',
    url: 'http://example.org/',
    direct: true,
    curl: false,
    python: false,
  },
  { noProxy: '127.1.2.3', url: 'http://127.1.2.3/', direct: true },
  { noProxy: '127.1.2.3', url: 'http://127.1.2.4/', direct: false },
  { noProxy: '127.1.0.0/16', url: 'http://127.1.2.3/', direct: true, python: false },
  { noProxy: '127.1.0.0/16', url: 'http://127.2.2.3/', direct: false },
  { noProxy: '127.1.2.3:8080', url: 'http://127.1.2.3:8080/', direct: true, curl: false },
  { noProxy: 'localhost', url: 'http://localhost/', direct: true },
  { noProxy: 'localhost', url: 'http://127.0.0.1/', direct: false },
  { noProxy: '127.0.0.1', url: 'http://localhost/', direct: false },
];

/** Beyond what the witnesses can be asked without leaving this machine. */
const others: readonly Row[] = [
  { noProxy: 'example.org:443', url: 'https://example.org/', direct: true },
  { noProxy: 'example.org:80', url: 'https://example.org/', direct: false },
  { noProxy: 'example.org.', url: 'https://example.org/', direct: true },
  { noProxy: 'example.org', url: 'https://example.org./', direct: true },
  { noProxy: '2001:db8::7', url: 'https://[2001:db8::7]/', direct: true },
  { noProxy: '[2001:db8::7]', url: 'https://[2001:db8::7]/', direct: true },
  { noProxy: '[2001:db8::7]:8443', url: 'https://[2001:db8::7]:8443/', direct: true },
  { noProxy: '[2001:db8::7]:8443', url: 'https://[2001:db8::7]/', direct: false },
  { noProxy: '2001:db8::/32', url: 'https://[2001:db8:1::7]/', direct: true },
  { noProxy: '2001:db8::/32', url: 'https://[2001:db9::7]/', direct: false },
  { noProxy: '10.0.0.0/33', url: 'https://10.0.0.1/', direct: false },
  { noProxy: '10.0.0.0/x', url: 'https://10.0.0.1/', direct: false },
  { noProxy: '10.0.0', url: 'https://10.0.0.1/', direct: false },
  { noProxy: '0.0.0.0/0', url: 'https://10.0.0.1/', direct: true },
  { noProxy: '.', url: 'https://example.org/', direct: false },
  { noProxy: 'example.org/path', url: 'https://example.org/', direct: false },
];

test.each([...rows, ...others])('NO_PROXY="$noProxy" and $url: direct $direct', (row) => {
  expect(isBypassed(new URL(row.url), row.noProxy)).toBe(row.direct);
});

const hasCurl = spawnSync('curl', ['--version']).status === 0;
if (!hasCurl) console.warn('There is no curl on the PATH: it is no witness for NO_PROXY.');

test.skipIf(!hasCurl)('curl reads NO_PROXY in the same way, but where it says so', async () => {
  const proxy = await serveProxy({ refuses: 403 });
  const seen: unknown[] = [];
  for (const { noProxy, url } of rows) {
    const { hostname, port } = new URL(url);
    const before = proxy.asked.length;
    // What is asked for directly stays on this machine, and nothing needs to be there.
    const args = ['-s', '--max-time', '5', '--resolve', `${hostname}:${port || 80}:127.0.0.1`, url];
    const env = { PATH: process.env['PATH'], http_proxy: proxy.url, no_proxy: noProxy };
    await promisify(execFile)('curl', args, { env }).catch(() => {});
    seen.push([noProxy, url, proxy.asked.length === before]);
  }
  expect(seen).toEqual(rows.map(({ noProxy, url, direct, curl = direct }) => [noProxy, url, curl]));
});

test.skipIf(!hasPython)('so does Python, but where it says so', () => {
  const script = `import json, sys, urllib.request as r
rows = json.load(sys.stdin)
print(json.dumps([bool(r.proxy_bypass_environment(host, {'no': no})) for host, no in rows]))`;
  const asked = rows.map(({ noProxy, url }) => [new URL(url).host, noProxy]);
  const { stdout } = spawnSync('python3', ['-c', script], { input: JSON.stringify(asked) });
  expect(
    JSON.parse(String(stdout)).map((direct: boolean, at: number) => [asked[at], direct]),
  ).toEqual(rows.map(({ direct, python = direct }, at) => [asked[at], python]));
});

describe('the variable that counts', () => {
  const [secure, plain] = ['https://api.example.org/', 'http://api.example.org/'];

  test.each<{ url: string; env: Record<string, string>; proxy?: string; by?: string }>([
    { url: secure, env: {} },
    { url: secure, env: { HTTPS_PROXY: 'http://p:1' }, proxy: 'http://p:1', by: 'HTTPS_PROXY' },
    { url: secure, env: { https_proxy: 'http://p:1' }, proxy: 'http://p:1', by: 'https_proxy' },
    { url: secure, env: { HTTP_PROXY: 'http://p:1' } },
    { url: plain, env: { HTTPS_PROXY: 'http://p:1' } },
    { url: plain, env: { HTTP_PROXY: 'http://p:1' }, proxy: 'http://p:1', by: 'HTTP_PROXY' },
    {
      url: secure,
      env: { HTTPS_PROXY: 'http://upper:1', https_proxy: 'http://lower:1' },
      proxy: 'http://lower:1',
      by: 'https_proxy',
    },
    {
      url: secure,
      env: { HTTPS_PROXY: 'http://upper:1', https_proxy: '' },
      proxy: 'http://upper:1',
      by: 'HTTPS_PROXY',
    },
    { url: secure, env: { HTTPS_PROXY: ' ' } },
    // A header of a request to a CGI program.
    { url: plain, env: { HTTP_PROXY: 'http://p:1', REQUEST_METHOD: 'GET' } },
    {
      url: plain,
      env: { http_proxy: 'http://p:1', REQUEST_METHOD: 'GET' },
      proxy: 'http://p:1',
      by: 'http_proxy',
    },
    {
      url: secure,
      env: { HTTPS_PROXY: 'https://p.example.org' },
      proxy: 'https://p.example.org',
      by: 'HTTPS_PROXY',
    },
    { url: secure, env: { HTTPS_PROXY: 'p:3128' }, proxy: 'http://p:3128', by: 'HTTPS_PROXY' },
    {
      url: secure,
      env: { HTTPS_PROXY: 'http://[2001:db8::1]:3128/' },
      proxy: 'http://[2001:db8::1]:3128',
      by: 'HTTPS_PROXY',
    },
  ])('$env for $url: $proxy', ({ url, env, proxy, by }) => {
    const chosen = chooseProxy(new URL(url), env);
    const found =
      chosen.ok && chosen.value && 'proxy' in chosen.value ? chosen.value.proxy : undefined;
    expect([chosen.ok, found?.address, found?.variable]).toEqual([true, proxy, by]);
  });
});

test.each([
  { value: 'http://ada:s3cret@p:1', authorization: 'ada:s3cret' },
  { value: 'ada:s3cret@p:1', authorization: 'ada:s3cret' },
  { value: 'http://ada@p:1', authorization: 'ada:' },
  { value: 'http://a%40b:p%3Aw%2F@p:1', authorization: 'a@b:p:w/' },
  // No escape of anything.
  { value: 'http://ada:100%@p:1', authorization: 'ada:100%' },
])('user and password of $value are sent, and are no part of what is shown', (row) => {
  const chosen = chooseProxy(new URL('https://api.example.org/'), { HTTPS_PROXY: row.value });
  const encoded = Buffer.from(row.authorization).toString('base64');
  expect(chosen).toMatchObject({
    ok: true,
    value: { proxy: { address: 'http://p:1', authorization: `Basic ${encoded}` } },
  });
});

test.each([
  ['p@ss/1', 'p%40ss%2F1'],
  ['12#3', '12%233'],
  ['1?2', '1%3F2'],
])('a password %s ends the address: it is refused, and %s is its cure', async (raw, encoded) => {
  const hosts = ['https://api.example.org'];
  const proxy = (password: string) => ({ HTTPS_PROXY: `http://ada:${password}@127.0.0.1:3128` });
  expect(await openNetwork(proxy(raw), hosts)).toMatchObject({
    ok: false,
    problems: [{ hint: expect.stringContaining('percent-encoded: %40 for @, %2F for /') }],
  });
  expect(await openNetwork(proxy(encoded), hosts)).toMatchObject({
    ok: true,
    value: { routes: [{ proxy: 'http://127.0.0.1:3128' }] },
  });
});

describe('a variable that names no proxy', () => {
  test.each([
    'http://',
    'http://:3128',
    'socks5://p:1080',
    'http://p:port',
    'https://p:99999',
    '://p',
    'a b',
  ])('%s is one problem that names it, and not its value', async (value) => {
    const hosts = ['https://api.example.org', 'https://login.example.org'];
    const opened = await openNetwork({ HTTPS_PROXY: value }, hosts);
    expect(opened).toMatchObject({ ok: false, problems: [{ code: 'environment/proxy' }] });
    const [first] = opened.problems;
    expect(first?.detail).toContain('HTTPS_PROXY');
    expect(first?.detail).not.toContain(value);
  });

  test('is none where NO_PROXY has the host asked directly', async () => {
    const env = { HTTPS_PROXY: 'socks5://p:1080', NO_PROXY: 'example.org' };
    expect(await openNetwork(env, ['https://api.example.org'])).toMatchObject({
      ok: true,
      value: { routes: [{ to: 'https://api.example.org', variable: 'NO_PROXY' }] },
    });
  });
});

test('if no variable names a proxy, nothing is opened', async () => {
  const env = { NO_PROXY: '*', ALL_PROXY: 'http://p:1' };
  expect(await openNetwork(env, ['https://api.example.org'])).toMatchObject({ value: undefined });
});
