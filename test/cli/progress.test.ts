// What a person sees while a command runs, on a terminal and elsewhere.
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../src/features/emulator/server/faults.ts';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { builtCli } from '../support/program.ts';
import { serveCatalog } from '../support/served-catalog.ts';
import { hasTerminal, startOnTerminal } from '../support/terminal.ts';

const slow: FaultSpec = { fault: 'latency', ms: 40, method: 'PUT' };
const plain = (text: string) => stripVTControlCharacters(text).replaceAll('\r', '');

describe('elsewhere than on a terminal', () => {
  test('a line a step, on stderr', async () => {
    const { code, stderr } = await builtCli(['apply', '--yes'], {
      cwd: folderWith(catalogFiles()),
    });
    expect(code).toBe(0);
    expect(stderr.split('\n').slice(1)).toEqual([
      'Reading local …',
      'Read 0 records in 4 requests.',
      'Compared 4 nodes: 4 changes.',
      'Writing 4 changes …',
      'Reading back what was written …',
      '',
    ]);
  });

  test.each([
    { flags: ['--quiet'], env: {} },
    { flags: ['-q'], env: {} },
    { flags: ['--progress', 'none'], env: {} },
    { flags: [], env: { TIMEBACK_CATALOG_PROGRESS: 'none' } },
  ])('silent with $flags $env, and the result stays', async ({ flags, env }) => {
    const cwd = folderWith(catalogFiles());
    // Only a process has variables that stand for options.
    const run = flags.length === 0 ? builtCli : cli;
    const { code, stdout, stderr } = await run(['apply', '--yes', ...flags], { cwd, env });
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain('Apply complete! 4 added');
  });

  test('--quiet hides no problem, and not that credentials are sent unencrypted', async () => {
    const cwd = folderWith({ ...catalogFiles(), 'catalog/b.yaml': 'kind: course\n' });
    expect((await cli(['plan', '--quiet'], { cwd })).stderr).toContain('schema/missing-field');
  });

  test('ASCII if the locale is not UTF-8', async () => {
    const around = { cwd: folderWith(catalogFiles()), env: { LANG: 'C' } };
    const { stderr } = await cli(['plan'], around);
    expect(stderr).toContain('Reading local ...');
    expect(stderr).toMatch(/^[\n -~]*$/);
  });

  test('a way that does not exist is wrong usage', async () => {
    const around = { cwd: folderWith(), env: { TIMEBACK_CATALOG_PROGRESS: 'loud' } };
    expect(await builtCli(['plan'], around)).toMatchObject({
      code: 64,
      stderr: expect.stringContaining(
        'The variable TIMEBACK_CATALOG_PROGRESS is "loud". It must be one of: auto, lines, none.',
      ),
    });
  });
});

describe.skipIf(!hasTerminal())('on a terminal (needs `script` of util-linux)', () => {
  const apply = async (
    faulty: readonly FaultSpec[],
    { columns = 120, env = {}, flags = [] as string[] },
  ) => {
    const served = await serveCatalog({ lessons: 60, faults: faulty });
    const around = { ...served.around, env: { ...served.around.env, ...env }, columns };
    return startOnTerminal(
      ['apply', '--env', 'test', '--yes', '--detail', 'summary', '--parallelism', '1', ...flags],
      around,
    ).ended;
  };

  test('counts, rate and time left while it writes; each step once when it is done', async () => {
    const { code, stdout } = await apply([slow], {});
    expect(code).toBe(0);
    const text = plain(stdout);
    expect(text).toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] Writing \d+ of 63 · \d+ a second · \d+ s left/);
    expect(text).toContain('✔ Compared 63 nodes: 63 changes.\n');
    expect(text).toContain('✔ Wrote 63 changes.\n');
  });

  test('requests that are sent again are counted', async () => {
    const { stdout } = await apply(
      [slow, { fault: '503', 'retry-after': 0, at: 5, method: 'PUT' }],
      {},
    );
    expect(plain(stdout)).toContain('✔ Wrote 63 changes. 1 request was sent again.\n');
  });

  test('40 columns: no line is longer', async () => {
    const { stdout } = await apply([slow], { columns: 40 });
    const text = plain(stdout);
    expect(text).toMatch(/Writing \d+ of 63 · \d+ s left\n/);
    const progress = text.slice(0, text.indexOf('Receipt:'));
    for (const line of progress.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
  });

  test('ASCII if the locale is not UTF-8', async () => {
    const text = plain((await apply([slow], { env: { LANG: 'C' } })).stdout);
    expect(text).toMatch(/[-\\|/] Writing \d+ of 63/);
    expect(text).toContain('+ Wrote 63 changes.\n');
    expect(text).toMatch(/^[\n -~]*$/);
  });

  test.each([
    { env: { NO_COLOR: '1' }, flags: [], coloured: false },
    { env: {}, flags: ['--no-color'], coloured: false },
    { env: {}, flags: [], coloured: true },
  ])('$env $flags: coloured $coloured', async ({ env, flags, coloured }) => {
    const { stdout } = await apply([], { env, flags });
    expect(stdout.includes('\x1b[32m')).toBe(coloured);
  });

  test.each([
    { name: '--progress lines', flags: ['--progress', 'lines'], env: {} },
    { name: 'the variable', flags: [], env: { TIMEBACK_CATALOG_PROGRESS: 'lines' } },
    { name: 'a terminal without control codes', flags: [], env: { TERM: 'dumb' } },
    { name: 'CI', flags: [], env: { CI: 'true' } },
  ])('$name: nothing is drawn over, for a screen reader', async ({ flags, env }) => {
    const { stdout } = await apply([], { env, flags });
    // What hides the cursor, erases a line, goes up one.
    for (const code of ['[?25l', '[2K', '[1A']) expect(stdout).not.toContain(`\x1b${code}`);
    expect(plain(stdout)).toContain('Writing 63 changes …\n');
  });

  test('--quiet: the result alone', async () => {
    const { stdout } = await apply([], { flags: ['--quiet'] });
    expect(plain(stdout)).toMatch(/^Receipt: /m);
    expect(plain(stdout)).not.toMatch(/Read|Writ|Compared/);
  });
});
