// Two nodes of one place with one key: said at once, since a later import can only guess.
import { describe, expect, test } from 'vitest';
import { folderWith } from '../support/catalog-folder.ts';
import { importText } from '../support/import-outline.ts';

const outline = (...lessons: readonly object[]) =>
  JSON.stringify({
    title: 'Reading',
    units: [
      { key: 'u', title: 'Main', lessons },
      { key: 'v', title: 'More', lessons: [{ key: 'k', title: 'Third' }] },
    ],
  });
const uuid = (n: number) => `0d6f3c0e-6f2b-4a56-9a53-00000000000${n}`;

describe('two lessons with one key', () => {
  test.each([
    {
      name: 'in an outline',
      file: 'outline.json',
      text: outline({ key: 'k', title: 'One' }, { key: 'k', title: 'Two' }),
    },
    {
      name: 'in a table',
      file: 'outline.csv',
      text: 'key,course,unit,lesson\nk,Reading,Main,One\nk,Reading,Main,Two\n',
    },
  ])('$name are named with their places, and both are imported', async ({ file, text }) => {
    const result = await importText(folderWith(), text, { file });
    expect(result.ok).toBe(true);
    expect(result.problems).toEqual([
      expect.objectContaining({
        code: 'import/shared-key',
        detail: expect.stringMatching(/^The lessons "One" at .+ and "Two" at .+ have the same key/),
      }),
    ]);
  });

  test('once each has its own, both keep their ids and nothing is said', async () => {
    const folder = folderWith();
    const file = 'outline.json';
    await importText(folder, outline({ key: 'k', title: 'One' }, { key: 'k', title: 'Two' }), {
      file,
    });
    const cured = outline({ key: 'k', title: 'One' }, { key: 'k2', title: 'Two' });
    const again = await importText(folder, cured, { file, likeGone: 'same' });
    expect(again).toMatchObject({ ok: true, problems: [], value: { changes: [] } });
  });

  test.each([
    {
      name: 'ids of their own tell them apart',
      lessons: [
        { key: 'k', title: 'One', uuid: uuid(1) },
        { key: 'k', title: 'Two', uuid: uuid(2) },
      ],
    },
    {
      name: 'they are one',
      lessons: [
        { key: 'k', title: 'One' },
        { key: 'k', title: 'One' },
      ],
    },
    { name: 'they stand in two units', lessons: [{ key: 'k', title: 'One' }] },
    { name: 'titles are their keys', lessons: ['Quiz', 'Quiz'].map((title) => ({ title })) },
  ])('nothing is said if $name', async ({ lessons }) => {
    const result = await importText(folderWith(), outline(...lessons), { file: 'outline.json' });
    expect(result).toMatchObject({ ok: true, problems: [] });
  });
});
