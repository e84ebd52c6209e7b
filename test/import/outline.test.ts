// Spreadsheets and JSON outlines: columns, keys, and what a second import does.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, put } from '../support/catalog-folder.ts';
import { filesIn, isFormatted } from '../support/import-folder.ts';
import { imported, importText } from '../support/import-outline.ts';

const table = `Course,Module,Lesson ID,Lesson,Minutes,Link,Mood
Reading,Main ideas,idea,"Finding, the main idea",12,https://example.org/1,good
,,more,Supporting details,No,,
,Stories,who,Characters,08,https://example.org/2,
Science,Rocks,rock,Granite,,https://example.org/1,
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
    expect(leftOut.map(({ what }) => what)).toEqual(['the column "Mood" at line 1']);
    const mappings = [{ column: 'Mood', target: '-' }];
    expect((await imported(folder, table, { mappings })).leftOut).toEqual([
      { what: 'the column "Mood" at line 1', why: '`--map` skips it' },
    ]);
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

  // The columns of courses.csv as the OneRoster 1.1 and 1.2 CSV bindings name them.
  test('a file of OneRoster CSV is told for what it is: its courses are no lessons', async () => {
    const { problems } = await importText(
      folderWith(),
      'sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes\nc-1,,,,Maths,M,06,o-1,Mathematics,\n',
    );
    expect(problems.map(({ code }) => code)).toEqual(['import/columns']);
    expect(problems[0]?.hint).toContain('OneRoster');
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
  test('changes nothing if nothing changed', async () => {
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
Reading,Stories,more,Supporting details
Reading,Stories,who,Figures
Reading,Main ideas,idea,"Finding, the main idea"
Reading,Main ideas,last,New
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
      table.replace('Supporting details', 'Details').replace(',Stories,who', ',Main ideas,who'),
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

describe('keys that lead to other nodes', () => {
  const keyed = (
    course: string,
    keys: readonly (number | string)[],
    ...titles: readonly string[]
  ) =>
    ['Course,Course ID,Unit,Lesson ID,Lesson']
      .concat(titles.map((title, index) => `${course},${course},U,${keys[index]},${title}`))
      .join('\n');
  const inARow = [1, 2, 3, 4, 5];
  const drawn = [17, 4, 58, 23];
  const numbered = (course: string, ...titles: readonly string[]) =>
    keyed(course, inARow, ...titles);
  const reading = numbered('Reading', 'Granite', 'Marble', 'Basalt', 'Slate');
  const ids = (folder: string, file = 'catalog/reading.yaml') => idsIn(read(folder, file));

  test.each([
    { what: 'numbers from 1 on', again: numbered('Math', 'Adding', 'Taking', 'Halves', 'Roots') },
    {
      what: 'one name for every course',
      again: numbered('Math', 'Adding', 'Taking').replaceAll('Math,Math', 'Math,Reading'),
    },
  ])('of another file, $what: refused, and kept apart by --source', async ({ again }) => {
    const folder = folderWith();
    await imported(folder, reading);
    const before = { ...filesIn(folder), 'outline.csv': again };
    const refused = await importText(folder, again);
    expect(refused.problems.map(({ code }) => code)).toContain('import/re-used');
    expect(filesIn(folder)).toEqual(before);
    const apart = await imported(folder, again, { source: 'math' });
    expect(apart.changes.every(({ what }) => what === 'added')).toBe(true);
  });

  test.each([
    {
      what: 'a course is renamed',
      again: keyed('Reading', drawn, 'Granite', 'Marble', 'Basalt', 'Slate').replaceAll(
        'Reading,Reading',
        'R 1,Reading',
      ),
    },
    {
      what: 'every lesson is renamed',
      again: keyed('Reading', drawn, 'One', 'Two', 'Three', 'Four'),
    },
    {
      what: 'course and half of the lessons are renamed',
      again: keyed('Reading', drawn, 'Granite', 'Two', 'Basalt', 'Four').replaceAll(
        'Reading,Reading',
        'R 1,Reading',
      ),
    },
    {
      what: 'a lesson moves to another course',
      again: keyed('Reading', drawn, 'Granite', 'Marble', 'Basalt', 'Slate').replace(
        'Reading,Reading,U,23',
        'Math,Math,V,23',
      ),
    },
  ])('of their own are believed where $what', async ({ again }) => {
    const folder = folderWith();
    await imported(folder, keyed('Reading', drawn, 'Granite', 'Marble', 'Basalt', 'Slate'));
    const { changes } = await imported(folder, again);
    expect(changes.filter(({ kind, what }) => kind === 'lesson' && what === 'added')).toEqual([]);
  });

  const formats = {
    numbers: (at: number) => `${at + 1}`,
    'zeros in front': (at: number) => `T_${String(at + 1).padStart(6, '0')}`,
    'a word': (at: number) => `Lesson ${at + 1} (draft)`,
    letters: (at: number) => 'abcdefg'.charAt(at),
    'Roman numbers': (at: number) => ['I', 'II', 'III', 'IV', 'V'][at] ?? '',
    ordinals: (at: number) => ['1st', '2nd', '3rd', '4th', '5th'][at] ?? '',
  };

  test.each(Object.entries(formats))('in a row are positions: %s', async (_, key) => {
    const rows = (...titles: readonly string[]) =>
      keyed(
        'Reading',
        titles.map((__, at) => key(at)),
        ...titles,
      );
    const folder = folderWith();
    await imported(folder, rows('Granite', 'Marble', 'Basalt', 'Slate'));
    const before = ids(folder);
    for (const again of [
      rows('Chalk', 'Granite', 'Marble', 'Basalt', 'Slate'),
      rows('Granite', 'Basalt', 'Slate'),
      rows('Slate', 'Granite', 'Marble', 'Basalt'),
      // One was taken out and another put in: no content went anywhere, and the key proves nothing.
      rows('Granite', 'Marble', 'Chalk', 'Slate'),
    ]) {
      const apart = folderWith(filesIn(folder));
      const refused = await importText(apart, again);
      expect(refused.problems.map(({ code }) => code)).toContain('import/re-used');
      expect(filesIn(apart)).toEqual({ ...filesIn(folder), 'outline.csv': again });
      await imported(apart, again, { likeGone: 'same' });
      const after = ids(apart);
      for (const [title, id] of before) expect([title, after.get(title)]).toEqual([title, id]);
      expect([...before.values()]).not.toContain(after.get('Chalk'));
      const settled = filesIn(apart);
      await imported(apart, again);
      expect(filesIn(apart)).toEqual(settled);
    }
  });

  test('that were exchanged are refused, however they look', async () => {
    const folder = folderWith();
    await imported(folder, keyed('Reading', drawn, 'Granite', 'Marble', 'Basalt', 'Slate'));
    const before = ids(folder);
    const again = keyed('Reading', [4, 17, 58, 23], 'Granite', 'Marble', 'Basalt', 'Slate');
    for (const likeGone of [undefined, 'new'] as const) {
      const refused = await importText(folder, again, { ...(likeGone && { likeGone }) });
      expect(refused.problems.map(({ code }) => code)).toEqual(['import/re-used']);
      expect(refused.problems[0]?.detail).toContain(`lesson "Granite" ${before.get('Granite')}`);
    }
    await imported(folder, again, { likeGone: 'same' });
    expect(ids(folder)).toEqual(before);
  });

  test('ids of the source that were exchanged are refused, and --rekey keeps each where it was', async () => {
    const rows = (a: string, b: string) =>
      `Course,Unit,UUID,Lesson\nReading,U,${a},Granite\nReading,U,${b},Marble\nReading,U,id-58,Basalt\n`;
    const folder = folderWith();
    await imported(folder, rows('id-17', 'id-44'));
    const refused = await importText(folder, rows('id-44', 'id-17'));
    expect(refused.problems.map(({ code }) => code)).toEqual(['import/re-used']);
    await imported(folder, rows('id-44', 'id-17'), { likeGone: 'same' });
    expect(ids(folder).get('Granite')).toBe('id-17');
    const again = await imported(folder, rows('id-44', 'id-17'));
    expect([...again.written, ...again.changed]).toEqual([]);
  });

  test('--rekey hands nothing on: what is like nothing is new, and --same says that it was renamed', async () => {
    const folder = folderWith();
    await imported(folder, reading);
    const old = ids(folder).get('Slate') ?? '';
    const again = numbered('Reading', 'Granite', 'Marble', 'Basalt', 'Chalk');
    const refused = await importText(folder, again);
    expect(refused.problems[0]?.hint).toContain(`--same ${old}`);
    const apart = folderWith(filesIn(folder));
    await imported(apart, again, { likeGone: 'same' });
    expect(ids(apart).get('Slate')).toBe(old);
    await imported(folder, again, { same: [old] });
    expect([ids(folder).get('Chalk'), ids(folder).has('Slate')]).toEqual([old, false]);
    expect((await imported(folder, again)).changed).toEqual([]);
  });

  test('a title that is the only key and became another one is told by --same, or in the file of keys', async () => {
    const plain = 'Course,Unit,Lesson\nReading,U,Granite\nReading,U,Marble\n';
    const again = plain.replace('Marble', 'Chalk');
    const folder = folderWith();
    await imported(folder, plain);
    const old = ids(folder).get('Marble') ?? '';
    const refused = await importText(folder, again);
    expect(refused.problems.map(({ code }) => code)).toEqual(['import/re-minted']);
    expect(refused.problems[0]?.hint).toContain(`--same ${old}`);
    const byKeys = folderWith(filesIn(folder));
    put(byKeys, 'catalog.keys', read(byKeys, 'catalog.keys').replace('U/Marble', 'U/Chalk'));
    for (const [place, same] of [
      [folder, [old]],
      [byKeys, []],
    ] as const) {
      await imported(place, again, { same });
      expect(ids(place).get('Chalk')).toBe(old);
    }
  });

  test('a lesson that went and came back has the id that it had', async () => {
    const folder = folderWith();
    await imported(folder, reading);
    const before = ids(folder);
    const without = numbered('Reading', 'Granite', 'Marble', 'Basalt', 'Chalk');
    await imported(folder, without, { likeGone: 'same' });
    await imported(folder, reading, { likeGone: 'same' });
    expect(ids(folder).get('Slate')).toBe(before.get('Slate'));
  });
});

test.each([
  { what: 'a conflict', line: '<<<<<<< HEAD', said: 'There are conflict markers' },
  { what: 'two ids for a key', line: 'outline lesson "idea" other', said: 'two sourcedIds' },
  { what: 'a damaged line', line: 'outline lesson a', said: 'not source, kind, key' },
])('a file of keys with $what ends the import', async ({ line, said }) => {
  const folder = folderWith();
  await imported(folder, table);
  put(folder, 'catalog.keys', `${read(folder, 'catalog.keys')}${line}\n`);
  const { ok, problems } = await importText(folder, table);
  expect([ok, problems.map(({ code }) => code)]).toEqual([false, ['import/keys']]);
  expect(problems[0]?.detail).toContain(said);
});
