import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { builtIn } from '../../src/config/environment.ts';
import { configNames } from '../../src/files/manifests.ts';
import type { Json } from '../../src/model/json.ts';
import { partnerFacts } from '../../src/remote/dialects/partner.ts';
import { openWorkspace } from '../../src/run/catalog/workspace.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { openPlatform } from '../../src/run/platform.ts';
import { area } from './area.ts';
import { expectChecked } from './expect.ts';
import { yamlPiece } from './manifests.ts';
import { mutated, textOf, unusual } from './mutate-json.ts';
import { bytesOf, damaged, soup } from './mutate-text.ts';
import { scratch } from './scratch.ts';

const url = fc.oneof(
  fc.constantFrom('https://a.example', 'https://a.example/', 'http://127.0.0.1:1', 'http://x'),
  fc.constantFrom('https://u:p@a.example', 'ftp://a', '/token', 'https://', 'https:// a', '::'),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
);
const row = fc.constantFrom(...Object.keys(partnerFacts), 'no.such.row');
const value = fc.oneof(
  unusual,
  fc.constantFrom<Json>('/path', 'id', 'typed', 'list', true, false, 7, []),
);
const environment = fc.record(
  {
    baseUrl: url,
    tokenUrl: url,
    org: fc.string({ maxLength: 5 }),
    parallelism: fc.integer({ min: -1, max: 40 }),
    credentials: fc.constantFrom({ clientId: 'CLIENT_ID', clientSecret: 'CLIENT_SECRET' }),
    facts: fc.dictionary(row, value, { maxKeys: 3, noNullPrototype: true }),
  },
  { requiredKeys: ['baseUrl'], noNullPrototype: true },
);
const config = fc.record(
  {
    catalog: fc.constantFrom('catalog/**/*.yaml', '../x', '{a,b', '+(a|+(b))', '!x', '[', '/x'),
    ids: fc.constantFrom('catalog.ids', '../x', 'a/b', ''),
    org: fc.constant('o'),
    defaultEnv: fc.constantFrom('staging', 'local', 'none'),
    environments: fc.dictionary(fc.constantFrom('staging', 'local', 'a'), environment, {
      maxKeys: 2,
      noNullPrototype: true,
    }),
  },
  { requiredKeys: [], noNullPrototype: true },
);
const structured = mutated(config as fc.Arbitrary<Json>).map(textOf);
const key = fc.constantFrom('catalog: ', 'ids: ', 'environments:\n', '  a:\n', '    baseUrl: ');
const bytes = fc.oneof(
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  { weight: 2, arbitrary: soup(fc.oneof(key, yamlPiece)).map(bytesOf) },
  { weight: 3, arbitrary: structured.map(bytesOf) },
  { weight: 2, arbitrary: damaged(structured, yamlPiece).map(bytesOf) },
);

const world = nodeWorld({
  cwd: join(scratch, 'config'),
  env: { CLIENT_ID: 'id', CLIENT_SECRET: 'secret' },
  fetch: async () => new Response(null, { status: 404 }),
});
mkdirSync(world.cwd, { recursive: true });

/** Config: any bytes give environments or problems, and each environment opens or says why it cannot. */
export const configs = area('config', bytes, async (written) => {
  writeFileSync(join(world.cwd, configNames[0]), written);
  const workspace = openWorkspace(world);
  expectChecked(workspace);
  if (!workspace.ok) return;
  const { environments } = workspace.value.config;
  assert.ok(
    builtIn.every(({ name }) => environments.has(name)),
    'a built-in one is lost',
  );
  for (const { name, type } of environments.values()) {
    if (type === 'emulator') continue;
    const opened = await openPlatform(workspace.value, { env: name, world, orgs: [] });
    expectChecked(opened);
    if (opened.ok) expectChecked(await opened.value.remote.authenticate());
  }
});
