// What npm runs before it packs a clone: it must work where nothing was installed, and print nothing of its own.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { folderWith } from '../support/catalog-folder.ts';

const script = 'scripts/prepare.cjs';

test.skipIf(process.platform === 'win32').each([
  {
    what: 'a clone where nothing is installed: installs, which builds',
    folders: [],
    asks: 'ci --no-dry-run',
  },
  {
    what: 'a folder with its packages: builds',
    folders: ['node_modules'],
    asks: 'run --silent build',
  },
])('$what', ({ folders, asks }) => {
  // An npm that says what it is asked for.
  const folder = folderWith({ 'programs/npm': '#!/bin/sh\necho "asked: $*"\n', [script]: '' });
  chmodSync(join(folder, 'programs/npm'), 0o755);
  copyFileSync(join(import.meta.dirname, '../..', script), join(folder, script));
  for (const one of folders) mkdirSync(join(folder, one));
  const path = [join(folder, 'programs'), process.env['PATH']].join(delimiter);
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
    cwd: folder,
    encoding: 'utf8',
    // As `npm publish --dry-run` tells it.
    env: { ...process.env, PATH: path, npm_config_dry_run: 'true' },
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  expect(stderr).toContain(`asked: ${asks}`);
});

// pre-commit installs the hooks by `npm install --global git+file://…`, in which npm runs no other script.
test('npm runs it before it packs, and in the clone of a git address', () => {
  expect(packageJson.scripts.prepare).toBe(`node ${script}`);
});

// Scripts install the file that `npm pack` names.
test('npm pack prints the name of the archive, whatever runs before', () => {
  const scripts = { prepare: 'node -e "console.log(1)"' };
  const folder = folderWith({
    'package.json': JSON.stringify({ name: 'packed', version: '1.0.0', scripts }),
    '.npmrc': readFileSync(join(import.meta.dirname, '../../.npmrc'), 'utf8'),
  });
  const { stdout } = spawnSync('npm', ['pack'], { cwd: folder, encoding: 'utf8', shell: true });
  expect(stdout.trim()).toBe('packed-1.0.0.tgz');
});
