// Real outlines. They lie beside the project and not in it; where they are absent these tests skip.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { readCorpus } from '../support/corpora.ts';
import { filesIn, isFormatted } from '../support/import-folder.ts';
import { imported } from '../support/import-outline.ts';
import { publish } from '../support/published-folder.ts';

const file = 'outline.json';

test.each([
  { name: 'small-openstax-fizyka-3', lessons: 95, places: 95 },
  { name: 'medium-openstax-fizyka', lessons: 322, places: 338 },
  { name: 'medium-odin-project', lessons: 284, places: 397 },
])('$name: import, apply, import again is identical', async ({ name, lessons, places }) => {
  const corpus = readCorpus(name);
  if (!corpus) return;
  const folder = folderWith({
    'timeback-catalog.yaml':
      'org: partner-sandbox\nenvironments: { test: { baseUrl: https://timeback.test } }\n',
  });
  const first = await imported(folder, JSON.stringify(corpus), { file });
  const isNew = first.changes.filter(({ kind }) => kind === 'lesson');
  expect(isNew).toHaveLength(lessons);
  expect(first.leftOut.filter(({ why }) => why.includes('stands elsewhere'))).toHaveLength(
    places - lessons,
  );
  expect(isFormatted(folder)).toBe(true);
  const files = filesIn(folder);
  const emulator = createEmulator();
  try {
    await publish(emulator, folder);
  } finally {
    emulator.close();
  }
  const again = await imported(folder, JSON.stringify(corpus), { file });
  expect([...again.written, ...again.changed]).toEqual([]);
  expect(filesIn(folder)).toEqual(files);
});

test('a real outline in another order, with new titles, keeps every id', async () => {
  const corpus = readCorpus('medium-odin-project');
  if (!corpus) return;
  const folder = folderWith();
  await imported(folder, JSON.stringify(corpus), { file });
  const before = readFileSync(join(folder, 'catalog.keys'), 'utf8');
  const changed = {
    courses: corpus.courses.map((course) => ({
      ...course,
      title: `${course.title}!`,
      units: course.units.toReversed().map((unit) => ({
        ...unit,
        lessons: unit.lessons
          .toReversed()
          .map(({ uuid: _, ...lesson }) => ({ ...lesson, title: `New ${lesson.title}` })),
      })),
    })),
  };
  await imported(folder, JSON.stringify({ ...corpus, ...changed }), { file });
  expect(readFileSync(join(folder, 'catalog.keys'), 'utf8')).toBe(before);
});
