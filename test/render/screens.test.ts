// What a person sees on terminals of 40, 80 and 200 columns: whole commands, as files to be read, with their
// colours. Titles are long, without blanks, from right to left, and in pictures.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { folderWith, put } from '../support/catalog-folder.ts';
import { cli, cliOnScreen } from '../support/command-line.ts';
import type { Around } from '../support/program.ts';
import { hasGit, repositoryAt } from '../support/repository.ts';
import { edited, published, slips } from '../support/screen-catalog.ts';
import { expectFitting, readable } from '../support/screens.ts';
import { configFor, serveCatalog } from '../support/served-catalog.ts';

/** A catalog that was published; then authors edited it, and somebody else wrote on the platform. */
async function story() {
  const { folder, around, emulator, url } = await serveCatalog();
  const write = (files: Readonly<Record<string, string>>) => {
    for (const [file, text] of Object.entries(files)) put(folder, file, text);
  };
  rmSync(join(folder, 'catalog/course.yaml'));
  write(published);
  const europe = await serveCatalog();
  const [, second = ''] = configFor(europe.url).split('environments:\n');
  write({
    'timeback-catalog.yaml':
      configFor(url).replace('test:', 'a:') + second.replace('test:', 'europe:'),
  });
  const repository = repositoryAt(folder);
  repository.git('init', '-q', '-b', 'main');
  return { around, emulator, write, repository };
}

async function publishedStory() {
  const all = await story();
  const { around, emulator, write, repository } = all;
  expect(await cli(['fmt'], around)).toMatchObject({ code: 0 });
  repository.commit();
  expect(await cli(['apply', '--env', 'a', '-y'], around)).toMatchObject({ code: 0 });
  write(edited);
  const reason = 'merged into the unit test';
  await cli(['fmt'], around);
  expect(
    await cli(['retire', 'Reading between the lines', '--reason', reason], around),
  ).toMatchObject({ code: 0 });
  const [record] = emulator.records('unit').filter(({ title }) => title === 'Inference');
  emulator.seed([{ kind: 'unit', record: { ...record, title: 'Inferring what is not said' } }]);
  return all;
}

interface Scene {
  readonly name: string;
  readonly args: string;
  readonly on: () => Promise<{ readonly around: Around }>;
  /** Its command changes what the next one would find. */
  readonly writes?: true;
  readonly code?: number;
}

const withSlips = async (): Promise<{ readonly around: Around }> => ({
  around: { cwd: folderWith({ ...published, ...slips }) },
});

const scenes: readonly Scene[] = [
  { name: 'plan-of-new', args: 'plan --env a', on: story },
  { name: 'plan', args: 'plan --env a', on: publishedStory },
  { name: 'several', args: 'plan -q --env a --env europe', on: publishedStory },
  { name: 'drift', args: 'plan --env a --refresh-only', on: publishedStory },
  { name: 'guard', args: 'apply --env a -y', on: publishedStory, code: 5 },
  { name: 'apply', args: 'apply --env a -y --target Inferences', on: publishedStory, writes: true },
  { name: 'tree', args: 'tree', on: publishedStory },
  { name: 'show', args: 'show Supporting', on: publishedStory },
  { name: 'doctor', args: 'doctor --env a', on: publishedStory },
  { name: 'check', args: 'check', on: publishedStory },
  { name: 'problems', args: 'check', on: withSlips, code: 1 },
];

const written = [published, edited, slips].flatMap((files) => Object.values(files));

test.skipIf(!hasGit).each(scenes)('$name', async ({ name, args, on, code = 0, writes }) => {
  const words = args.split(' ');
  let { around } = await on();
  const { stdout, stderr } = await cli(words, around);
  for (const columns of [40, 80, 200]) {
    if (writes) around = (await on()).around;
    const env = { ...around.env, FORCE_COLOR: '1' };
    const shown = await cliOnScreen(words, { ...around, env }, columns);
    expect(shown.code, shown.stdout).toBe(code);
    expectFitting(shown.stdout, columns, [stderr, stdout, ...written].join('\n'));
    const file = join(import.meta.dirname, `screens/${name}-${columns}.txt`);
    await expect(readable(shown.stdout)).toMatchFileSnapshot(file);
  }
});

test('without colours, a screen shows the same letters', async () => {
  const { around } = await withSlips();
  const [plain, coloured] = await Promise.all(
    [{ NO_COLOR: '1' }, { FORCE_COLOR: '1' }].map((env) =>
      cliOnScreen(['check'], { ...around, env }, 80),
    ),
  );
  expect(coloured?.stdout).not.toBe(plain?.stdout);
  expect(stripVTControlCharacters(coloured?.stdout ?? '')).toBe(plain?.stdout);
});
