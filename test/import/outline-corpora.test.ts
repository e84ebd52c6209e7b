// Whole outlines: ours, and real ones if they lie beside the project.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { type Corpus, realCorpora, sharingCorpus } from '../support/corpora.ts';
import { filesIn, isFormatted } from '../support/import-folder.ts';
import { imported } from '../support/import-outline.ts';
import { publish } from '../support/published-folder.ts';

const file = 'outline.json';

const [lessons, places] = lessonsIn(sharingCorpus);
const real = [
  ...realCorpora('small-openstax-fizyka-3').map((one) => ({ ...one, lessons: 95, places: 95 })),
  ...realCorpora('medium-openstax-fizyka').map((one) => ({ ...one, lessons: 322, places: 338 })),
];
const odin = realCorpora('medium-odin-project');

test.each([
  { name: 'ours', corpus: sharingCorpus, lessons, places },
  ...real,
  ...odin.map((one) => ({ ...one, lessons: 284, places: 397 })),
])('$name: import, apply, import again is identical', async ({ corpus, lessons, places }) => {
  const folder = folderWith({
    'timeback-catalog.yaml':
      'org: partner-sandbox\nenvironments: { test: { baseUrl: https://timeback.test } }\n',
  });
  const first = await imported(folder, JSON.stringify(corpus), { file });
  const isNew = first.changes.filter(({ kind }) => kind === 'lesson');
  expect(isNew).toHaveLength(lessons);
  expect(first.leftOut.filter(({ why }) => why.includes('appears more than once'))).toHaveLength(
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

test.each([{ name: 'ours', corpus: sharingCorpus }, ...odin])(
  '$name in another order, with new titles, keeps every id',
  async ({ corpus }) => {
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
  },
);

/** How many lessons it has, and at how many places. */
function lessonsIn({ courses }: Corpus): readonly [number, number] {
  const all = courses.flatMap(({ units }) => units.flatMap((unit) => unit.lessons));
  return [new Set(all.map(({ uuid }) => uuid)).size, all.length];
}
