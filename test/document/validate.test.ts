import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/document/parse.ts';
import { type DocumentKind, validate } from '../../src/document/validate.ts';

function problemsIn(text: string, kind: DocumentKind = 'course') {
  const parsed = parseYaml('a.yaml', text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return validate(kind, parsed.value, 'a.yaml');
}

const course = 'kind: course\ntitle: A\n';

test.each([
  {
    name: 'a misspelt field',
    text: 'titel: B\n',
    is: 'schema/unknown-field 3:1',
    says: 'titel',
    hint: 'Did you mean "title"?',
  },
  {
    name: 'a field in the wrong case',
    text: 'coursecode: B\n',
    is: 'schema/unknown-field 3:1',
    says: 'course',
    hint: 'courseCode',
  },
  {
    name: 'a field of the platform',
    text: 'gradingScheme: B\n',
    is: 'schema/unknown-field 3:1',
    says: 'gradingScheme',
    hint: '`additional`',
  },
  {
    name: 'what apps read',
    text: 'description: B\n',
    is: 'schema/unknown-field 3:1',
    says: 'description',
    hint: 'metadata: { description: … }',
  },
  {
    name: 'the name that other formats have for an id',
    text: 'id: B\n',
    is: 'schema/unknown-field 3:1',
    says: 'id',
    hint: 'Did you mean "sourcedId"?',
  },
  {
    name: 'an order number',
    text: 'sortOrder: 3\n',
    is: 'schema/unknown-field 3:1',
    says: 'sortOrder',
    hint: 'in the order of their list',
  },
  {
    name: 'one grade for a list of them',
    text: 'grades: 6\n',
    is: 'schema/wrong-type 3:9',
    says: 'must be a list',
    hint: 'grades: ["6"]',
  },
  {
    name: 'a title for a list of units',
    text: 'units: Intro\n',
    is: 'schema/wrong-type 3:8',
    says: 'must be a list',
    hint: '- title: "Intro"',
  },
  {
    name: 'a title for a unit',
    text: 'units:\n  - Intro\n',
    is: 'schema/wrong-type 4:5',
    says: 'must be a map of fields',
    hint: '- title: "Intro"',
  },
  {
    name: 'a list for a text',
    text: 'courseCode: [B]\n',
    is: 'schema/wrong-type 3:13',
    says: 'a list',
    hint: 'put all of it in quotes',
  },
  {
    name: 'a number for a text',
    text: 'courseCode: 1.10\n',
    is: 'schema/wrong-type 3:13',
    says: 'written 1.10',
    hint: 'quotes: "1.10"',
  },
  {
    name: 'a boolean for a text',
    text: 'courseCode: true\n',
    is: 'schema/wrong-type 3:13',
    says: 'true',
    hint: 'quotes: "true"',
  },
  {
    name: 'an empty text',
    text: 'courseCode: ""\n',
    is: 'schema/wrong-value 3:13',
    says: 'must not be empty',
    hint: undefined,
  },
  {
    name: 'a text for a list',
    text: 'subjects: Reading\n',
    is: 'schema/wrong-type 3:11',
    says: 'a list',
    hint: 'subjects: ["Reading"]',
  },
  {
    name: 'a number in a list of strings',
    text: 'subjects: [A, 7]\n',
    is: 'schema/wrong-type 3:15',
    says: 'Entry 2 of "subjects"',
    hint: '"7"',
  },
  {
    name: 'half a grade',
    text: 'grades: [1.5]\n',
    is: 'schema/wrong-type 3:10',
    says: 'a string or a whole number',
    hint: '"1.5"',
  },
  {
    name: 'no list of units',
    text: 'units:\n',
    is: 'schema/wrong-type 3:7',
    says: 'is empty',
    hint: 'write `units: []`',
  },
  {
    name: 'a map for a list of units',
    text: 'units:\n  one:\n    title: U\n',
    is: 'schema/wrong-type 4:3',
    says: 'must be a list',
    hint: 'a dash before each entry below `units:`',
  },
  {
    name: 'a dash with nothing behind it',
    text: 'units:\n  -\n',
    is: 'schema/wrong-type 4:4',
    says: 'Entry 1',
    hint: 'Remove the dash',
  },
  {
    name: 'several texts for a list, in one',
    text: 'grades: "3, 4; 5"\n',
    is: 'schema/wrong-type 3:9',
    says: 'must be a list',
    hint: 'grades: ["3", "4", "5"]',
  },
  {
    name: 'an id for a list of ids or maps',
    text: 'units:\n  - title: U\n    resources: r-1\n',
    is: 'schema/wrong-type 5:16',
    says: 'must be a list',
    hint: 'resources: ["r-1"]',
  },
  {
    name: 'lessons in a course',
    text: 'lessons: []\n',
    is: 'schema/unknown-field 3:1',
    says: 'no field "lessons"',
    hint: '`lessons` of an entry of `units`',
  },
  {
    name: 'units in a unit',
    text: 'units:\n  - title: U\n    units: []\n',
    is: 'schema/unknown-field 5:5',
    says: 'no field "units"',
    hint: 'rename the key to `lessons`',
  },
  {
    name: 'a unit among the resources',
    text: 'resources:\n  - title: U\n    vendorResourceId: v\n    lessons: []\n',
    is: 'schema/unknown-field 6:5',
    says: 'no field "lessons"',
    hint: 'move it into the list `units`',
  },
  {
    name: 'a resource in place of its id',
    text: 'units:\n  - title: U\n    resources:\n      - resource: r\n        vendorResourceId: v\n',
    is: 'schema/unknown-field 7:9',
    says: 'no field "vendorResourceId"',
    hint: 'Move the resource into the list `resources` of a course',
  },
  {
    name: 'an entry that another dash cut off from its title',
    text: 'units:\n  - sourcedId: u\n  - title: U\n',
    is: 'schema/missing-field 4:5',
    says: 'needs the field "title"',
    hint: 'remove the dash before them',
  },
  {
    name: 'an include that lacks its dash',
    text: 'units:\n  - title: U\n    include: u.yaml\n',
    is: 'schema/unknown-field 4:5',
    says: 'no field "title"',
    hint: 'put a dash before each',
  },
  {
    name: 'a file under another name',
    text: 'units:\n  - title: U\n    includes: u.yaml\n',
    is: 'schema/unknown-field 5:5',
    says: 'no field "includes"',
    hint: '`include:`',
  },
  {
    name: 'a status, which platforms keep',
    text: 'status: active\n',
    is: 'schema/unknown-field 3:1',
    says: 'no field "status"',
    hint: 'retire',
  },
  {
    name: 'a parent, which the place says',
    text: 'units:\n  - title: U\n    course: c-1\n',
    is: 'schema/unknown-field 5:5',
    says: 'no field "course"',
    hint: 'in whose list it is written',
  },
  {
    name: 'a unit that is a text',
    text: 'units: [a.yaml]\n',
    is: 'schema/wrong-type 3:9',
    says: 'a map of fields',
    hint: '- include: "a.yaml"',
  },
  {
    name: 'a unit without a title',
    text: 'units:\n  - lessons: []\n',
    is: 'schema/missing-field 4:5',
    says: 'This unit needs the field "title"',
    hint: 'Write `title: …`',
  },
  {
    name: 'a unit of another kind',
    text: 'units:\n  - kind: lesson\n    title: B\n',
    is: 'schema/wrong-value 4:11',
    says: 'must be unit',
    hint: undefined,
  },
  {
    name: 'an include with more',
    text: 'units:\n  - include: b.yaml\n    title: B\n',
    is: 'schema/unknown-field 5:5',
    says: 'This include has no field "title"',
    hint: 'include',
  },
  {
    name: 'a lesson deep inside',
    text: 'units:\n  - title: B\n    lessons:\n      - title: C\n        tittle: D\n',
    is: 'schema/unknown-field 7:9',
    says: 'This lesson',
    hint: 'title',
  },
  {
    name: 'no title cleared',
    text: 'units:\n  - title: null\n',
    is: 'schema/wrong-type 4:12',
    says: '"title" is empty. It must be a string.',
    hint: 'Write the text behind `title:`',
  },
  {
    name: 'no id cleared',
    text: 'sourcedId:\n',
    is: 'schema/wrong-type 3:11',
    says: '"sourcedId" is empty. It must be a string.',
    hint: 'Remove the key, and run `timeback-catalog fmt`',
  },
  {
    name: 'metadata that is a list',
    text: 'metadata: [1]\n',
    is: 'schema/wrong-type 3:11',
    says: 'a map',
    hint: 'Remove the dashes or brackets',
  },
  {
    name: 'a managed field among the additional ones',
    text: 'additional: { level: B, sortOrder: 1 }\n',
    is: 'schema/wrong-value 3:25',
    says: 'This tool manages',
    hint: undefined,
  },
])('$name', ({ text, is, says, hint }) => {
  const problems = problemsIn(course + text);
  expect(problems.map((p) => `${p.code} ${p.span?.start.line}:${p.span?.start.column}`)).toEqual([
    is,
  ]);
  expect(problems[0]?.detail).toContain(says);
  if (hint === undefined) expect(problems[0]?.hint).toBeUndefined();
  else expect(problems[0]?.hint).toContain(hint);
});

test.each(['courseCode', 'org', 'subjects', 'grades', 'subjectCodes'])(
  '%s can be cleared',
  (field) => {
    expect(problemsIn(`${course}${field}: null\n`)).toEqual([]);
  },
);

test.each([
  { kind: 'unit', text: 'kind: unit\ntitle: A\nprerequisites: null\n' },
  { kind: 'lesson', text: 'kind: lesson\ntitle: A\nresources: null\nmetadata: { a: null }\n' },
  {
    kind: 'resource',
    text: 'kind: resource\ntitle: A\nvendorResourceId: v\nvendorId: null\napplicationId: null\n',
  },
] as const)('$kind: optional fields can be cleared', ({ kind, text }) => {
  expect(problemsIn(text, kind)).toEqual([]);
});

describe('resource', () => {
  test.each([
    { text: 'vendorResourceId: null\n', is: ['schema/wrong-type'] },
    { text: '', is: ['schema/missing-field'] },
    // One slip is one error.
    { text: 'vendorResourceID: v\n', is: ['schema/unknown-field'] },
    { text: 'colour: v\n', is: ['schema/missing-field', 'schema/unknown-field'] },
    { text: 'vendorResourceId: v\nvendorResourceID: v\n', is: ['schema/unknown-field'] },
    { text: 'vendorResourceId: v\nimportance: primry\n', is: ['schema/wrong-value'] },
    { text: 'vendorResourceId: v\nroles: [primary, other]\n', is: ['schema/wrong-value'] },
    { text: 'vendorResourceId: v\nroles: [primary, secondary]\nimportance: secondary\n', is: [] },
  ])('$text', ({ text, is }) => {
    const problems = problemsIn(`kind: resource\ntitle: A\n${text}`, 'resource');
    expect(problems.map(({ code }) => code)).toEqual(is);
  });

  test('guesses the value meant', () => {
    const text = 'kind: resource\ntitle: A\nvendorResourceId: v\nimportance: primry\n';
    expect(problemsIn(text, 'resource')[0]?.hint).toBe('Did you mean "primary"?');
  });
});

describe('config', () => {
  test.each([
    {
      name: 'one of two types',
      text: 'catalog: 5\n',
      is: ['schema/wrong-type'],
      says: 'a string or a list',
    },
    {
      name: 'a fault inside the type that was chosen',
      text: 'catalog: [a, 5]\n',
      is: ['schema/wrong-type'],
      says: 'Entry 2',
    },
    {
      name: 'a rule of the type that was chosen',
      text: 'catalog: ""\n',
      is: ['schema/wrong-value'],
      says: 'empty',
    },
    { name: 'both types', text: 'catalog: [a]\n', is: [], says: '' },
  ])('$name', ({ text, is, says }) => {
    const problems = problemsIn(text, 'config');
    expect(problems.map(({ code }) => code)).toEqual(is);
    expect(problems[0]?.detail ?? '').toContain(says);
  });

  test('an empty rule for ids is no id that fmt writes', () => {
    const problems = problemsIn('sourcedId:\n', 'config');
    expect(problems.map(({ code }) => code)).toEqual(['schema/wrong-type']);
    expect(problems[0]?.hint).not.toContain('fmt');
  });
});

test('all problems are told at once', () => {
  const text = 'kind: course\ncourseCode: 1\nsubject: x\nunits: [{ titel: B }, 7]\n';
  expect(problemsIn(text)).toHaveLength(5);
});
