import { describe, expect, test } from 'vitest';
import { openWorkspace } from '../../src/run/catalog/workspace.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { openPlatform, type PlatformOptions } from '../../src/run/platform.ts';
import type { Progress } from '../../src/run/world.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { credentials } from '../support/served-catalog.ts';

/** Opens the environment `a`, with these lines in the config, and tells what was said of it. */
async function open(lines: string, options: PlatformOptions = {}) {
  const cwd = folderWith({ 'timeback-catalog.yaml': `environments:\n  a: { ${lines} }\n` });
  const told: Progress[] = [];
  const onProgress = (progress: Progress) => void told.push(progress);
  const world = nodeWorld({ cwd, env: credentials, onProgress });
  const workspace = openWorkspace(world);
  if (!workspace.ok) throw new Error(JSON.stringify(workspace.problems));
  const opened = await openPlatform(workspace.value, { env: 'a', orgs: [], world, ...options });
  return { opened, told };
}

const codes = ({ opened }: Awaited<ReturnType<typeof open>>) =>
  opened.problems.map(({ code }) => code);

describe('without encryption nothing is opened', () => {
  test.each([
    { name: 'another host', lines: 'baseUrl: "http://x.test"' },
    { name: 'in capitals', lines: 'baseUrl: "HTTP://X.TEST"' },
    { name: 'one that begins like this machine', lines: 'baseUrl: "http://localhost.evil.test"' },
    { name: 'one that begins like its number', lines: 'baseUrl: "http://127.0.0.1.evil.test"' },
    { name: 'one with an escaped dot', lines: 'baseUrl: "http://127.0.0.1%2eevil.test"' },
    { name: 'a number that means every interface', lines: 'baseUrl: "http://0.0.0.0:80"' },
    { name: 'a number within another notation', lines: 'baseUrl: "http://[::ffff:10.0.0.1]"' },
    { name: 'the token alone', lines: 'baseUrl: "https://x.test", tokenUrl: "http://y.test/t"' },
    {
      name: 'a token path that leads to another host',
      lines: 'baseUrl: "http://127.0.0.1", tokenUrl: "//evil.test/t"',
    },
  ])('$name', async ({ lines }) => {
    expect(codes(await open(lines))).toEqual(['config/insecure-url']);
    const allowed = await open(lines, { insecureHttp: true });
    expect(codes(allowed)).toEqual([]);
    expect(allowed.told).toEqual([{ type: 'unencrypted', environment: 'a' }]);
  });

  test('both addresses are told', async () => {
    const { opened } = await open('baseUrl: "http://x.test", tokenUrl: "http://y.test/t"');
    expect(opened.problems.map(({ span }) => span?.start.column)).toEqual([8, 34]);
  });
});

describe('what is encrypted or stays on this machine is opened, without a word', () => {
  test.each([
    'https://x.test',
    'http://127.0.0.1:8787',
    'http://127.8.7.6',
    'http://127.1',
    'http://0x7f.1',
    'http://2130706433',
    'http://localhost:8787',
    'http://LOCALHOST',
    'http://[::1]:8787',
    'http://[0:0:0:0:0:0:0:1]',
  ])('%s', async (url) => {
    const { opened, told } = await open(`baseUrl: "${url}"`);
    expect(opened.ok).toBe(true);
    expect(told).toEqual([]);
  });
});

test('what no credential goes to may be described all the same', async () => {
  const cwd = folderWith({
    'timeback-catalog.yaml':
      'environments:\n  a: { baseUrl: "http://x.test" }\n  b: { baseUrl: "https://y.test" }\n',
  });
  const world = nodeWorld({ cwd, env: credentials });
  const workspace = openWorkspace(world);
  if (!workspace.ok) throw new Error(JSON.stringify(workspace.problems));
  expect((await openPlatform(workspace.value, { env: 'b', orgs: [], world })).ok).toBe(true);
});

test.each(['//evil.test/token', '/\\evil.test/token', '@evil.test/token', 'http://evil.test'])(
  'a correction of a path that leads elsewhere is refused: %s',
  async (path) => {
    const facts = `facts: { token.path: '${path}' }`;
    const result = await open(`baseUrl: "http://127.0.0.1", ${facts}`);
    expect(codes(result)).toEqual(['schema/wrong-type']);
  },
);
