// What a source says about whether a node is there and whether students see it, in tables and in JSON.
import { describe, expect, test } from 'vitest';
import { readJsonOutline } from '../../src/features/import/outline-json.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { filesIn } from '../support/import-folder.ts';
import { imported, importText } from '../support/import-outline.ts';

const lessonsOf = (lessons: readonly object[]) =>
  JSON.stringify({ title: 'Reading', units: [{ title: 'Main', lessons }] });

/** A lesson "Other", and "Tested" with a status, in each form of a source. */
const forms: readonly { file: string; textOf: (status: string) => string }[] = [
  {
    file: 't.csv',
    textOf: (status) =>
      `course,unit,lesson,status\nReading,Main,Tested,${status}\nReading,Main,Other,active\n`,
  },
  {
    file: 'rows.json',
    textOf: (status) =>
      JSON.stringify([
        { course: 'Reading', unit: 'Main', lesson: { title: 'Tested', status } },
        { course: 'Reading', unit: 'Main', lesson: { title: 'Other', status: 'active' } },
      ]),
  },
  {
    file: 'outline.json',
    textOf: (status) => lessonsOf([{ title: 'Tested', status }, { title: 'Other' }]),
  },
];

const titlesIn = (folder: string) =>
  [...(filesIn(folder)['catalog/reading.yaml'] ?? '').matchAll(/title: (.*)/g)].map(
    ([, title]) => title,
  );

describe.each(forms)('a status in $file', ({ file, textOf }) => {
  test.each(['tobedeleted', 'ToBeDeleted', 'deleted'])(
    '%s: the lesson is left out',
    async (status) => {
      const folder = folderWith();
      const { leftOut, hidden } = await imported(folder, textOf(status), { file });
      expect(titlesIn(folder)).toEqual(['Reading', 'Main', 'Other']);
      expect(leftOut).toEqual([
        { what: expect.stringContaining('the lesson "Tested"'), why: `its status is "${status}"` },
      ]);
      expect(hidden).toEqual([]);
    },
  );

  test.each(['draft', 'Unpublished', 'inactive', 'archived'])(
    '%s: the lesson is imported and listed, and --hidden leave-out skips it',
    async (status) => {
      const folder = folderWith();
      const { hidden } = await imported(folder, textOf(status), { file });
      expect(titlesIn(folder)).toContain('Tested');
      expect(hidden).toMatchObject([
        { what: 'the lesson "Tested"', why: `its status is "${status}"` },
      ]);
      const without = folderWith();
      await imported(without, textOf(status), { file, hidden: 'leave-out' });
      expect(titlesIn(without)).toEqual(['Reading', 'Main', 'Other']);
    },
  );

  test.each(['active', 'Published', 'reviewed by two'])(
    '%s: the lesson is as any',
    async (status) => {
      const folder = folderWith();
      const { hidden } = await imported(folder, textOf(status), { file });
      expect(titlesIn(folder)).toEqual(['Reading', 'Main', 'Tested', 'Other']);
      expect(hidden).toEqual([]);
    },
  );

  test('a lesson that was imported and is to be deleted now keeps its place, and is named', async () => {
    const folder = folderWith();
    await imported(folder, textOf('active'), { file });
    const { gone } = await imported(folder, textOf('tobedeleted'), { file });
    expect(gone).toMatchObject([{ kind: 'lesson', title: 'Tested' }]);
    expect(titlesIn(folder)).toContain('Tested');
  });
});

test('a row that names only a unit gives the state of the unit', async () => {
  const folder = folderWith();
  const table = 'course,unit,lesson,status\nReading,Main,,tobedeleted\n,,One,\n,More,Two,active\n';
  const { leftOut } = await imported(folder, table);
  expect(titlesIn(folder)).toEqual(['Reading', 'More', 'Two']);
  expect(leftOut.map(({ why }) => why)).toContain('it is in the unit "Main", which is skipped');
});

test('a column of other words is no state of a node', async () => {
  const table = 'course,unit,lesson,status\nReading,Main,One,to do\nReading,Main,Two,with Anna\n';
  const { columns } = await imported(folderWith(), table);
  expect(columns?.find(({ name }) => name === 'status')?.target).toBeUndefined();
});

test.each([
  [{ published: false }, 'it is not published'],
  [{ isHidden: true }, 'its status is "hidden"'],
  [{ workflow_state: 'unpublished' }, 'its status is "unpublished"'],
  [{ published: true }, undefined],
  [{ hidden: false }, undefined],
])('%j in JSON', async (said, why) => {
  const text = lessonsOf([{ title: 'Tested', ...said }]);
  const { hidden, leftOut } = await imported(folderWith(), text, { file: 'outline.json' });
  expect(leftOut).toEqual([]);
  expect(hidden.map((one) => one.why)).toEqual(why === undefined ? [] : [why]);
});

test('a resource that only lessons to be deleted place goes with them', async () => {
  const folder = folderWith();
  const table =
    'course,unit,lesson,status,link\nReading,Main,One,deleted,https://example.org/1\nReading,Main,Two,,https://example.org/2\n';
  await imported(folder, table);
  const text = filesIn(folder)['catalog/reading.yaml'] ?? '';
  expect([text.includes('example.org/1'), text.includes('example.org/2')]).toEqual([false, true]);
});

describe('JSON nodes of one title without keys', () => {
  const text = JSON.stringify({
    courses: [
      { title: 'Reading', units: [{ title: 'Main', lessons: ['Quiz', { title: 'Quiz' }] }] },
      { title: 'Reading', units: [{ title: 'Main', lessons: ['Quiz'] }, 'Main'] },
    ],
  });

  test('each gets an id of its own, and keeps it', async () => {
    const folder = folderWith();
    const { leftOut, changes } = await imported(folder, text, { file: 'outline.json' });
    expect(leftOut).toEqual([]);
    expect(changes.map(({ kind }) => kind).sort()).toEqual([
      'course',
      'course',
      'lesson',
      'lesson',
      'lesson',
      'unit',
      'unit',
      'unit',
    ]);
    expect(new Set(changes.map(({ sourcedId }) => sourcedId)).size).toBe(8);
    const before = filesIn(folder);
    await imported(folder, text, { file: 'outline.json' });
    expect(filesIn(folder)).toEqual(before);
  });

  test('one key for both is one node in two places, which is left out and listed', async () => {
    const twice = lessonsOf([
      { key: 'k', title: 'Quiz' },
      { key: 'k', title: 'Quiz' },
    ]);
    const { leftOut } = await imported(folderWith(), twice, { file: 'outline.json' });
    expect(leftOut).toMatchObject([{ why: expect.stringContaining('appears more than once') }]);
  });
});

test.each([
  ['a list', Array.from({ length: 60_000 }, (_, at) => `L${at}`)],
  ['a map', Object.fromEntries(Array.from({ length: 60_000 }, (_, at) => [`L${at}`, {}]))],
])(
  'too many nodes in %s are refused by the reader, before anything is made of them',
  (_, lessons) => {
    const text = JSON.stringify({ title: 'Reading', units: [{ title: 'Main', lessons }] });
    const read = readJsonOutline('outline.json', text);
    expect(read).toMatchObject({ ok: false, problems: [{ code: 'import/unreadable' }] });
    expect(read.problems[0]?.detail).toContain('more than 50,000 nodes');
  },
);

test('the status of a row without a lesson is that of what the row names', async () => {
  const head = 'course,unit,lesson,resource,vendorResourceId,status\n';
  const rows = 'Reading,Main,One,R1,v1,active\n,,,R2,v2,deleted\n,,,,,draft\n,,Two,R3,v3,active\n';
  const folder = folderWith();
  const { nodes, hidden, leftOut } = await imported(folder, head + rows, { file: 'lessons.csv' });
  expect(hidden).toEqual([]);
  expect(leftOut.map(({ what }) => what).join()).not.toMatch(/unit "Main"|course "Reading"/);
  expect(nodes).toBeGreaterThanOrEqual(5);
});

describe('rows of one lesson with two states', () => {
  const rowsOf = (...states: readonly string[]) => {
    const rows = states.map((state, at) => `Reading,Main,One,R${at},v${at},${state}\n`);
    return `course,unit,lesson,resource,vendorResourceId,status\n${rows.join('')},,Two,R,v,\n`;
  };

  test.each([
    ['draft', 'published', ['One'], ['One', 'Two']],
    ['published', 'draft', [], ['One', 'Two']],
    ['active', 'deleted', [], ['One', 'Two']],
    ['deleted', 'active', [], ['Two']],
  ])('%s, %s: the first one counts, and that is told', async (one, other, hiding, taken) => {
    const folder = folderWith();
    const result = await importText(folder, rowsOf(one, other));
    expect(result.problems.map(({ code }) => code)).toEqual(['import/rows-differ']);
    expect(result.problems[0]?.detail).toContain(
      `line 2 and line 3 contradict each other about the lesson "One": status is "${one}" and "${other}".`,
    );
    const lessons = titlesIn(folder).filter((title) => title === 'One' || title === 'Two');
    expect(lessons).toEqual(taken);
    const hidden = result.ok ? result.value.hidden : [];
    expect(hidden.map(({ what }) => what)).toEqual(hiding.map((title) => `the lesson "${title}"`));
  });

  test.each([
    ['active', 'Published'],
    ['draft', 'unpublished'],
    ['draft', ''],
    ['', 'deleted'],
  ])('%j, %j: they agree', async (one, other) => {
    expect((await importText(folderWith(), rowsOf(one, other))).problems).toEqual([]);
  });
});

test('rows about a node that is left out are left out with it, and not merged', async () => {
  const text =
    'course,unit,lesson,resource,vendorResourceId,status\nC,U,,,,active\nC,U,One,R,v1,\nC,V,,,,deleted\nC,V,Two,R2,v2,\nC,W,Three,R3,v3,deleted\nC,W,Three,R4,v4,\n';
  const { account } = await imported(folderWith(), text);
  expect(account?.merged.filter(({ sort }) => sort === 'rows')).toEqual([]);
  const rows = account?.leftOut.filter(({ sort }) => sort === 'rows');
  expect(rows?.map(({ at }) => at)).toEqual(['line 4', 'line 5', 'line 6', 'line 7']);
});

test('hidden nodes are listed as often as they are imported', async () => {
  const text = 'course,unit,lesson key,lesson,status\nC,U,a,One,draft\nC,V,a,One,draft\n';
  const once = await imported(folderWith(), text);
  expect(once.hidden.map(({ what }) => what)).toEqual(['the lesson "One"']);
  const twice = await imported(folderWith(), text, { repeated: 'copy' });
  expect(twice.hidden).toHaveLength(2);
});

test('a reference to a node that is skipped is not called one that leads nowhere', async () => {
  const text = JSON.stringify({
    title: 'Reading',
    units: [
      { key: 'u', title: 'First', status: 'draft', lessons: ['A'] },
      {
        key: 'v',
        title: 'Second',
        prerequisites: ['u', 'w'],
        lessons: [{ title: 'B', resources: ['r', 's', 't', 'x'] }],
      },
    ],
    resources: [
      { key: 'r', title: 'R' },
      { key: 's', title: 'S', status: 'draft' },
      { key: 't', vendorResourceId: 'without-a-title' },
    ],
  });
  const options = { file: 'o.json', hidden: 'leave-out' } as const;
  const { leftOut } = await imported(folderWith(), text, options);
  const whyOf = (what: string) => leftOut.find((one) => one.what.startsWith(what))?.why;
  expect(whyOf('the unit "u" of the unit "Second"')).toBe('that unit is skipped');
  expect(whyOf('the unit "w" of the unit "Second"')).toBe('the source has no such unit');
  expect(whyOf('the resource "s" of the lesson "B"')).toBe('that resource is skipped');
  expect(whyOf('the resource "t" of the lesson "B"')).toBe('that resource is skipped');
  expect(whyOf('the resource "x" of the lesson "B"')).toBe('the source has no such resource');
});
