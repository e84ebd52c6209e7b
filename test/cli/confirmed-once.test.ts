import { expect, test } from 'vitest';
import { cli } from '../support/command-line.ts';
import { hasGit, repositoryAt } from '../support/repository.ts';
import { serveCatalog } from '../support/served-catalog.ts';

/** A course with two lessons whose content tells them apart, under these ids. */
const manifest = (fractions: number, plants: number) => `kind: course
sourcedId: course-1
title: Reading
units:
  - sourcedId: unit-1
    title: Unit 1
    lessons:
      - sourcedId: lesson-${fractions}
        title: Adding fractions with unlike denominators
        metadata: { xp: 12, topic: fractions and their sums }
      - sourcedId: lesson-${plants}
        title: Photosynthesis in green plants
        metadata: { xp: 30, topic: biology of leaves }
`;

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

    expect((await publish(manifest(1, 2))).code).toBe(0);
    expect((await publish(manifest(2, 1))).code).toBe(5);
    expect((await confirm('they were mixed up')).code).toBe(0);
    expect((await publish(manifest(2, 1))).code).toBe(0);
    const then = titles();

    const again = await publish(manifest(1, 2));
    expect([again.code, again.stderr]).toEqual([5, expect.stringContaining('[identity/swapped]')]);
    expect(titles()).toEqual(then);
    // The same line once more says nothing new; another reason does.
    expect((await confirm('they were mixed up')).code).not.toBe(0);
    expect((await confirm('it was right before')).code).toBe(0);
    expect((await publish(manifest(1, 2))).code).toBe(0);
    expect(titles()).not.toEqual(then);
  },
);
