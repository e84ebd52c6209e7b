// An option that would have no effect is refused: whoever types it believes that it has one.
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';

const given: readonly { readonly args: string; readonly option: string; readonly only: string }[] =
  [
    { args: 'tree --parallelism 2', option: '--parallelism', only: 'with `--env`' },
    { args: 'tree --insecure-http', option: '--insecure-http', only: 'with `--env`' },
    { args: 'explain id/duplicate --env local', option: '--env', only: 'for a node' },
    { args: 'explain lesson/x --parallelism 2', option: '--parallelism', only: 'with `--env`' },
    { args: 'check --insecure-http', option: '--insecure-http', only: 'with `--standards-env`' },
    { args: 'take x --from y --insecure-http', option: '--insecure-http', only: 'with `--env`' },
    { args: 'probe --read-only --ids', option: '--ids', only: 'without `--read-only`' },
    { args: 'probe --clean x --facts f', option: '--facts', only: 'without `--clean`' },
    { args: 'probe --clean x --no-facts', option: '--no-facts', only: 'without `--clean`' },
    { args: 'rehearse --clean x --course y', option: '--course', only: 'without `--clean`' },
    { args: 'rehearse --clean x --agent', option: '--agent', only: 'without `--clean`' },
    { args: 'show plan.json --env local', option: '--env', only: 'for a node' },
    { args: 'show lesson/x --detail tree', option: '--detail', only: 'for a saved plan' },
    { args: 'show lesson/x --no-pager', option: '--no-pager', only: 'for a saved plan' },
    {
      args: 'plan --against-git HEAD --impact',
      option: '--impact',
      only: 'without `--against-git`',
    },
    {
      args: 'plan --against-git HEAD --parallelism 2',
      option: '--parallelism',
      only: 'without `--against-git`',
    },
    { args: 'plan --refresh-only --impact', option: '--impact', only: 'without `--refresh-only`' },
    { args: 'apply --resume --as-draft D- -y', option: '--as-draft', only: 'without `--resume`' },
    { args: 'apply --resume --impact -y', option: '--impact', only: 'without `--resume`' },
    { args: 'import remote --map A=lesson.title', option: '--map', only: 'with `import outline`' },
    {
      args: 'import outline a.csv --additional',
      option: '--additional',
      only: 'with `import remote`',
    },
    {
      args: 'import cartridge a.imscc --course x',
      option: '--course',
      only: 'with `import outline`',
    },
    { args: 'import remote --rekey', option: '--rekey', only: 'with `import outline`' },
    { args: 'import remote --clear', option: '--clear', only: 'with `import outline`' },
    { args: 'import olx a.tar.gz --clear', option: '--clear', only: 'with `import outline`' },
    {
      args: 'retire x --reason y --insecure-http',
      option: '--insecure-http',
      only: 'with `--env`',
    },
  ];

describe('an option without effect', () => {
  test.each(given)('$args', async ({ args, option, only }) => {
    const cwd = folderWith(catalogFiles());
    const before = readdirSync(cwd);
    const { code, stderr, stdout } = await cli(args.split(' '), { cwd });
    expect(code).toBe(64);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(`${option} has an effect only ${only}`);
    expect(stdout).toBe('');
    expect(readdirSync(cwd)).toEqual(before);
  });
});

test('a default is no option that was given', async () => {
  const cwd = folderWith(catalogFiles());
  const { code } = await cli(['tree', '--env', 'local', '--parallelism', '2'], { cwd });
  expect(code).toBe(0);
});

const ofOne: readonly string[] = [
  'events check events.jsonl',
  'ids export -f csv',
  'import remote',
  'probe -y',
  'rehearse',
  'show course/course-1',
  'tree',
  'undo receipt.jsonl -y',
];

describe('no environment is left out silently', () => {
  test.each(ofOne)('%s', async (args) => {
    const cwd = folderWith({ ...catalogFiles(), 'events.jsonl': '{}\n' });
    const twice = ['-e', 'local', '-e', 'production'];
    const { code, stderr } = await cli([...args.split(' '), ...twice], { cwd });
    expect({ code, stderr }).toMatchObject({ code: 64 });
    expect(stderr).toMatch(/local,production|one platform or one commit/);
  });
});
