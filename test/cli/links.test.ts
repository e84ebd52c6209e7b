// `doctor --links`: what is asked of which host, how politely, and what is told of it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ajv } from 'ajv';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import linksSchema from '../../schemas/links.schema.json' with { type: 'json' };
import planSchema from '../../schemas/plan.schema.json' with { type: 'json' };
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';
import { listen } from '../../src/features/emulator/server/listen.ts';
import { openNetwork } from '../../src/remote/http/network.ts';
import { whyPrivate } from '../../src/remote/http/private-hosts.ts';
import { linkLimits } from '../../src/remote/links.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { credentials } from '../support/served-catalog.ts';

const isReport = new Ajv({ allErrors: true })
  .addSchema(planSchema, 'plan.schema.json')
  .compile(linksSchema);

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A host on this machine that answers by paths, and what it was asked. */
async function host(answers: Readonly<Record<string, Answer | number>>) {
  const seen: Seen[] = [];
  let [inFlight, most] = [0, 0];
  const server = createServer((request, response) => {
    const { method = '', url: path = '', headers } = request;
    seen.push({ method, path, authorization: headers.authorization });
    inFlight += 1;
    most = Math.max(most, inFlight);
    response.on('close', () => {
      inFlight -= 1;
    });
    const answer = answers[path] ?? answers['*'] ?? 404;
    if (typeof answer === 'number') response.writeHead(answer).end();
    else answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, seen, most: () => most };
}

/** A catalog whose resources r1, r2 … name these addresses; lesson l1 places r1 and so on. */
async function catalogOf(
  urls: readonly string[],
  { qti, more = '' }: { qti?: string; more?: string } = {},
) {
  const emulator = createEmulator();
  const { url, close } = await listen(emulator, { port: 0 });
  onTestFinished(async () => {
    await close();
    emulator.close();
  });
  const lessons = urls.map(
    (_, index) =>
      `      - { sourcedId: l${index + 1}, title: L${index + 1}, resources: [r${index + 1}] }`,
  );
  const resources = urls.map((address, index) => {
    const metadata = `{ type: interactive, url: ${JSON.stringify(address)} }`;
    return `  - { sourcedId: r${index + 1}, title: R${index + 1}, vendorResourceId: v, metadata: ${metadata} }`;
  });
  const course = [
    'kind: course',
    'sourcedId: c',
    'title: C',
    'units:',
    '  - sourcedId: u',
    '    title: U',
  ];
  const folder = folderWith({
    'timeback-catalog.yaml': [
      'org: partner-sandbox',
      'environments:',
      '  test:',
      `    baseUrl: ${url}`,
      '    dialect: oneroster',
      ...(qti === undefined ? [] : [`    qti: ${qti}`]),
      more,
    ].join('\n'),
    'catalog/c.yaml': `${[...course, '    lessons:', ...lessons, 'resources:', ...resources].join('\n')}\n`,
  });
  const run = (...words: string[]) =>
    commandLine(['doctor', '--links', '--env', 'test', ...words], {
      cwd: folder,
      env: credentials,
    });
  const json = async (...words: string[]) => {
    const ended = await run('--format', 'json', ...words);
    const report = JSON.parse(ended.stdout);
    expect(isReport(report), JSON.stringify(isReport.errors)).toBe(true);
    const links: readonly { verdict: string; why: string; resource: string }[] = report.links;
    return {
      code: ended.code,
      links,
      verdicts: links.map(({ verdict, why }) => `${verdict}: ${why}`),
    };
  };
  return { run, json };
}

const redirect =
  (location: string, status = 302): Answer =>
  (_, response) =>
    response.writeHead(status, { location }).end();

describe('an address', () => {
  test('is there, gone, no address, or unknown: each by what its host says', async () => {
    const web = await host({
      '/there': 200,
      '/gone': 404,
      '/login': 401,
      '/broken': 500,
      '/only-get': ({ method }, response) =>
        response.writeHead(method === 'GET' ? 200 : 405).end('x'),
      '/moved': redirect('/there'),
      '/lost': redirect('/gone', 301),
      '/round': redirect('/round'),
    });
    const named = ['there', 'gone', 'login', 'broken', 'only-get', 'moved', 'lost', 'round'];
    const urls = [
      ...named.map((path) => `${web.url}/${path}`),
      'course.html',
      'https://u:p@example.org/',
    ];
    const { json } = await catalogOf(urls);
    const { verdicts, code } = await json();
    expect(verdicts).toEqual([
      'there: 200',
      'gone: 404',
      'unknown: the host asks for a login (401)',
      'unknown: the host answers 500',
      'there: 200',
      'there: 200',
      'gone: 404',
      `unknown: more than ${linkLimits.redirects} redirects`,
      'wrong: it is not an http or https address',
      'wrong: it contains a user name or a password',
    ]);
    expect(code).toBe(1);
    expect(web.seen.filter(({ method }) => method !== 'HEAD' && method !== 'GET')).toEqual([]);
    expect(web.seen.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
  });

  test('what is all there ends with 0, and what nobody tells does too', async () => {
    const web = await host({ '/a': 200, '/b': 403 });
    const { run } = await catalogOf([`${web.url}/a`, `${web.url}/b`]);
    const ended = await run();
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('2 addresses: 1 there, 1 unknown.');
  });

  test('the report goes by lessons', async () => {
    const web = await host({ '/a': 200, '/b': 404 });
    const { run } = await catalogOf([`${web.url}/a`, `${web.url}/b`]);
    const { stdout } = await run();
    expect(stdout).toContain('lesson "L2" in "C"');
    expect(stdout).toMatch(/"R2" metadata\.url +gone +http:\S+\/b +404/);
    expect(stdout).not.toContain('L1');
  });
});

describe('politeness', () => {
  test('an address is asked for once, and a host for no more than two at once', async () => {
    const slow: Answer = (_, response) => setImmediate(() => response.writeHead(200).end());
    const web = await host({ '*': slow });
    const urls = Array.from({ length: 30 }, (_, index) => `${web.url}/${index % 20}`);
    const { json } = await catalogOf(urls);
    expect((await json()).verdicts).toEqual(urls.map(() => 'there: 200'));
    expect(web.seen).toHaveLength(20);
    expect(web.most()).toBeLessThanOrEqual(linkLimits.parallelOfHost);
  });

  test('a host that says that it is asked too often is left in peace', async () => {
    const web = await host({ '*': 429 });
    const urls = Array.from({ length: 30 }, (_, index) => `${web.url}/${index}`);
    const { json } = await catalogOf(urls);
    const { verdicts } = await json();
    expect(new Set(verdicts)).toEqual(new Set(['unknown: the host asks to stop (429)']));
    expect(web.seen.length).toBeLessThanOrEqual(linkLimits.parallelOfHost);
  });

  test('a host that answers nothing is given up', async () => {
    const web = await host({ '*': ({ socket }) => socket.destroy() });
    const urls = Array.from({ length: 30 }, (_, index) => `${web.url}/${index}`);
    const { json } = await catalogOf(urls);
    const { verdicts } = await json();
    expect(verdicts.at(-1)).toBe('unknown: the host left 3 requests unanswered');
    expect(web.seen.length).toBeLessThanOrEqual(linkLimits.unanswered + 1);
  });
});

describe('tests and items', () => {
  const withToken: Answer = ({ method, headers }, response) => {
    const isKnown = method === 'GET' && headers.authorization?.startsWith('Bearer ');
    response.writeHead(isKnown ? 200 : 401).end('{}');
  };

  test('of the service that the environment names are asked for by GET, with its token', async () => {
    const qti = await host({
      '/api/assessment-tests/t1': withToken,
      '/api/assessment-items/i1': withToken,
      '/api/stimuli/s1': withToken,
      '/api/other/o1': withToken,
    });
    const paths = [
      'assessment-tests/t1',
      'assessment-items/i1',
      'stimuli/s1',
      'assessment-tests/t2',
      'other/o1',
    ];
    const urls = paths.map((path) => `${qti.url}/api/${path}`);
    const { json } = await catalogOf(urls, { qti: `${qti.url}/api` });
    expect((await json()).verdicts).toEqual([
      'there: 200',
      'there: 200',
      'there: 200',
      'gone: 404',
      'unknown: the host asks for a login (401)',
    ]);
    expect(qti.seen.filter(({ authorization }) => authorization !== undefined)).toHaveLength(4);
  });

  test('of no service that is named there get no token', async () => {
    const qti = await host({ '/api/assessment-tests/t1': withToken });
    const { json } = await catalogOf([`${qti.url}/api/assessment-tests/t1`]);
    expect((await json()).verdicts).toEqual(['unknown: the host asks for a login (401)']);
    expect(qti.seen.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
  });

  test('that lead elsewhere take no token along', async () => {
    const other = await host({ '*': 200 });
    const qti = await host({ '/api/assessment-tests/t1': redirect(`${other.url}/t1`) });
    const { json } = await catalogOf([`${qti.url}/api/assessment-tests/t1`], {
      qti: `${qti.url}/api`,
    });
    expect((await json()).verdicts).toEqual(['there: 302']);
    expect(other.seen).toEqual([]);
  });
});

describe('addresses inside a network', () => {
  const rules = { mayBeHere: false, mayBePrivate: false };
  test.each([
    ['127.0.0.1', 'this machine'],
    ['::1', 'this machine'],
    ['::ffff:127.0.0.1', 'this machine'],
    ['::ffff:7f00:1', 'this machine'],
    ['10.1.2.3', 'a private network'],
    ['172.31.0.1', 'a private network'],
    ['192.168.1.1', 'a private network'],
    ['fd00::1', 'a private network'],
    ['169.254.169.254', 'an address that is never asked'],
    ['::ffff:a9fe:a9fe', 'an address that is never asked'],
    ['fe80::1', 'an address that is never asked'],
    ['0.0.0.0', 'an address that is never asked'],
    ['224.0.0.1', 'an address that is never asked'],
    ['fe80::1%eth0', 'an address that is never asked'],
    // NAT64: on a network without IPv4 each IPv4 host has such an address.
    ['64:ff9b::93.184.216.34', undefined],
    ['64:ff9b::5db8:d822', undefined],
    ['64:ff9b::127.0.0.1', 'this machine'],
    ['64:ff9b::10.1.2.3', 'a private network'],
    ['64:ff9b::a9fe:a9fe', 'an address that is never asked'],
    ['0064:ff9b:0:0:0:0:a9fe:a9fe', 'an address that is never asked'],
    ['64:ff9b::', 'an address that is never asked'],
    // IPv4-compatible and translated addresses, and tunnels.
    ['::169.254.169.254', 'an address that is never asked'],
    ['::ffff:0:a9fe:a9fe', 'an address that is never asked'],
    ['2001:0:4136:e378:8000:63bf:5601:5601', 'an address that is never asked'],
    ['2002:a9fe:a9fe::1', 'an address that is never asked'],
    ['93.184.216.34', undefined],
    ['::ffff:93.184.216.34', undefined],
    ['::ffff:5db8:d822', undefined],
    ['2606:2800::1', undefined],
    ['2001:200::1', undefined],
    ['2001:4860:4860::8888', undefined],
    ['2a00:1450::1', undefined],
    ['example.org', undefined],
    ['', undefined],
  ])('%s: %s', (ip, why) => {
    expect(whyPrivate(ip, rules)).toBe(why);
    const open = whyPrivate(ip, { mayBeHere: true, mayBePrivate: true });
    expect(open).toBe(why?.includes('never') ? why : undefined);
  });

  // The blocks of IANA's registries of special-purpose addresses that are not globally reachable, first and last.
  test.each([
    ['0.0.0.0', '0.255.255.255'],
    ['10.0.0.0', '10.255.255.255'],
    ['100.64.0.0', '100.127.255.255'],
    ['127.0.0.0', '127.255.255.255'],
    ['169.254.0.0', '169.254.255.255'],
    ['172.16.0.0', '172.31.255.255'],
    ['192.0.0.0', '192.0.0.255'],
    ['192.0.2.0', '192.0.2.255'],
    ['192.88.99.0', '192.88.99.255'],
    ['192.168.0.0', '192.168.255.255'],
    ['198.18.0.0', '198.19.255.255'],
    ['198.51.100.0', '198.51.100.255'],
    ['203.0.113.0', '203.0.113.255'],
    ['240.0.0.0', '255.255.255.255'],
    ['::', '::1'],
    ['64:ff9b:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff'],
    ['100::', '100::ffff:ffff:ffff:ffff'],
    ['100:0:0:1::', '100::1:ffff:ffff:ffff:ffff'],
    ['2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['2002::', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['5f00::', '5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['fec0::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ])('from %s to %s are not asked, also by NAT64 and mapped', (first, last) => {
    for (const ip of [first, last]) {
      const forms = ip.includes(':') ? [ip] : [ip, `::ffff:${ip}`, `64:ff9b::${ip}`];
      for (const form of forms) expect([form, whyPrivate(form, rules)]).not.toContain(undefined);
    }
  });

  test('are not asked, however they are written, and no redirect leads there', async () => {
    const web = await host({ '/away': redirect('http://169.254.169.254/latest/meta-data/') });
    const urls = [
      'http://169.254.169.254/',
      'http://2852039166/',
      'http://[::ffff:a9fe:a9fe]/',
      `${web.url}/away`,
      'http://10.0.0.1/',
    ];
    const { json } = await catalogOf(urls);
    const never = 'unknown: it was not requested: it points to an address that is never asked';
    expect((await json()).verdicts).toEqual([
      never,
      never,
      never,
      never,
      'unknown: it was not requested: it points to a private network',
    ]);
  });

  test('a name that leads to this machine is judged when it is looked up', async () => {
    const web = await host({ '*': 200 });
    const url = web.url.replace('127.0.0.1', 'localhost');
    const { askForLinks } = await import('../../src/remote/links.ts');
    const signal = new AbortController().signal;
    const closed = await askForLinks([url], { ...rules, signal });
    expect(closed.get(url)).toEqual({
      verdict: 'unknown',
      why: 'it was not requested: it points to this machine',
    });
    expect(web.seen).toEqual([]);
    // The same for a name that leads elsewhere at first, while a variable names a proxy for other addresses.
    const network = await openNetwork({ HTTPS_PROXY: 'http://127.0.0.1:9' }, [url]);
    const dns = process.getBuiltinModule('node:dns/promises');
    const looked = vi.spyOn(dns, 'lookup').mockRejectedValueOnce(new Error('not yet'));
    const changed = await askForLinks([url], {
      ...{ ...rules, signal },
      ...(network.ok && network.value && { network: network.value }),
    });
    expect(looked).toHaveBeenCalledOnce();
    looked.mockRestore();
    expect([changed.get(url), web.seen]).toEqual([closed.get(url), []]);
    const open = await askForLinks([url], { ...rules, mayBeHere: true, signal });
    expect(open.get(url)).toMatchObject({ verdict: 'there' });
  });
});

test('an address for the token is a redirection of credentials, and http needs a leave', async () => {
  const { run } = await catalogOf(['x'], { qti: 'http://qti.example.org/api' });
  const ended = await run();
  expect(ended.code).toBe(1);
  expect(ended.stderr).toContain('config/insecure-url');
  expect(ended.stderr).toContain('environments.test.qti');
});

test('--links and --explain-drift are two questions', async () => {
  const { run } = await catalogOf(['x']);
  expect(await run('--explain-drift')).toMatchObject({ code: 64 });
});
