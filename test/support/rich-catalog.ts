import type { SeedRecord } from '../../src/features/emulator/server/emulator.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { DialectName } from './dialects.ts';
import type { CatalogState } from './published-folder.ts';

// A small catalog in two states that gives every quirk something to bite on. Ids and titles are
// such that no node can be taken for another.

const composed = 'Caf\u00e9';
const decomposed = 'Cafe\u0301';

/** What the platform holds before the first state is published, in a form that a dialect can see. */
export function heldBefore(dialect: DialectName): readonly SeedRecord[] {
  if (dialect === 'partner') return before;
  // Nested, it would be a lesson there.
  return before.map(({ kind, record: { parent: _, ...record } }) => ({ kind, record }));
}

/** As the partner dialect sees it. */
const before: readonly SeedRecord[] = [
  { kind: 'course', record: { sourcedId: 'course-1', status: 'active', title: 'Old name' } },
  {
    kind: 'unit',
    record: {
      sourcedId: 'unit-0',
      status: 'active',
      title: 'Held before',
      course: { sourcedId: 'course-1' },
      metadata: { own: { note: 'kept', gone: null } },
    },
  },
  {
    kind: 'unit',
    record: {
      sourcedId: 'unit-1',
      status: 'active',
      title: 'Nested before',
      course: { sourcedId: 'course-1', href: 'https://elsewhere.test', type: 'course' },
      parent: { sourcedId: 'unit-0' },
      sortOrder: 3,
    },
  },
];

const video = {
  sourcedId: 'video',
  title: 'Film of a river',
  vendorResourceId: 'v-1',
  roles: ['primary', 'secondary'],
  importance: 'primary',
};

function course(number: number, fields: JsonObject, units: readonly Json[]): JsonObject {
  return { kind: 'course', sourcedId: `course-${number}`, ...fields, units };
}

const unit = (number: number, fields: JsonObject, lessons: readonly Json[]): JsonObject => ({
  sourcedId: `unit-${number}`,
  ...fields,
  lessons,
});

const lesson = (number: number, title: string, fields: JsonObject = {}): JsonObject => ({
  sourcedId: `lesson-${number}`,
  title,
  ...fields,
});

const ids = {
  course: ['course-0', 'course-1'],
  unit: ['unit-0', 'unit-1', 'unit-2'],
  lesson: ['lesson-0', 'lesson-1', 'lesson-2', 'lesson-3', 'lesson-4'],
  resource: ['video'],
};

function ledger(retired: readonly string[], more: readonly string[] = []): string[] {
  const lines = Object.entries(ids).flatMap(([kind, list]) =>
    list.map((id) => `${id} ${kind} ${retired.includes(id) ? 'retired no longer taught' : 'live'}`),
  );
  return [...lines, ...more];
}

const metadata = {
  metrics: { totalXp: 1200, ratio: 0.5 },
  tags: ['c', 'a', 'b'],
  [composed]: { [decomposed]: [composed, decomposed] },
  on: '2026-01-01',
  none: null,
  within: { none: null, deeper: { none: null } },
  empty: {},
  list: [],
  text: '',
};

/** The first state: everything new but the second course and two units. */
export const first: CatalogState = {
  ledger: ledger([]),
  manifests: [
    course(
      0,
      {
        title: `${composed} reading`,
        courseCode: 'R-1',
        subjects: ['Reading', 'Math'],
        grades: ['6', '7', 'K'],
        subjectCodes: ['b', 'a'],
        metadata,
        resources: [video],
      },
      [
        unit(2, { title: `Stones ${decomposed}`, prerequisites: ['unit-1', 'unit-0'] }, [
          lesson(0, 'Granite', { resources: ['video'], metadata: { xp: 10 } }),
          lesson(1, 'Marble', { metadata: {} }),
          lesson(2, ' Basalt  rock', { metadata: { a: null } }),
        ]),
      ],
    ),
    course(1, { title: 'Rivers', courseCode: null, grades: [8], metadata: { goals: { x: 1 } } }, [
      unit(0, { title: 'Springs', metadata: { own: { more: true } } }, [lesson(3, 'Amazon')]),
      unit(1, { title: 'Deltas', prerequisites: [] }, [lesson(4, 'Nile')]),
    ]),
  ],
};

/** The second state: edited, cleared, moved, re-ordered, retired and added to. */
export const second: CatalogState = {
  ledger: ledger(
    ['unit-1', 'lesson-2', 'lesson-4'],
    ['lesson-5 lesson live', 'unit-3 unit live', 'map resource live'],
  ),
  manifests: [
    course(
      0,
      {
        title: `${decomposed} reading`,
        courseCode: null,
        subjects: [],
        grades: ['7', 'K', '12'],
        subjectCodes: null,
        metadata: { metrics: { totalXp: 900 }, tags: null, [decomposed]: null, empty: { x: {} } },
        resources: [
          { ...video, roles: ['secondary'], vendorId: null },
          {
            ...video,
            sourcedId: 'map',
            title: `Map ${decomposed}`,
            metadata: { '5': [null, '5'] },
          },
        ],
      },
      [
        unit(2, { title: `Stones ${composed}`, prerequisites: null }, [
          lesson(1, 'Marble', { metadata: { xp: { of: 1 } } }),
          lesson(0, 'Granite', { resources: [], metadata: { xp: null } }),
          lesson(3, 'Amazon'),
        ]),
      ],
    ),
    course(1, { title: 'Rivers', courseCode: 'R-2', grades: null, metadata: { goals: 5 } }, [
      unit(0, { title: 'Springs', metadata: { own: null } }, [
        lesson(5, 'Danube', { resources: ['map'] }),
      ]),
      unit(3, { title: `Lakes ${composed}`, prerequisites: ['unit-0'], metadata }, []),
    ]),
  ],
};
