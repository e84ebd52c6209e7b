import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';

const stays = 'nothing leaves this machine';

test('if nothing is configured the embedded emulator serves, and every run says so', async () => {
  const cwd = folderWith(catalogFiles());
  for (const args of [['plan'], ['plan'], ['apply', '--auto-approve'], ['plan'], ['doctor']]) {
    const { code, stdout, stderr } = await cli(args, { cwd });
    expect(code, args.join(' ')).toBe(0);
    expect(stderr).toContain(stays);
    expect(stdout).not.toContain(stays);
  }
});

test('if a platform is configured and not named, each run says which', async () => {
  const environments = ['environments:', '  school: {baseUrl: "https://school.test", org: o}'];
  const files = catalogFiles();
  const config = `${files['timeback-catalog.yaml'] ?? ''}\n${environments.join('\n')}\n`;
  const cwd = folderWith({ ...files, 'timeback-catalog.yaml': config });
  const unnamed = await cli(['plan'], { cwd });
  expect(unnamed.stderr).toContain('emulator, since no --env names school: nothing leaves');
  expect(unnamed.stdout).toMatch(/^Plan \w+ for local \(emulator:local\)/);
  const named = await cli(['plan', '--env', 'local'], { cwd });
  expect(named.stderr).toContain('Using the built-in emulator: nothing leaves this machine.');
});

test('after apply there is nothing to plan, and the last line says exactly that', async () => {
  const cwd = folderWith(catalogFiles());
  const applied = await cli(['apply', '--auto-approve'], { cwd });
  expect(applied.code).toBe(0);
  expect(applied.stdout).toMatch(
    /\nApply complete! 4 added, 0 changed, 0 moved, 0 retired\. Converged\.\n$/,
  );
  const { code, stdout } = await cli(['plan'], { cwd });
  expect(code).toBe(0);
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(
    'No changes. The platform matches your manifests.',
  );
});

test('its data keeps itself out of git', async () => {
  const cwd = folderWith(catalogFiles());
  await cli(['apply', '--auto-approve'], { cwd });
  expect(existsSync(join(cwd, '.timeback-catalog'))).toBe(true);
  execFileSync('git', ['init', '--quiet'], { cwd });
  const status = execFileSync('git', ['status', '--porcelain'], { cwd, encoding: 'utf8' });
  expect(status).toContain('timeback-catalog.yaml');
  expect(status).not.toContain('.timeback-catalog');
});

describe('in a pipeline', () => {
  test.each([
    { args: ['plan'], env: { CI: 'true' } },
    { args: ['plan'], env: { CI: '1' } },
    { args: ['apply', '--auto-approve'], env: { CI: 'true' } },
  ])('$args with $env must name an environment, and nothing is written', async ({ args, env }) => {
    const cwd = folderWith(catalogFiles());
    const { code, stdout, stderr } = await cli(args, { cwd, env });
    expect(code).toBe(5);
    expect(stdout).toBe('');
    expect(stderr).toContain('[environment/not-named]');
    expect(stderr).toContain('--env');
    expect(existsSync(join(cwd, '.timeback-catalog'))).toBe(false);
  });

  test.each([
    { env: { CI: 'true' }, args: ['plan', '--env', 'local'] },
    { env: { CI: 'false' }, args: ['plan'] },
    { env: { CI: '0' }, args: ['plan'] },
    { env: { CI: '' }, args: ['plan'] },
  ])('$args with $env runs', async ({ env, args }) => {
    expect((await cli(args, { cwd: folderWith(catalogFiles()), env })).code).toBe(0);
  });
});
