// Spreadsheets and JSON outlines: columns, keys, and what a second import does.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, put } from '../support/catalog-folder.ts';
import { filesIn, isFormatted } from '../support/import-folder.ts';
import { imported, importText } from '../support/import-outline.ts';

const table = `Course,Module,Lesson ID,Lesson,Minutes,Link,Mood
Reading,Main ideas,a,"Finding, the main idea",12,https://example.org/1,good
,,b,Supporting details,No,,
,Stories,c,Characters,08,https://example.org/2,
Science,Rocks,d,Granite,,https://example.org/1,
`;

const read = (folder: string, file: string) => readFileSync(join(folder, file), 'utf8');

/** The ids of a manifest by title; of a lesson and a resource of one name the lesson's. */
function idsIn(text: string): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const [, id = '', title = ''] of text.matchAll(
    /sourcedId: (\S+)\n\s+title: "?([^"\n]*)"?/g,
  )) {
    if (!ids.has(title)) ids.set(title, id);
  }
  return ids;
}

describe('a table', () => {
  test('becomes a manifest a course, with its columns understood and the others named', async () => {
    const folder = folderWith();
    const { columns, leftOut } = await imported(folder, table);
    expect(columns?.map(({ target }) => target && `${target.kind}.${target.field}`)).toEqual([
      'course.title',
      'unit.title',
      'lesson.key',
      'lesson.title',
      'lesson.metadata.minutes',
      'resource.metadata.url',
      undefined,
    ]);
    expect(leftOut.map(({ what }) => what)).toEqual(['the column "Mood"']);
    const mappings = [{ column: 'Mood', target: '-' }];
    expect((await imported(folder, table, { mappings })).leftOut).toEqual([]);
    const reading = read(folder, 'catalog/reading.yaml').replace(/[\da-f]{8}-[-\da-f]{27}/g, 'ID');
    expect(reading).toBe(`# yaml-language-server: $schema=../schemas/course.schema.json
kind: course
sourcedId: ID
title: Reading
units:
  - sourcedId: ID
    title: Main ideas
    lessons:
      - sourcedId: ID
        title: Finding, the main idea
        resources: [ID]
        metadata:
          minutes: 12
      - sourcedId: ID
        title: Supporting details
        metadata:
          minutes: "No"
  - sourcedId: ID
    title: Stories
    lessons:
      - sourcedId: ID
        title: Characters
        resources: [ID]
        metadata:
          minutes: "08"
resources:
  - sourcedId: ID
    title: Finding, the main idea
    vendorResourceId: https://example.org/1
    metadata:
      url: https://example.org/1
  - sourcedId: ID
    title: Characters
    vendorResourceId: https://example.org/2
    metadata:
      url: https://example.org/2
`);
    expect(read(folder, 'catalog/science.yaml')).toContain('title: Granite');
    expect(isFormatted(folder)).toBe(true);
  });

  test.each([
    { what: 'semicolons', text: table.replaceAll(',', ';').replace('Finding;', 'Finding,') },
    {
      what: 'tabs',
      text: table
        .replace('"Finding, the main idea"', 'Finding comma the main idea')
        .replaceAll(',', '\t')
        .replace('comma ', ''),
    },
    { what: 'a byte order mark and CRLF', text: `\ufeff${table.replaceAll('\n', '\r\n')}` },
  ])('may have $what', async ({ text }) => {
    const folder = folderWith();
    await imported(folder, text);
    expect(read(folder, 'catalog/reading.yaml')).toContain('title: Supporting details\n');
  });

  test('columns that nobody can guess are told by --map', async () => {
    const folder = folderWith();
    const german = 'Kurs;Kapitel;Titel\nLesen;Eins;Anfang\n';
    const refused = await importText(folder, german);
    expect(refused.problems.map(({ code }) => code)).toEqual(['import/columns']);
    expect(refused.problems[0]?.detail).toContain('"Kurs", "Kapitel", "Titel"');
    const mappings = [
      { column: 'Kurs', target: 'course.title' },
      { column: 'Kapitel', target: 'unit.title' },
      { column: 'Titel', target: 'lesson.title' },
    ];
    await imported(folder, german, { mappings });
    expect(read(folder, 'catalog/lesen.yaml')).toContain('title: Anfang');
  });

  test.each([
    { target: 'lesson.nothing', column: 'Lesson' },
    { target: 'lesson.metadata.__proto__', column: 'Lesson' },
    { target: 'lesson.resources', column: 'Lesson' },
    { target: 'lesson.title', column: 'Lessons' },
  ])('--map $column=$target is refused', async ({ column, target }) => {
    const { ok, problems } = await importText(folderWith(), table, {
      mappings: [{ column, target }],
    });
    expect([ok, problems.map(({ code }) => code)]).toEqual([false, ['import/columns']]);
  });

  test('course and unit may be named for all rows', async () => {
    const folder = folderWith();
    await imported(folder, 'Title\nOne\nTwo\n', { course: 'Reading', unit: 'All' });
    expect([...idsIn(read(folder, 'catalog/reading.yaml')).keys()]).toEqual(['All', 'One', 'Two']);
  });

  test.each([
    { what: 'an open quote', text: 'Course,Unit,Lesson\n"a,b,c\n', code: 'import/unreadable' },
    { what: 'nothing but names', text: 'Course,Unit,Lesson\n', code: 'import/empty' },
    { what: 'nothing', text: '', code: 'import/unreadable' },
    {
      what: 'a spreadsheet that was not exported',
      text: 'PK\u0003\u0004',
      code: 'import/unreadable',
    },
    { what: 'JSON without courses', text: '{"a": 1}', code: 'import/unreadable' },
    { what: 'half a JSON', text: '{"courses": [', code: 'import/unreadable' },
    { what: 'NUL', text: 'a\0b', code: 'file/binary' },
  ])('with $what is refused and nothing is written', async ({ text, code }) => {
    const folder = folderWith();
    const { ok, problems } = await importText(folder, text);
    expect([ok, problems.map((one) => one.code)]).toEqual([false, [code]]);
    expect(Object.keys(filesIn(folder))).toEqual(['outline.csv']);
  });
});

describe('the same source again', () => {
  test('changes nothing where nothing changed', async () => {
    const folder = folderWith();
    await imported(folder, table);
    const before = filesIn(folder);
    const again = await imported(folder, table);
    expect([...again.written, ...again.changed]).toEqual([]);
    expect(filesIn(folder)).toEqual(before);
  });

  test('renames, moves, re-orders and adds without a new id for what was there', async () => {
    const folder = folderWith();
    await imported(folder, table);
    const before = idsIn(read(folder, 'catalog/reading.yaml'));
    const changed = await imported(
      folder,
      `Course,Module,Lesson ID,Lesson
Reading,Stories,b,Supporting details
Reading,Stories,c,Figures
Reading,Main ideas,a,"Finding, the main idea"
Reading,Main ideas,e,New
`,
    );
    const after = read(folder, 'catalog/reading.yaml');
    const ids = idsIn(after);
    expect(ids.get('Supporting details')).toBe(before.get('Supporting details'));
    expect(ids.get('Figures')).toBe(before.get('Characters'));
    expect([...ids.keys()].slice(0, 6)).toEqual([
      'Stories',
      'Supporting details',
      'Figures',
      'Main ideas',
      'Finding, the main idea',
      'New',
    ]);
    // What the source does not speak of stays.
    expect(after).toContain('minutes: 12');
    const told = changed.changes.map(({ what, title, fields }) => [what, title, ...fields]);
    expect(told).toEqual([
      ['moved', 'Supporting details'],
      ['edited', 'Figures', 'title'],
      ['added', 'New'],
    ]);
    expect(changed.gone.map(({ title }) => title)).toContain('Granite');
  });

  test('keeps comments and what authors added', async () => {
    const folder = folderWith();
    await imported(folder, table);
    const text = read(folder, 'catalog/reading.yaml')
      .replace('title: Supporting details', 'title: Supporting details # to be split')
      .replace(
        /( +)- sourcedId: (\S+)\n( +)title: Characters/,
        '$1# Ask first.\n$1- sourcedId: $2\n$3title: Characters\n$3additional: { level: 3 }',
      )
      .replace('  - sourcedId', '  # Opens the course.\n  - sourcedId');
    put(folder, 'catalog/reading.yaml', text);
    await imported(
      folder,
      table.replace('Supporting details', 'Details').replace(',Stories,c', ',Main ideas,c'),
    );
    const after = read(folder, 'catalog/reading.yaml');
    expect(after).toContain('title: Details # to be split\n');
    expect(after).toMatch(
      /# Ask first\.\n +- sourcedId: \S+\n +title: Characters\n +resources: .*\n +metadata:\n.*\n +additional: \{ ?level: 3 ?\}\n/,
    );
    expect(after).toContain('units:\n  # Opens the course.\n');
  });

  test('a node under another key is refused until a person says what it is', async () => {
    const folder = folderWith();
    const plain =
      'Course,Unit,Lesson\nReading,Main ideas,Finding the main idea\nReading,Main ideas,Details\n';
    await imported(folder, plain);
    const before = filesIn(folder);
    const renamed = plain.replace('Finding the main idea', 'Finding the main ideas');
    const refused = await importText(folder, renamed);
    expect(refused.problems.map(({ code }) => code)).toEqual(['import/re-minted']);
    expect({ ...filesIn(folder), 'outline.csv': plain }).toEqual(before);
    const old = idsIn(read(folder, 'catalog/reading.yaml')).get('Finding the main idea');
    await imported(folder, renamed, { likeGone: 'same' });
    expect(idsIn(read(folder, 'catalog/reading.yaml')).get('Finding the main ideas')).toBe(old);
    const again = await imported(folder, renamed);
    expect([...again.written, ...again.changed]).toEqual([]);
  });

  test('--as-new gives it an id of its own, and the old one stays', async () => {
    const folder = folderWith();
    const plain = 'Course,Unit,Lesson\nReading,Main ideas,Finding the main idea\n';
    await imported(folder, plain);
    await imported(folder, plain.replace('main idea\n', 'main ideas\n'), { likeGone: 'new' });
    expect([...idsIn(read(folder, 'catalog/reading.yaml')).keys()]).toEqual([
      'Main ideas',
      'Finding the main idea',
      'Finding the main ideas',
    ]);
  });

  test('under another name it is refused too', async () => {
    const folder = folderWith();
    await imported(folder, table, { source: 'one' });
    const refused = await importText(folder, table, { source: 'two' });
    expect(refused.problems.map(({ code }) => code)).toEqual(['import/re-minted']);
    expect(refused.problems[0]?.hint).toContain('--source');
  });

  test('what was retired here does not come back', async () => {
    const folder = folderWith();
    put(folder, 'timeback-catalog.yaml', 'org: partner-sandbox\nids: catalog.ids\n');
    await imported(folder, table);
    const id = idsIn(read(folder, 'catalog/reading.yaml')).get('Characters') ?? '';
    const ledger = read(folder, 'catalog.ids').replace(
      `${id} lesson live`,
      `${id} lesson retired dropped`,
    );
    put(folder, 'catalog.ids', ledger);
    put(
      folder,
      'catalog/reading.yaml',
      read(folder, 'catalog/reading.yaml').replace(
        / +lessons:\n +- sourcedId: \S+\n +title: Characters\n +resources.*\n +metadata:\n.*\n/,
        '',
      ),
    );
    const { leftOut } = await imported(folder, table);
    expect(leftOut.map(({ what }) => what)).toContain('the lesson "Characters" at line 4');
    expect(read(folder, 'catalog/reading.yaml')).not.toContain(id);
  });
});

describe('ids that the source gives', () => {
  const outline = (lessons: readonly object[]) =>
    JSON.stringify({
      name: 'odd',
      courses: [{ key: 'c', title: 'C', units: [{ key: 'u', title: 'U', lessons }] }],
    });
  const file = 'outline.json';

  test('are taken; placeholders and doubles get minted ones, which stay when the source mends its own', async () => {
    const folder = folderWith();
    const first = await imported(
      folder,
      outline([
        { key: 'a', uuid: '1e460bf6-5a8c-481f-a3f7-04e0dd938fac', title: 'Granite' },
        { key: 'b', uuid: 'UUID', title: 'Marble' },
        { key: 'c', uuid: '1e460bf6-5a8c-481f-a3f7-04e0dd938fac', title: 'Basalt' },
      ]),
      { file },
    );
    expect(first.leftOut.map(({ what }) => what)).toEqual([
      'the id "UUID" of the lesson "Marble" at courses[0].units[0].lessons[1].uuid',
      'the id "1e460bf6-5a8c-481f-a3f7-04e0dd938fac" of the lesson "Basalt" at courses[0].units[0].lessons[2].uuid',
    ]);
    const before = idsIn(read(folder, 'catalog/c.yaml'));
    expect(before.get('Granite')).toBe('1e460bf6-5a8c-481f-a3f7-04e0dd938fac');
    await imported(
      folder,
      outline([
        { key: 'a', uuid: 'd99b0c9d-cc6c-44e6-bab0-1c9a83edcfa3', title: 'Granite' },
        { key: 'b', uuid: '7f8c8015-caa4-426e-9b5c-3b686f466539', title: 'Marble' },
        { key: 'c', uuid: '8f8c8015-caa4-426e-9b5c-3b686f466539', title: 'Basalt' },
      ]),
      { file },
    );
    expect(idsIn(read(folder, 'catalog/c.yaml'))).toEqual(before);
  });

  test('that a hand-written manifest bears are not touched without --adopt', async () => {
    const folder = folderWith({
      'timeback-catalog.yaml': '{}\n',
      'catalog/mine.yaml':
        'kind: course\nsourcedId: mine\ntitle: Mine\nunits:\n  - sourcedId: u\n    title: U\n    lessons:\n      - sourcedId: stone\n        title: By hand\n',
    });
    const text = outline([{ key: 'a', uuid: 'stone', title: 'Granite' }]);
    const refused = await importText(folder, text, { file });
    expect(refused.problems.map(({ code }) => code)).toEqual(['import/not-from-here']);
    const adopted = await imported(folder, text, { file, adopt: true });
    expect(adopted.changes.find(({ sourcedId }) => sourcedId === 'stone')?.what).toBe('edited');
  });

  test('a lesson in two places is taken once, or copied with --repeated copy', async () => {
    const twice = JSON.stringify({
      courses: ['A', 'B'].map((title) => ({
        key: title,
        title,
        units: [
          { key: 'u', title: 'U', lessons: [{ key: 'l', uuid: 'shared-1', title: 'Shared' }] },
        ],
      })),
    });
    const once = await imported(folderWith(), twice, { file });
    expect(once.leftOut.map(({ what }) => what)).toEqual([
      'the lesson "Shared" at courses[1].units[0].lessons[0]',
    ]);
    const folder = folderWith();
    await imported(folder, twice, { file, repeated: 'copy' });
    expect(idsIn(read(folder, 'catalog/b.yaml')).get('Shared')).not.toBe('shared-1');
    const again = await imported(folder, twice, { file, repeated: 'copy' });
    expect([...again.written, ...again.changed]).toEqual([]);
  });

  test('numbers that start anew in each unit are no doubles', async () => {
    const folder = folderWith();
    const numbered = 'Course,Unit,Key,Lesson\nA,One,1,First\nA,One,2,Second\nA,Two,1,Third\n';
    const { leftOut } = await imported(folder, numbered);
    expect(leftOut).toEqual([]);
    const before = idsIn(read(folder, 'catalog/a.yaml'));
    await imported(
      folder,
      'Course,Unit,Key,Lesson\nA,Two,1,Third\nA,One,1,First\nA,One,2,Second\n',
    );
    expect(new Map([...idsIn(read(folder, 'catalog/a.yaml'))].sort())).toEqual(
      new Map([...before].sort()),
    );
  });
});

describe('keys that another file uses for other nodes', () => {
  const numbered = (course: string, ...titles: readonly string[]) =>
    ['Course,Course ID,Unit,Lesson ID,Lesson']
      .concat(titles.map((title, index) => `${course},${course},U,${index + 1},${title}`))
      .join('\n');
  const reading = numbered('Reading', 'Granite', 'Marble', 'Basalt', 'Slate');

  test.each([
    { what: 'numbers from 1 on', again: numbered('Math', 'Adding', 'Taking', 'Halves', 'Roots') },
    {
      what: 'one name for every course',
      again: numbered('Math', 'Adding', 'Taking').replaceAll('Math,Math', 'Math,Reading'),
    },
  ])('$what: refused, and kept apart by --source', async ({ again }) => {
    const folder = folderWith();
    await imported(folder, reading);
    const before = { ...filesIn(folder), 'outline.csv': again };
    for (const likeGone of [undefined, 'new'] as const) {
      const refused = await importText(folder, again, { ...(likeGone && { likeGone }) });
      expect(refused.problems.map(({ code }) => code)).toEqual(['import/re-used']);
    }
    expect(filesIn(folder)).toEqual(before);
    const apart = await imported(folder, again, { source: 'math' });
    expect(apart.changes.every(({ what }) => what === 'added')).toBe(true);
  });

  test.each([
    { what: 'a course is renamed', again: reading.replaceAll('Reading,Reading', 'R 1,Reading') },
    {
      what: 'every lesson is renamed',
      again: numbered('Reading', 'One', 'Two', 'Three', 'Four'),
    },
    {
      what: 'course and half of the lessons are renamed',
      again: numbered('Reading', 'Granite', 'Two', 'Basalt', 'Four').replaceAll(
        'Reading,Reading',
        'R 1,Reading',
      ),
    },
    {
      what: 'a lesson moves to another course',
      again: reading.replace('Reading,Reading,U,4', 'Math,Math,V,4'),
    },
  ])('is not suspected where $what', async ({ again }) => {
    const folder = folderWith();
    await imported(folder, reading);
    const { changes } = await imported(folder, again);
    expect(changes.filter(({ kind, what }) => kind === 'lesson' && what === 'added')).toEqual([]);
  });

  test('--rekey says that they are the same', async () => {
    const folder = folderWith();
    await imported(folder, reading);
    const again = numbered('Math', 'Adding', 'Taking', 'Halves', 'Roots');
    const { changes } = await imported(folder, again.replaceAll('Math,Math', 'Math,Reading'), {
      likeGone: 'same',
    });
    expect(changes.map(({ what }) => what)).not.toContain('added');
  });
});

test.each([
  { what: 'a conflict', line: '<<<<<<< HEAD', said: 'A merge left its marks' },
  { what: 'two ids for a key', line: 'outline lesson "a" other', said: 'two sourcedIds' },
  { what: 'a damaged line', line: 'outline lesson a', said: 'none of source' },
])('a file of keys with $what ends the import', async ({ line, said }) => {
  const folder = folderWith();
  await imported(folder, table);
  put(folder, 'catalog.keys', `${read(folder, 'catalog.keys')}${line}\n`);
  const { ok, problems } = await importText(folder, table);
  expect([ok, problems.map(({ code }) => code)]).toEqual([false, ['import/keys']]);
  expect(problems[0]?.detail).toContain(said);
});
