// What a platform says of the standards that manifests list. It is asked for those and no others.
import { describe, expect, test } from 'vitest';
import type { Emulator } from '../../src/features/emulator/server/emulator.ts';
import type { QuirkName } from '../../src/features/emulator/server/quirks.ts';
import { put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { serveCatalog } from '../support/served-catalog.ts';

const manifest = `\
kind: course
sourcedId: a4c8f0e2b6d1
title: Reading
units:
  - sourcedId: b7d2e9f1a3c5
    title: Main ideas
    lessons:
      - sourcedId: c9f4a1b8d3e7
        title: Finding the main idea
        standards: [std-1, std/2]
      - sourcedId: d1e6b3c8f5a9
        title: Details
        standards: [std/2]
`;

async function serve(
  parts: Parameters<typeof serveCatalog>[0] & {
    readonly seeds?: readonly string[];
    readonly facts?: string;
    readonly course?: string;
  } = {},
) {
  const { seeds = [], facts, course = manifest, ...options } = parts;
  const served = await serveCatalog(options);
  served.emulator.seed(
    seeds.map((sourcedId) => ({ kind: 'objective', record: { sourcedId }, owner: '*' })),
  );
  const dialect = options.dialect ?? 'partner';
  const environment = `  test: { baseUrl: "${served.url}", dialect: ${dialect}, facts: {${facts ?? ''}} }`;
  put(served.folder, 'timeback-catalog.yaml', `org: o\nenvironments:\n${environment}\n`);
  put(served.folder, 'catalog/course.yaml', course);
  return served;
}

const check = ({ around }: Awaited<ReturnType<typeof serve>>, ...more: string[]) =>
  commandLine(['check', '--standards-env', 'test', ...more], around);
const asked = ({ requests }: Emulator) =>
  requests.map(({ path }) => path).filter((path) => !path.includes('token'));
const unwrapped = (text: string) => text.replaceAll(/\s+/g, ' ');

test('all are known: each is asked for once', async () => {
  const served = await serve({ seeds: ['std-1', 'std/2', 'std-3'] });
  const { code, stdout, stderr } = await check(served);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('Known to test: 2 of 2 standards.');
  expect(asked(served.emulator).toSorted()).toEqual([
    '/standards/1.0/objectives/std%2F2',
    '/standards/1.0/objectives/std-1',
  ]);
});

test('one is not: a warning at its first place', async () => {
  const { code, stdout, stderr } = await check(await serve({ seeds: ['std-1'] }));
  expect(code).toBe(0);
  expect(stderr).toContain('[standards/not-there]');
  expect(stderr).toContain('catalog/course.yaml:10:');
  expect(stderr).not.toContain('"std-1"');
  expect(unwrapped(stderr)).toContain('1 more node lists it');
  expect(stdout).toContain('Known to test: 1 of 2 standards.');
});

test('a platform without standards has none of them, which its list shows: said once', async () => {
  const served = await serve();
  const { code, stdout } = await check(served, '-f', 'json');
  expect(code).toBe(0);
  const codes = JSON.parse(stdout).diagnostics.map((one: { code: string }) => one.code);
  expect(codes).toEqual(['standards/not-there']);
  expect(asked(served.emulator)).toHaveLength(3);
});

describe('it does not tell: unknown and no error', () => {
  test('the scope is missing: asked once', async () => {
    const clients = [{ id: 'emulator', secret: 'emulator', scopes: ['roster.readonly'] }];
    const served = await serve({ clients, seeds: ['std-1'] });
    const { code, stdout, stderr } = await check(served);
    expect(code).toBe(0);
    expect(stdout).toContain('Known to test: 0 of 2 standards, 2 not reported.');
    expect(unwrapped(stderr)).toContain('unknown whether test knows 2 of the 2 standards');
    expect(unwrapped(stderr)).toContain('answered 403');
    expect(asked(served.emulator)).toHaveLength(1);
  });

  test.each([
    { what: 'the service is elsewhere', facts: 'standard.path: /nowhere', why: '404' },
    { what: 'of another envelope', facts: 'standard.envelope: item', why: 'under "item"' },
    { what: 'of another key', facts: 'standard.id: identifier', why: 'no "identifier"' },
  ])('$what', async ({ facts, why }) => {
    const { code, stderr } = await check(await serve({ facts, seeds: ['std-1', 'std/2'] }));
    expect(code).toBe(0);
    expect(stderr).toContain('[standards/not-told]');
    expect(stderr).not.toContain('[standards/not-there]');
    expect(unwrapped(stderr)).toContain(why);
  });

  test('the service is gone: the message has the status that came', async () => {
    const served = await serve({ seeds: ['std-1', 'std/2'] });
    const fetch = async (request: Request) =>
      request.url.includes('/standards/')
        ? new Response('{}', { status: 410 })
        : served.emulator.fetch(request);
    const args = ['check', '--standards-env', 'test'];
    const { code, stderr } = await commandLine(args, served.around, { fetch });
    expect(code).toBe(0);
    expect(unwrapped(stderr)).toMatch(/nothing at \S+: 410\./);
  });
});

describe('of the OneRoster API', () => {
  const dialect = 'oneroster';
  const seeds = ['std-1', 'std/2'];

  test.each<{ what: string; quirks: readonly QuirkName[] }>([
    { what: 'in an envelope', quirks: ['lists-reordered'] },
    { what: 'without one', quirks: ['standards-bare'] },
    { what: 'by identifier', quirks: ['standards-by-identifier'] },
    {
      what: 'by identifier and without one',
      quirks: ['standards-bare', 'standards-by-identifier'],
    },
  ])('$what: known', async ({ quirks }) => {
    const { stdout, stderr } = await check(await serve({ dialect, seeds, quirks }));
    expect(stdout).toContain('Known to test: 2 of 2 standards.');
    expect(stderr).not.toContain('[standards/');
  });

  test('its service has none of them, which its list shows', async () => {
    const { code, stderr } = await check(await serve({ dialect }));
    expect(code).toBe(0);
    expect(unwrapped(stderr)).toContain('/ims/case/v1p1/CFItems');
    expect(stderr).toContain('[standards/not-there]');
  });

  test('its service is elsewhere', async () => {
    const facts = 'standard.path: /nowhere';
    const { code, stderr } = await check(await serve({ dialect, facts, seeds }));
    expect(code).toBe(0);
    expect(stderr).toContain('[standards/not-told]');
  });
});

test('interrupted: no verdict', async () => {
  const { around } = await serve();
  const stop = AbortSignal.abort();
  const ended = await commandLine(['check', '--standards-env', 'test'], around, { stop });
  expect(ended).toMatchObject({ code: 130, stdout: '' });
  expect(ended.stderr).not.toContain('[standards/');
});

describe('nothing is asked', () => {
  test('if none are listed', async () => {
    const course = manifest.replaceAll(/ +standards.*\n/g, '');
    const served = await serve({ course });
    const { code, stdout } = await check(served);
    expect(code).toBe(0);
    expect(stdout).toContain('No standards are listed');
    expect(served.emulator.requests).toEqual([]);
  });

  test('if the manifests have errors', async () => {
    const served = await serve({ course: `${manifest}colour: red\n` });
    expect(await check(served)).toMatchObject({ code: 1 });
    expect(served.emulator.requests).toEqual([]);
  });

  test('with --watch, of another environment, or without credentials', async () => {
    const served = await serve();
    expect(await check(served, '--watch')).toMatchObject({ code: 64 });
    const other = await commandLine(['check', '--standards-env', 'other'], served.around);
    expect(other.code).toBe(1);
    const bare = { cwd: served.folder, env: {} };
    const without = await commandLine(['check', '--standards-env', 'test'], bare);
    expect(without.code).toBe(3);
    expect(served.emulator.requests).toEqual([]);
  });
});
