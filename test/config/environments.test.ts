import { describe, expect, test } from 'vitest';
import {
  checkApart,
  namesSeveral,
  selectEnvironment,
  selectEnvironments,
} from '../../src/config/choose-environments.ts';
import { openWorkspace } from '../../src/run/catalog/workspace.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { folderWith } from '../support/catalog-folder.ts';

const open = (text: string) =>
  openWorkspace(nodeWorld({ cwd: folderWith({ 'timeback-catalog.yaml': text }) }));

function config(text: string) {
  const workspace = open(text);
  if (!workspace.ok) throw new Error(JSON.stringify(workspace.problems));
  return workspace.value.config;
}

test('names that differ in case alone are refused: their state would share a folder on many disks', () => {
  const { problems } = open(
    'environments:\n  Prod: { emulator: true }\n  prod: { emulator: true }\n',
  );
  expect(problems).toMatchObject([
    { code: 'schema/wrong-value', detail: expect.stringContaining('Prod and prod differ in') },
  ]);
  const builtIn = open('environments:\n  Production: { env: production }\n');
  expect(builtIn.problems).toMatchObject([{ hint: expect.stringContaining('built in') }]);
  expect(open('environments:\n  production: { env: production }\n').problems).toEqual([]);
});

describe('where an environment publishes', () => {
  const hosted = 'https://api.alpha-1edtech.ai';
  test.each([
    { mode: 'by name', lines: 'env: production', is: { baseUrl: hosted } },
    {
      mode: 'by base URL, token path on it',
      lines: 'baseUrl: https://x.test/, tokenUrl: /oauth/token',
      is: { baseUrl: 'https://x.test', tokenUrl: '/oauth/token' },
    },
    {
      mode: 'by service',
      lines: 'services: { oneroster: https://r.test }, tokenUrl: https://t.test/token',
      is: { baseUrl: 'https://r.test', tokenUrl: 'https://t.test/token' },
    },
    {
      mode: 'by service with its own token address, which counts',
      lines:
        'services: { oneroster: { baseUrl: https://r.test, tokenUrl: https://o.test/t } }, tokenUrl: https://t.test/t',
      is: { baseUrl: 'https://r.test', tokenUrl: 'https://o.test/t' },
    },
  ])('$mode', ({ lines, is }) => {
    const { environments } = config(`environments:\n  a: { ${lines} }\n`);
    expect(environments.get('a')).toMatchObject({ type: 'platform', ...is });
  });

  test('two partners on one platform', () => {
    const one = (name: string) =>
      `  ${name}: { env: production, credentials: { clientId: ${name.toUpperCase()}_ID, clientSecret: ${name.toUpperCase()}_SECRET } }\n`;
    const { environments } = config(`environments:\n${one('alpha')}${one('beta')}`);
    expect(environments.get('beta')).toMatchObject({
      baseUrl: hosted,
      credentials: [{ clientId: 'BETA_ID', clientSecret: 'BETA_SECRET' }],
    });
  });

  test.each([
    { name: 'not at all', lines: 'parallelism: 2', code: 'schema/missing-field', at: '2:3' },
    {
      name: 'twice',
      lines: 'env: production, baseUrl: https://x.test',
      code: 'schema/wrong-value',
      at: '2:3',
    },
    {
      name: 'by a name that partners have no platform for',
      lines: 'env: staging',
      code: 'schema/wrong-value',
      at: '2:13',
    },
    {
      name: 'by a service that takes no part',
      lines:
        'services: { oneroster: https://r.test, caliper: https://c.test }, tokenUrl: https://t.test/t',
      code: 'schema/unknown-field',
      at: '2:47',
    },
    {
      name: 'by a service without a way to tokens',
      lines: 'services: { oneroster: https://r.test }',
      code: 'schema/missing-field',
      at: '2:8',
    },
    {
      name: 'by a service with a path for tokens',
      lines: 'services: { oneroster: https://r.test }, tokenUrl: /token',
      code: 'schema/wrong-value',
      at: '2:49',
    },
    {
      name: 'by a service with a secret in its address',
      lines: 'services: { oneroster: "https://me:s3cr3t@r.test" }, tokenUrl: https://t.test/t',
      code: 'config/secret',
      at: '2:20',
    },
    {
      name: 'by a service whose address is none',
      lines: 'services: { oneroster: r.test }, tokenUrl: https://t.test/t',
      code: 'config/insecure-url',
      at: '2:20',
    },
  ])('$name is refused', ({ lines, code, at }) => {
    const { ok, problems } = open(`environments:\n  a: { ${lines} }\n`);
    expect(ok).toBe(false);
    expect(problems.map((each) => each.code)).toEqual([code]);
    const { start } = problems[0]?.span ?? {};
    expect(`${start?.line}:${start?.column}`).toBe(at);
    expect(JSON.stringify(problems)).not.toContain('s3cr3t');
  });

  test('a service that would be reached unencrypted is known as such', () => {
    const { unencrypted } = config(
      'environments:\n  a: { services: { oneroster: "http://r.test" }, tokenUrl: "http://t.test/t" }\n',
    );
    expect(unencrypted.get('a')).toHaveLength(2);
  });

  test('`all` is no name', () => {
    const { problems } = open('environments:\n  all: { env: production }\n');
    expect(problems).toMatchObject([{ code: 'schema/wrong-value' }]);
    expect(problems[0]?.detail).toContain('it means every platform here');
  });
});

describe('overrides', () => {
  const of = (lines: string) =>
    `environments:\n  a:\n    env: production\n    overrides: ${lines}\n`;

  test('kinds come before single nodes, whatever their order in the file', () => {
    const { environments } = config(
      of('{ course/c1: { title: T }, course: { grades: [6, "7"], additional: { vendor: v } } }'),
    );
    expect(environments.get('a')?.overrides).toMatchObject([
      { of: 'course', fields: { grades: ['6', '7'], vendor: 'v' } },
      { of: 'course/c1', fields: { title: 'T' } },
    ]);
  });

  test.each([
    { name: 'identity', lines: '{ course: { sourcedId: x } }', at: '4:28' },
    { name: 'a kind', lines: '{ lesson/l1: { kind: unit } }', at: '4:31' },
    { name: 'children', lines: '{ course/c1: { units: [] } }', at: '4:31' },
    { name: 'references', lines: '{ lesson/l1: { resources: [r1] } }', at: '4:31' },
    { name: 'a field of another kind', lines: '{ unit/u1: { grades: [6] } }', at: '4:29' },
    { name: 'no kind', lines: '{ courses: { org: o } }', at: '4:18' },
    { name: 'an address without an id', lines: '{ course/: { org: o } }', at: '4:18' },
  ])('$name cannot be overridden', ({ lines, at }) => {
    const { problems } = open(of(lines));
    expect(problems).toMatchObject([{ code: 'schema/unknown-field' }]);
    const { start } = problems[0]?.span ?? {};
    expect(`${start?.line}:${start?.column}`).toBe(at);
    expect(problems[0]?.hint).toMatch(/^(An environment may override|Name a kind|Did you mean)/);
  });

  test.each([
    { name: 'a managed field under additional', lines: '{ course: { additional: { title: x } } }' },
    { name: 'a wrong type', lines: '{ course: { metadata: 5 } }' },
    { name: 'nothing', lines: '{ course: {} }' },
  ])('$name is refused', ({ lines }) => {
    expect(open(of(lines)).problems[0]?.code).toMatch(/^schema\/wrong-/);
  });

  test.each(['title', 'courseCode'])('one %s for all courses is refused', (field) => {
    const { problems } = open(of(`{ course: { ${field}: x } }`));
    expect(problems).toMatchObject([{ code: 'config/override-of-all' }]);
  });
});

describe('which environments a run is for', () => {
  const described = () =>
    config(`
environments:
  staging: { baseUrl: https://s.test }
  sandbox: { emulator: true }
  eu: { baseUrl: https://e.test }
`);
  test.each([
    { named: 'staging,eu', are: ['staging', 'eu'] },
    { named: 'eu,staging', are: ['eu', 'staging'] },
    { named: ' eu , staging', are: ['eu', 'staging'] },
    { named: 'eu,eu', are: ['eu'] },
    { named: 'local,production', are: ['local', 'production'] },
    { named: 'all', are: ['staging', 'eu'] },
    { named: 'eu,', are: 'usage/wrong' },
    { named: ',', are: 'usage/wrong' },
    { named: 'all,eu', are: 'usage/wrong' },
    { named: 'eu,stagin', are: 'config/unknown-environment' },
  ])('--env $named', ({ named, are }) => {
    expect(namesSeveral(named)).toBe(true);
    const selected = selectEnvironments(described(), named);
    const names = selected.ok ? selected.value.map(({ name }) => name) : selected.problems[0]?.code;
    expect(names).toEqual(are);
  });

  test('`all` if none is described', () => {
    expect(selectEnvironments(config('{}\n'), 'all').problems).toMatchObject([
      { code: 'config/unknown-environment' },
    ]);
  });

  test.each([
    { of: 'written alike', is: 'baseUrl: https://s.test', problems: ['environment/same-platform'] },
    {
      of: 'written in another way',
      is: 'services: { oneroster: "https://S.test:443/" }, tokenUrl: https://t.test/t',
      problems: ['environment/same-platform'],
    },
    {
      of: 'for another client',
      is: 'baseUrl: https://s.test, credentials: { clientId: B_ID, clientSecret: B_SECRET }',
      problems: [],
    },
    { of: 'by another address', is: 'baseUrl: https://s.test/other', problems: [] },
  ])('one platform twice, $of', ({ is, problems }) => {
    const both = config(`environments:\n  a: { baseUrl: https://s.test }\n  b: { ${is} }\n`);
    const selected = selectEnvironments(both, 'all');
    expect(selected.ok).toBe(true);
    const found = selected.ok ? checkApart(selected.value) : [];
    expect(found.map(({ code }) => code)).toEqual(problems);
  });

  test.each(['staging,eu', 'all'])('a run for one does not take %s', (named) => {
    const { problems } = selectEnvironment(described(), { named, ci: false });
    expect(problems.map(({ code }) => code)).toEqual(['usage/wrong']);
  });
});
