// Laws over random catalogs, published to an emulator that behaves in random reported ways.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../src/emulator/emulator.ts';
import type { QuirkName } from '../src/emulator/quirks.ts';
import { kinds } from '../src/model/kind.ts';
import { applyFolder, planFolder } from './support/publish.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'timeback-catalog-laws-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const title = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const leaf = fc.oneof(
  fc.integer(),
  fc.boolean(),
  title,
  fc.constant(null),
  fc.array(title, { maxLength: 2 }),
);
const name = fc.stringMatching(/^[a-z]{1,5}$/);
const metadata = fc.dictionary(name, fc.oneof(leaf, fc.dictionary(name, leaf, { maxKeys: 2 })), {
  maxKeys: 3,
});
const fields = fc.record({ title, metadata }, { requiredKeys: ['title'] });
const courseFields = fc.record(
  {
    title,
    metadata,
    grades: fc.uniqueArray(fc.constantFrom('5', '6', '7', 'K'), { maxLength: 3 }),
    subjects: fc.option(fc.uniqueArray(fc.constantFrom('Math', 'Reading'), { maxLength: 2 })),
    courseCode: fc.option(title),
  },
  { requiredKeys: ['title'] },
);

/** Which of a fixed pool of ids are there, under which parent, in which order, with which fields. */
const arrangement = fc.record({
  courses: fc.array(courseFields, { minLength: 1, maxLength: 2 }),
  units: fc.shuffledSubarray([0, 1, 2, 3]),
  lessons: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6]),
  places: fc.array(fc.nat(), { minLength: 11, maxLength: 11 }),
  texts: fc.array(fields, { minLength: 11, maxLength: 11 }),
  video: fc.boolean(),
});
type Arrangement = typeof arrangement extends fc.Arbitrary<infer T> ? T : never;

/** No two nodes are alike by chance: the gate would rightly take one for the other. */
const words = 'apple river stone cloud tiger violin harbour meadow copper lantern saddle'.split(
  ' ',
);
const distinct = (index: number, node: Arrangement['texts'][number] | undefined) => ({
  ...node,
  title: `${words[index]}${node?.title}`,
});

/** A manifest a course. JSON is YAML. */
function manifestsOf({ courses, units, lessons, places, texts, video }: Arrangement): string[] {
  const under = (place: number | undefined, parents: number) => (place ?? 0) % Math.max(1, parents);
  return courses.map((course, c) => {
    const mine = units.filter((u) => under(places[u], courses.length) === c);
    const nodes = mine.map((u) => ({
      sourcedId: `unit-${u}`,
      ...distinct(u, texts[u]),
      lessons: lessons
        .filter((l) => units[under(places[4 + l], units.length)] === u)
        .map((l) => ({
          sourcedId: `lesson-${l}`,
          ...distinct(4 + l, texts[4 + l]),
          ...(video && l === 0 && { resources: ['video'] }),
        })),
    }));
    const resource = { sourcedId: 'video', title: 'Video', vendorResourceId: 'v' };
    return JSON.stringify({
      kind: 'course',
      sourcedId: `course-${c}`,
      ...course,
      units: nodes,
      ...(video && c === 0 && { resources: [resource] }),
    });
  });
}

let count = 0;
function folderWith(manifests: readonly string[]): string {
  count += 1;
  const folder = join(root, String(count));
  mkdirSync(join(folder, 'catalog'), { recursive: true });
  const config =
    'org: partner-sandbox\nenvironments: { test: { baseUrl: https://timeback.test } }\n';
  writeFileSync(join(folder, 'timeback-catalog.yaml'), config);
  for (const [index, text] of manifests.entries()) {
    writeFileSync(join(folder, `catalog/${index}.yaml`), text);
  }
  return folder;
}

const puts = (emulator: Emulator) =>
  emulator.requests.filter(({ method }) => method === 'PUT').length;

async function publish(emulator: Emulator, folder: string): Promise<void> {
  const applied = await applyFolder(emulator, folder);
  if (!applied.ok) throw new Error(JSON.stringify(applied.problems, undefined, 1));
  const { report } = applied.value;
  expect(report.outcomes.filter(({ status }) => status !== 'applied')).toEqual([]);
  expect(report.settled).toEqual({ state: 'converged' });
  const again = await planFolder(emulator, folder);
  expect(again.ok && again.value.plan.changes).toEqual([]);
}

const one = (names: readonly QuirkName[]) =>
  fc.option(fc.constantFrom(...names), { nil: undefined });
const quirkSet = fc
  .tuple(
    one(['put-merges', 'put-merges-metadata']),
    one(['put-answers-200', 'put-answers-201', 'put-answers-204', 'put-answers-empty']),
    fc.subarray<QuirkName>([
      'injects-defaults',
      'mirrors-parent',
      'date-overwritten',
      'drops-nulls',
      'grades-as-numbers',
      'lists-reordered',
      'titles-decomposed',
      'references-with-href',
      'adds-read-only',
      'page-cap-100',
      'short-pages',
    ]),
  )
  .map(([merge, answer, others]) =>
    [merge, answer, ...others].filter((quirk) => quirk !== undefined),
  );

describe('laws of publishing', () => {
  test('apply then plan is empty, for any catalog and any later state of it, under any quirks', async () => {
    await fc.assert(
      fc.asyncProperty(arrangement, arrangement, quirkSet, async (first, second, quirks) => {
        const emulator = createEmulator({ quirks });
        try {
          await publish(emulator, folderWith(manifestsOf(first)));
          await publish(emulator, folderWith(manifestsOf(second)));
        } finally {
          emulator.close();
        }
      }),
      { numRuns: 60 },
    );
  });

  test('the order of files and the split into files do not matter', async () => {
    await fc.assert(
      fc.asyncProperty(arrangement, async (state) => {
        const emulator = createEmulator();
        try {
          const manifests = manifestsOf(state);
          await publish(emulator, folderWith(manifests));
          const before = puts(emulator);
          await publish(emulator, folderWith([...manifests].reverse()));
          expect(puts(emulator)).toBe(before);
        } finally {
          emulator.close();
        }
      }),
      { numRuns: 20 },
    );
  });

  test('no identity ever changes and nothing that others hold is lost', async () => {
    await fc.assert(
      fc.asyncProperty(arrangement, arrangement, async (first, second) => {
        const emulator = createEmulator();
        try {
          await publish(emulator, folderWith(manifestsOf(first)));
          const stored = new Map(
            kinds.flatMap((kind) =>
              emulator
                .records(kind)
                .map((record) => [`${kind}/${record['sourcedId']}`, kind] as const),
            ),
          );
          const extra = { ownNote: { kept: true } };
          emulator.seed(
            kinds.flatMap((kind) =>
              emulator.records(kind).map((record) => ({ kind, record: { ...record, ...extra } })),
            ),
          );
          await publish(emulator, folderWith(manifestsOf(second)));
          const after = kinds.flatMap((kind) =>
            emulator.records(kind).map((record) => ({ kind, record })),
          );
          for (const address of stored.keys()) {
            const found = after.find(
              ({ kind, record }) => `${kind}/${record['sourcedId']}` === address,
            );
            expect(found?.record).toMatchObject(extra);
          }
        } finally {
          emulator.close();
        }
      }),
      { numRuns: 30 },
    );
  });
});
