import { describe, expect, test } from 'vitest';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';

const secret = 's3cr3t-9f8e7d6c';

function configured(environment: string) {
  const config = `environments:\n  staging:\n${environment.replace(/^/gm, '    ')}\n`;
  return folderWith({ ...catalogFiles(), 'timeback-catalog.yaml': config });
}

test('production is known, and says which variables it needs', async () => {
  const { code, stdout, stderr } = await cli(['plan', '--env', 'production'], {
    cwd: folderWith(catalogFiles()),
  });
  expect(code).toBe(3);
  expect(stdout).toBe('');
  expect(stderr).toContain('[auth/no-credentials]');
  for (const pair of ['TIMEBACK', 'TIMEBACK_API']) {
    expect(stderr).toContain(`${pair}_CLIENT_ID`);
    expect(stderr).toContain(`${pair}_CLIENT_SECRET`);
  }
});

test('half a pair of credentials is none, and the half that is set is not shown', async () => {
  const { code, stdout, stderr } = await cli(['plan', '--env', 'production', '--debug'], {
    cwd: folderWith(catalogFiles()),
    env: { TIMEBACK_CLIENT_SECRET: secret },
  });
  expect(code).toBe(3);
  expect(stderr).toContain('TIMEBACK_CLIENT_SECRET (set)');
  expect(stdout + stderr).not.toContain(secret);
});

test('a misspelt environment', async () => {
  const { code, stderr } = await cli(['plan', '--env', 'prodction'], {
    cwd: folderWith(catalogFiles()),
  });
  expect(code).toBe(1);
  expect(stderr).toContain('[config/unknown-environment]');
  expect(stderr).toContain('Did you mean "production"?');
});

describe('a secret written in the config is refused and never shown', () => {
  const credentials = (text: string) => `baseUrl: https://a.example\ncredentials: ${text}`;

  test.each([
    {
      where: 'as the variable name',
      config: credentials(`{ clientId: MY_ID, clientSecret: ${secret} }`),
      code: 'config/secret',
    },
    {
      where: 'in the address',
      config: `baseUrl: https://me:${secret}@a.example`,
      code: 'config/secret',
    },
    {
      where: 'beside the credentials',
      config: `baseUrl: https://a.example\nclientSecret: ${secret}`,
      code: 'config/secret',
    },
    {
      where: 'under another name',
      config: credentials(`{ clientId: MY_ID, secret: ${secret}, clientSecret: MY_SECRET }`),
      code: 'config/secret',
    },
    {
      where: 'as a list',
      config: credentials(`{ clientId: MY_ID, clientSecret: [${secret}] }`),
      code: 'config/secret',
    },
    {
      where: 'on a line beside another mistake',
      config: `baseURL: https://a.example\ncredentials: { clientId: MY_ID, clientSecret: ${secret} }`,
      code: 'config/secret',
    },
    {
      where: 'in quotes that are not closed',
      config: credentials(`{ clientId: MY_ID, clientSecret: "${secret} }`),
      code: 'yaml/syntax',
    },
  ])('$where', async ({ config, code }) => {
    const cwd = configured(config);
    for (const args of [['check'], ['check', '--format', 'json'], ['plan', '--debug']]) {
      const ended = await cli(args, { cwd });
      expect(ended.code, args.join(' ')).toBe(1);
      expect(ended.stderr).toContain(`[${code}]`);
      expect(ended.stdout + ended.stderr).not.toContain(secret);
    }
  });
});

describe('an address that would send the secret unencrypted is refused', () => {
  test.each([
    'baseUrl: http://a.example',
    'baseUrl: http://127.0.0.1.a.example',
    'baseUrl: https://a.example\ntokenUrl: http://a.example/token',
  ])('%s', async (config) => {
    const { code, stderr } = await cli(['plan', '--env', 'staging'], { cwd: configured(config) });
    expect(code).toBe(1);
    expect(stderr).toContain('[config/insecure-url]');
  });
});
