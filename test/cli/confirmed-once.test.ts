import { expect, test } from 'vitest';
import { exchangeable, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { hasGit, repositoryAt } from '../support/repository.ts';
import { serveCatalog } from '../support/served-catalog.ts';

test.skipIf(!hasGit)(
  'a confirmation that was published does not allow the exchange again',
  async () => {
    const { folder, around, emulator } = await serveCatalog();
    const repository = repositoryAt(folder);
    repository.git('init', '-q', '-b', 'main');
    const publish = async (text: string) => {
      repository.commit({ '.gitignore': '.timeback-catalog\n', 'catalog/course.yaml': text });
      return cli(['apply', '--env', 'test', '-y'], around);
    };
    const confirm = (reason: string) =>
      cli(['confirm', 'lesson-1', '--replaces', 'lesson-2', '--reason', reason], around);
    const titles = () =>
      emulator.records('lesson').map(({ sourcedId, title }) => [sourcedId, title]);

    expect((await publish(exchangeable(1, 2))).code).toBe(0);
    expect((await publish(exchangeable(2, 1))).code).toBe(5);
    expect((await confirm('they were mixed up')).code).toBe(0);
    expect((await publish(exchangeable(2, 1))).code).toBe(0);
    const then = titles();

    const again = await publish(exchangeable(1, 2));
    expect([again.code, again.stderr]).toEqual([5, expect.stringContaining('[identity/swapped]')]);
    expect(titles()).toEqual(then);
    // The same line once more says nothing new; another reason does.
    expect((await confirm('they were mixed up')).code).not.toBe(0);
    expect((await confirm('it was right before')).code).toBe(0);
    expect((await publish(exchangeable(1, 2))).code).toBe(0);
    expect(titles()).not.toEqual(then);
  },
);

test.skipIf(!hasGit).each([
  { after: 'a partial run', words: () => ['apply', '--target', 'unit-1'], unit: 'Unit three' },
  { after: 'an undo', words: (receipt: string) => ['undo', receipt], unit: 'Unit 1' },
])('nor after $after', async ({ words, unit }) => {
  const { folder, around } = await serveCatalog();
  const repository = repositoryAt(folder);
  repository.git('init', '-q', '-b', 'main');
  const publish = async (text: string, title = 'Unit 1', run: readonly string[] = ['apply']) => {
    const manifest = text.replace('Unit 1', title);
    repository.commit({ '.gitignore': '.timeback-catalog\n', 'catalog/course.yaml': manifest });
    return cli([...run, '--env', 'test', '-y'], around);
  };
  expect((await publish(exchangeable(1, 2))).code).toBe(0);
  put(folder, 'catalog/course.yaml', exchangeable(2, 1));
  await cli(['confirm', 'lesson-1', '--replaces', 'lesson-2', '--reason', 'mixed up'], around);
  expect((await publish(exchangeable(2, 1))).code).toBe(0);
  const { stdout } = await publish(exchangeable(2, 1), 'Unit two');
  const [receipt = ''] = /\.timeback-catalog\S+\.jsonl/.exec(stdout) ?? [];
  expect((await publish(exchangeable(2, 1), 'Unit three', words(receipt))).code).toBe(0);
  const again = await publish(exchangeable(1, 2), unit);
  expect([again.code, again.stderr]).toEqual([5, expect.stringContaining('[identity/swapped]')]);
});
