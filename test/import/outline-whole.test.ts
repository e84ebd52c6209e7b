// A JSON outline and a table take every field that manifests have (D12, D13).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/document/parse.ts';
import { contentFields, fieldTarget } from '../../src/features/import/fields.ts';
import { referenceLists } from '../../src/manifest/manifest.ts';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { kinds } from '../../src/model/node.ts';
import { folderWith, put } from '../support/catalog-folder.ts';
import { isFormatted } from '../support/import-folder.ts';
import { imported } from '../support/import-outline.ts';

function manifest(folder: string, file: string): JsonObject {
  const parsed = parseYaml(file, readFileSync(join(folder, 'catalog', file), 'utf8'));
  if (!parsed.ok || !isObject(parsed.value.value)) throw new Error(JSON.stringify(parsed));
  return parsed.value.value;
}

/** A value for every field of the schema; what one of them is to look like is the schema's word. */
const values: Readonly<Record<string, Json>> = {
  freeze: false,
  primaryApp: 'an-app',
  level: 'AP',
  defaults: { resource: { metadata: { masteryThreshold: 90 } } },
  courseCode: 'ENG-9',
  org: 'an-org',
  subjects: ['Writing'],
  grades: ['9'],
  subjectCodes: ['W9'],
  standards: ['standard-1'],
  vendorResourceId: 'v-1',
  vendorId: 'vendor',
  applicationId: 'app',
  roles: ['primary'],
  importance: 'primary',
  prerequisites: [],
  resources: [],
  metadata: { xp: 12, metrics: { totalXp: 1.1 } },
  additional: { gradingScheme: 'A' },
};

function whole(kind: 'course' | 'unit' | 'lesson' | 'resource'): JsonObject {
  return Object.fromEntries(
    contentFields(kind).map((field) => {
      // A field that the schema has and this table has not fails here, and wants a row.
      if (!(field in values)) throw new Error(`no value for ${kind}.${field}`);
      return [field, values[field] ?? null];
    }),
  );
}

describe('a JSON outline', () => {
  test('takes every field of every kind, and leaves nothing out', async () => {
    const lesson = { key: 'l', title: 'Thesis', ...whole('lesson'), resources: ['quiz', 'text'] };
    const unit = { key: 'u', title: 'Essays', ...whole('unit'), lessons: [lesson] };
    const second = { key: 'u2', title: 'Poems', prerequisites: ['u'], lessons: [] };
    const resources = [
      { key: 'quiz', title: 'Quiz', ...whole('resource') },
      { sourcedId: 'text', title: 'Text', vendorResourceId: 17 },
    ];
    const course = {
      key: 'c',
      title: 'Grade 9',
      ...whole('course'),
      units: [unit, second],
      resources,
    };
    const folder = folderWith();
    const { leftOut } = await imported(folder, JSON.stringify({ courses: [course] }));
    expect(leftOut).toEqual([]);
    expect(isFormatted(folder)).toBe(true);
    const written = manifest(folder, 'grade-9.yaml');
    expect(written).toMatchObject(whole('course'));
    const [essays, poems] = written['units'] as [JsonObject, JsonObject];
    expect(essays).toMatchObject(whole('unit'));
    expect(poems['prerequisites']).toEqual([essays['sourcedId']]);
    const [quiz, text] = written['resources'] as [JsonObject, JsonObject];
    expect(quiz).toMatchObject(whole('resource'));
    expect(text).toEqual({ sourcedId: 'text', title: 'Text', vendorResourceId: '17' });
    const [thesis] = essays['lessons'] as [JsonObject];
    expect(thesis).toMatchObject({ ...whole('lesson'), resources: [quiz['sourcedId'], 'text'] });
  });

  test('names the fields that it has and that are empty now, and --clear takes them out', async () => {
    const outline = (lesson: JsonObject, course: JsonObject) =>
      JSON.stringify({
        ...course,
        title: 'Grade 9',
        units: [{ title: 'Essays', lessons: [{ title: 'Thesis', ...lesson }] }],
        resources: [{ key: 'quiz', title: 'Quiz' }],
      });
    const folder = folderWith();
    const full = { description: 'Short', minutes: 20, resources: ['quiz'], mood: 'good' };
    const course = { grade: 9, subjects: ['Writing'], courseCode: 'W9' };
    await imported(folder, outline(full, course));
    const before = manifest(folder, 'grade-9.yaml');
    const empty = outline(
      { description: '', minutes: null, resources: [], mood: '' },
      { grade: null, subjects: [], courseCode: '' },
    );
    const fields = [
      ['Grade 9', ['grades', 'subjects', 'courseCode']],
      ['Thesis', ['metadata.description', 'metadata.minutes', 'resources']],
    ];
    const said = async (what: string, clear: boolean) => {
      const { changes } = await imported(folder, empty, { clear });
      return changes.flatMap((one) => (one.what === what ? [[one.title, one.fields]] : []));
    };
    expect(await said('not-cleared', false)).toEqual(fields);
    expect(manifest(folder, 'grade-9.yaml')).toEqual(before);
    expect(await said('cleared', true)).toEqual(fields);
    const { units, ...others } = manifest(folder, 'grade-9.yaml');
    expect(Object.keys(others)).toEqual(['kind', 'sourcedId', 'title', 'resources']);
    const [{ lessons }] = units as unknown as [{ lessons: JsonObject[] }];
    expect(lessons.map((lesson) => Object.keys(lesson))).toEqual([['sourcedId', 'title']]);
  });

  test('an empty field is no emptied one if another spelling of it has a value, or the import gives one', async () => {
    const outline = JSON.stringify({
      title: 'Grade 9',
      ...{ grade: null, grades: ['9'], subject: '', subjects: ['Writing'], courseCode: 'W9' },
      ...{ description: null, metadata: { description: 'keep' } },
      units: [
        {
          title: 'Essays',
          lessons: [{ title: 'Thesis', metadata: { minutes: 20 }, minutes: null }],
        },
      ],
      resources: [
        { title: 'Quiz', vendorResourceId: null, url: 'https://example.org/q', link: '', href: '' },
        { key: 'text', title: 'Text', vendorResourceId: '' },
      ],
    });
    const folder = folderWith();
    await imported(folder, outline);
    const before = manifest(folder, 'grade-9.yaml');
    for (const clear of [false, true]) {
      const { changes } = await imported(folder, outline, { clear });
      expect(changes).toEqual([]);
      expect(manifest(folder, 'grade-9.yaml')).toEqual(before);
    }
    // A field that is emptied under two names is named once, whatever its form.
    const emptied = outline
      .replace('"grades":["9"]', '"grades":[],"freeze":null')
      .replace('"https://example.org/q"', 'null');
    const path = 'catalog/grade-9.yaml';
    put(folder, path, `${readFileSync(join(folder, path), 'utf8')}freeze: true\n`);
    const { changes } = await imported(folder, emptied, { clear: true });
    expect(changes.map(({ what, title, fields }) => [what, title, fields])).toEqual([
      ['cleared', 'Grade 9', ['grades', 'freeze']],
      ['cleared', 'Quiz', ['metadata.url']],
    ]);
  });

  test('names what it leaves out: fields that no manifest has, values that none takes, lost names', async () => {
    const lesson = {
      key: 'l',
      title: 'Thesis',
      mood: 'good',
      metadata: 'none',
      resources: ['quiz', 'gone'],
    };
    const course = {
      title: 'Grade 9',
      units: [{ title: 'Essays', lessons: [lesson] }],
      resources: [{ key: 'quiz', title: 'Quiz', importance: 'main' }],
    };
    const folder = folderWith();
    const { leftOut } = await imported(folder, JSON.stringify({ courses: [course] }));
    expect(leftOut).toEqual([
      {
        what: 'the field mood of the lesson "Thesis" at courses[0].units[0].lessons[0].mood',
        why: 'no manifest has a field for it',
      },
      {
        what: 'the field metadata of the lesson "Thesis" at courses[0].units[0].lessons[0].metadata',
        why: 'a manifest does not allow that value there',
      },
      {
        what: 'the field importance of the resource "Quiz" at courses[0].resources[0].importance',
        why: 'a manifest does not allow that value there',
      },
      {
        what: 'the resource "gone" of the lesson "Thesis" at courses[0].units[0].lessons[0]',
        why: 'the source has no such resource',
      },
    ]);
  });

  test('a second time with other values, the same ids', async () => {
    const outline = (xp: number) =>
      JSON.stringify({
        courses: [
          {
            key: 'c',
            title: 'Grade 9',
            units: [
              { key: 'u', title: 'Essays', lessons: [{ key: 'l', title: 'A', resources: ['q'] }] },
            ],
            resources: [{ key: 'q', title: 'Quiz', metadata: { xp } }],
          },
        ],
      });
    const folder = folderWith();
    await imported(folder, outline(10));
    const before = manifest(folder, 'grade-9.yaml');
    await imported(folder, outline(12));
    const after = JSON.stringify(manifest(folder, 'grade-9.yaml'));
    expect(after).toBe(JSON.stringify(before).replace('"xp":10', '"xp":12'));
  });
});

describe('headers of a table as KIND.FIELD', () => {
  test('are known for every field that is no list of other nodes, whatever the case', () => {
    const known = kinds.flatMap((kind) =>
      contentFields(kind).map((field) => {
        const isMap = field === 'metadata' || field === 'additional';
        return `${kind}.${field}${isMap ? '.any.thing' : ''}`;
      }),
    );
    expect(known.length).toBeGreaterThan(20);
    for (const header of known) {
      const [kind, ...field] = header.split('.');
      expect(fieldTarget(header)).toEqual({ kind, field: field.join('.') });
    }
    expect(fieldTarget('Course.CourseCode')).toEqual({ kind: 'course', field: 'courseCode' });
    for (const kind of kinds) {
      for (const list of Object.keys(referenceLists[kind])) {
        expect(fieldTarget(`${kind}.${list}`)).toBeUndefined();
      }
    }
    expect(fieldTarget('lesson.metadata.__proto__')).toBeUndefined();
    expect(fieldTarget('lesson.metadata')).toBeUndefined();
  });

  test('three grades with ids of their own and one shared resource need no --map', async () => {
    const table = `course.sourcedId,course.title,course.courseCode,course.grades,course.subjects,course.freeze,course.metadata.metrics.totalXp,course.additional.level,unit.sourcedId,unit.title,lesson.sourcedId,lesson.title,lesson.standards,resource.sourcedId,resource.title,resource.vendorResourceId,resource.roles,resource.metadata.type
mr-3,Raiders 3,MR3,3,Math,TRUE,1200,AP,mr-3-u,All,mr-3-l,Play,"a, b",mr-game,The game,raiders,primary,interactive
mr-4,Raiders 4,MR4,4,Math,,1300,,mr-4-u,All,mr-4-l,Play,,mr-game,The game,raiders,primary,interactive
`;
    const folder = folderWith();
    const { leftOut, columns } = await imported(folder, table);
    expect([leftOut, columns?.filter(({ target }) => !target)]).toEqual([[], []]);
    const third = manifest(folder, 'raiders-3.yaml');
    expect(third).toMatchObject({
      sourcedId: 'mr-3',
      courseCode: 'MR3',
      grades: ['3'],
      subjects: ['Math'],
      freeze: true,
      metadata: { metrics: { totalXp: 1200 } },
      additional: { level: 'AP' },
      units: [
        {
          sourcedId: 'mr-3-u',
          lessons: [{ sourcedId: 'mr-3-l', resources: ['mr-game'], standards: ['a', 'b'] }],
        },
      ],
      resources: [{ sourcedId: 'mr-game', roles: ['primary'], metadata: { type: 'interactive' } }],
    });
    expect(manifest(folder, 'raiders-4.yaml')).toMatchObject({
      units: [{ lessons: [{ resources: ['mr-game'] }] }],
    });
  });
});
