import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { selectEnvironment } from '../../src/config/choose-environments.ts';
import { openWorkspace } from '../../src/run/catalog/workspace.ts';
import { nodeWorld } from '../../src/run/node-world.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (text: string, name = 'timeback-catalog.yaml') => {
  writeFileSync(join(folder, name), text);
  return openWorkspace(nodeWorld({ cwd: folder }));
};
const config = (text: string) => {
  const workspace = open(text);
  if (!workspace.ok) throw new Error(JSON.stringify(workspace.problems));
  return workspace.value.config;
};

describe('where the config is found', () => {
  test.each(['timeback-catalog.yaml', 'timeback-catalog.yml', 'timeback-catalog.json'])(
    '%s',
    (name) => {
      const workspace = open(name.endsWith('json') ? '{"org": "o"}' : 'org: o\n', name);
      expect(workspace.ok && workspace.value.configFile).toBe(name);
    },
  );

  test('from a folder below', () => {
    open('org: o\n');
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    const workspace = openWorkspace(nodeWorld({ cwd: join(folder, 'a/b') }));
    expect(workspace.ok && workspace.value.folder).toBe(folder);
  });

  test('nowhere', () => {
    expect(openWorkspace(nodeWorld({ cwd: folder })).problems.map(({ code }) => code)).toEqual([
      'config/missing',
    ]);
  });
});

describe('what a config says', () => {
  test('nothing: manifests under catalog/, the emulator, and production as documented', () => {
    const { catalog, environments, defaultEnv } = config('{}\n');
    expect(catalog).toEqual(['catalog/**/*.{yaml,yml}']);
    expect(defaultEnv).toBeUndefined();
    expect([...environments.values()]).toMatchObject([
      { name: 'local', type: 'emulator' },
      {
        name: 'production',
        type: 'platform',
        baseUrl: 'https://api.alpha-1edtech.ai',
        parallelism: 8,
      },
    ]);
  });

  test('an environment in full', () => {
    const { environments } = config(`
org: everybody
environments:
  staging:
    baseUrl: https://staging.example.test/
    dialect: partner
    tokenUrl: https://login.example.test/token
    org: school-1
    parallelism: 3
    credentials: { clientId: MY_ID, clientSecret: MY_SECRET }
    facts: { lesson.unit: unitRef }
`);
    expect(environments.get('staging')).toMatchObject({
      type: 'platform',
      baseUrl: 'https://staging.example.test',
      tokenUrl: 'https://login.example.test/token',
      org: 'school-1',
      parallelism: 3,
      credentials: [{ clientId: 'MY_ID', clientSecret: 'MY_SECRET' }],
    });
    expect(environments.get('local')?.org).toBe('everybody');
  });

  test('production may be described anew in parts', () => {
    const { environments } = config('environments:\n  production: { parallelism: 2 }\n');
    expect(environments.get('production')).toMatchObject({
      baseUrl: 'https://api.alpha-1edtech.ai',
      parallelism: 2,
    });
  });
});

describe('what is refused', () => {
  test.each([
    { name: 'an unknown key', text: 'catalogue: x\n', code: 'schema/unknown-field', at: '1:1' },
    {
      name: 'an unknown key of an environment',
      text: 'environments:\n  a: { emulator: true, url: x }\n',
      code: 'schema/unknown-field',
      at: '2:24',
    },
    { name: 'a wrong type', text: 'org: [a]\n', code: 'schema/wrong-type', at: '1:6' },
    {
      name: 'too many requests at once',
      text: 'environments:\n  a: { baseUrl: "https://x.test", parallelism: 0 }\n',
      code: 'schema/wrong-value',
      at: '2:48',
    },
    {
      name: 'an unknown dialect',
      text: 'environments:\n  a: { baseUrl: "https://x.test", dialect: other }\n',
      code: 'schema/wrong-value',
      at: '2:44',
    },
    {
      name: 'no platform',
      text: 'environments:\n  a: { org: x }\n',
      code: 'schema/missing-field',
      at: '2:3',
    },
    {
      name: 'emulator and address',
      text: 'environments:\n  a: { emulator: true, baseUrl: "https://x.test" }\n',
      code: 'schema/wrong-value',
      at: '2:3',
    },
    {
      name: 'a secret instead of a name',
      text: 'environments:\n  a:\n    baseUrl: https://x.test\n    credentials: { clientId: MY_ID, clientSecret: s3cr3t-Value }\n',
      code: 'config/secret',
      at: '4:37',
    },
    {
      name: 'a secret in the address',
      text: 'environments:\n  a: { baseUrl: "https://me:s3cr3t-Value@x.test" }\n',
      code: 'config/secret',
      at: '2:8',
    },
    {
      name: 'a glob that leads out',
      text: 'catalog: [a/*.yaml, ../b/*.yaml]\n',
      code: 'include/outside',
      at: '1:1',
    },
    {
      name: 'an absolute glob',
      text: 'catalog: /etc/*.yaml\n',
      code: 'include/outside',
      at: '1:1',
    },
    {
      name: 'a secret in place of both names',
      text: 'environments:\n  a: { baseUrl: "https://x.test", credentials: s3cr3t }\n',
      code: 'config/secret',
      at: '2:35',
    },
    {
      name: 'a secret of digits',
      text: 'environments:\n  a: { baseUrl: "https://x.test", credentials: { clientId: MY_ID, clientSecret: 123456 } }\n',
      code: 'config/secret',
      at: '2:67',
    },
    {
      name: 'an address that is none',
      text: 'environments:\n  a: { baseUrl: api.example.test }\n',
      code: 'config/insecure-url',
      at: '2:8',
    },
    { name: 'a duplicate key', text: 'org: a\norg: b\n', code: 'yaml/duplicate-key', at: '2:1' },
    { name: 'no YAML', text: 'org: [a\n', code: 'yaml/syntax', at: undefined },
    { name: 'an empty file', text: '', code: 'file/empty', at: undefined },
  ])('$name', ({ text, code, at }) => {
    const { ok, problems } = open(text);
    expect(ok).toBe(false);
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    const { start } = problems[0]?.span ?? {};
    if (at) expect(`${start?.line}:${start?.column}`).toBe(at);
    expect(JSON.stringify(problems)).not.toContain('s3cr3t');
  });
});

describe('which environment serves', () => {
  const text = (defaultEnv = '') =>
    `${defaultEnv}\nenvironments:\n  staging: { baseUrl: https://x.test }\n`;
  test.each([
    { name: 'nothing named: the emulator', defaults: '', named: undefined, ci: false, is: 'local' },
    { name: 'named', defaults: '', named: 'staging', ci: false, is: 'staging' },
    {
      name: 'the default',
      defaults: 'defaultEnv: staging',
      named: undefined,
      ci: false,
      is: 'staging',
    },
    {
      name: 'a flag beats the default',
      defaults: 'defaultEnv: staging',
      named: 'local',
      ci: false,
      is: 'local',
    },
    {
      name: 'CI, nothing named',
      defaults: '',
      named: undefined,
      ci: true,
      is: 'environment/not-named',
    },
    {
      name: 'CI, the default is the emulator',
      defaults: 'defaultEnv: local',
      named: undefined,
      ci: true,
      is: 'environment/not-named',
    },
    {
      name: 'CI, the default is a platform',
      defaults: 'defaultEnv: staging',
      named: undefined,
      ci: true,
      is: 'staging',
    },
    { name: 'CI, the emulator named', defaults: '', named: 'local', ci: true, is: 'local' },
    { name: 'unknown', defaults: '', named: 'stagin', ci: false, is: 'config/unknown-environment' },
  ])('$name', ({ defaults, named, ci, is }) => {
    const chosen = selectEnvironment(config(text(defaults)), { ...(named && { named }), ci });
    expect(chosen.ok ? chosen.value.name : chosen.problems[0]?.code).toBe(is);
  });

  test('an unknown one gets a suggestion', () => {
    const chosen = selectEnvironment(config(text()), { named: 'stagin', ci: false });
    expect(chosen.problems[0]?.hint).toBe('Did you mean "staging"?');
  });
});
