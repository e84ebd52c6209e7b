import { chmodSync, copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { run, startFile } from '../support/program.ts';
import { edited, fresh, id, manifest, reading, readingFiles } from '../support/reading-catalog.ts';
import { hasGit, newRepository } from '../support/repository.ts';

const hook = join(import.meta.dirname, '../../examples/hooks/pre-commit');

test.skipIf(!hasGit).each(['.', "teams/a b's 目录"])(
  'the example of a hook lets a first commit and a new name through, and refuses a lost id (catalog in %s)',
  async (where) => {
    const { folder, git } = newRepository();
    const inCatalog = (path: string) => join(where, path);
    for (const [path, text] of Object.entries(readingFiles)) put(folder, inCatalog(path), text);
    installHook(folder);
    mkdirSync(join(folder, 'bin'));
    symlinkSync(startFile, join(folder, 'bin/timeback-catalog'));
    chmodSync(startFile, 0o755);
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
    const commit = async (text: string) => {
      put(folder, inCatalog(manifest), text);
      git('add', ...[manifest, ...Object.keys(readingFiles)].map(inCatalog));
      const env = { PATH: `${join(folder, 'bin')}:${process.env['PATH']}` };
      return run('git', [...identity, 'commit', '-q', '-m', 'A commit'], { cwd: folder, env });
    };
    const laidOut = edited(
      reading,
      ["'Supporting   details'", "'Supporting details'"],
      [`"${id.supporting}"`, id.supporting],
    );
    expect((await commit(edited(laidOut, ['kind: course', 'kind: curse']))).code).not.toBe(0);
    expect(await commit(laidOut)).toMatchObject({ code: 0 });
    const lost = await commit(edited(reading, [id.finding, fresh.one]));
    expect(lost.code).not.toBe(0);
    expect(lost.stderr).toContain('[identity/re-minted]');
    const renamed = edited(laidOut, ["'Supporting details'", 'Details']);
    expect(await commit(renamed)).toMatchObject({ code: 0 });
  },
);

test.skipIf(!hasGit)(
  'the hook needs no catalog, and says what it needs if there is one',
  async () => {
    const { folder, git } = newRepository();
    installHook(folder);
    put(folder, 'page.html', 'A page\n');
    git('add', '.');
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
    // The folders of the system, as a program with windows gives them to git.
    const env = { PATH: '/usr/bin:/bin' };
    const commit = () =>
      run('git', [...identity, 'commit', '-q', '-m', 'A commit'], { cwd: folder, env });
    expect(await commit()).toMatchObject({ code: 0, stderr: '' });
    for (const [path, text] of Object.entries(readingFiles)) put(folder, path, text);
    git('add', '.');
    const { code, stderr } = await commit();
    expect(code).not.toBe(0);
    expect(stderr).toContain('This hook needs timeback-catalog: install it, or add its folder');
  },
);

function installHook(folder: string): void {
  mkdirSync(join(folder, '.git/hooks'), { recursive: true });
  copyFileSync(hook, join(folder, '.git/hooks/pre-commit'));
  chmodSync(join(folder, '.git/hooks/pre-commit'), 0o755);
}
