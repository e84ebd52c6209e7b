import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pagerFor } from '../../src/cli/pager.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { emptyFolder } from '../support/repository.ts';
import { hasTerminal, startOnTerminal } from '../support/terminal.ts';

const terminal = (over: object, env: Terminal['env'] = {}): Terminal => {
  const stream = { isTTY: true, columns: 80, rows: 10, ...over };
  return { stdin: stream, stdout: stream, stderr: stream, env, platform: 'linux' } as never;
};
const long = 'line\n'.repeat(30);

test.each([
  { name: 'longer than the screen', at: terminal({}), text: long, pager: ['less'] },
  { name: 'PAGER', at: terminal({}, { PAGER: 'most -w' }), text: long, pager: ['most', '-w'] },
  { name: 'short', at: terminal({}), text: 'line\n', pager: undefined },
  { name: 'no terminal', at: terminal({ isTTY: false }), text: long, pager: undefined },
  { name: 'an empty PAGER', at: terminal({}, { PAGER: '' }), text: long, pager: undefined },
  { name: 'PAGER=cat', at: terminal({}, { PAGER: 'cat' }), text: long, pager: undefined },
  { name: 'a pipeline', at: terminal({}, { CI: 'true' }), text: long, pager: undefined },
  { name: 'a dumb terminal', at: terminal({}, { TERM: 'dumb' }), text: long, pager: undefined },
])('$name', ({ at, text, pager }) => {
  expect(pagerFor(at, text)).toEqual(pager);
});

/** A program that shows what it is given with a mark before each line. */
function pagerIn(folder: string): string {
  put(
    folder,
    'bin/pages',
    '#!/bin/sh\necho "SECRET $TIMEBACK_CLIENT_SECRET."\n/bin/sed "s/^/paged: /"\n',
  );
  chmodSync(join(folder, 'bin/pages'), 0o755);
  return join(folder, 'bin/pages');
}

describe.skipIf(!hasTerminal())('on a terminal (needs `script` of util-linux)', () => {
  const plan = async (args: readonly string[], cwd: string, pager: string) =>
    (
      await startOnTerminal(['plan', ...args], {
        cwd,
        env: { PAGER: pager, TIMEBACK_CLIENT_SECRET: 'hidden' },
      }).ended
    ).stdout;

  test('a long plan goes through it, and its environment has no credentials', async () => {
    const shown = await plan([], folderWith(catalogFiles(600)), pagerIn(emptyFolder()));
    expect(shown).toContain('paged: ');
    expect(shown).toContain('SECRET .');
  });

  test('not with --no-pager, not if it is short, and not if the checkout holds the program', async () => {
    const pager = pagerIn(emptyFolder());
    expect(await plan(['--no-pager'], folderWith(catalogFiles(600)), pager)).not.toContain(
      'paged: ',
    );
    expect(await plan([], folderWith(catalogFiles(1)), pager)).not.toContain('paged: ');
    const cwd = folderWith(catalogFiles(600));
    const planted = await plan([], cwd, pagerIn(cwd));
    expect(planted).not.toContain('paged: ');
    expect(planted).toContain('Plan: ');
  });
});

test('a pipe gets the plan whole, whatever PAGER says', async () => {
  const pager = pagerIn(emptyFolder());
  const { stdout } = await cli(['plan'], {
    cwd: folderWith(catalogFiles(600)),
    env: { PAGER: pager },
  });
  expect(stdout).toContain('Plan: ');
  expect(stdout).not.toContain('paged: ');
});
