import { describe, expect, test } from 'vitest';
import { formatManifest } from '../../src/manifest/format.ts';
import { source } from './set.ts';

function minter(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `id-${count}`;
  };
}

function formatted(text: string) {
  const result = formatManifest(source('a.yaml', text), minter());
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

const untidy = `# yaml-language-server: $schema=../schemas/course.schema.json
# About this file

title: "AlphaTok: x"   # the name
# the kind
kind: course
grades: [6, "7",
   08]
metadata:
    metrics: { totalXp: 0x10, share: 1.10, nothing: ~ }
    about: >-
        folded line one
        line two

        another paragraph
    code: |
      if x:
        y


# resources here
resources:
- title: R   # c
  vendorResourceId: 'vid-17'



# units
units:
# first unit
- title: Main
  lessons:
  - {title: L1, resources: [id-5]}
  # a file of its own
  - include: lessons/x.yaml
# the end
`;

const tidy = `# yaml-language-server: $schema=../schemas/course.schema.json
# About this file

# the kind
kind: course
sourcedId: id-1
title: "AlphaTok: x" # the name
grades: [6, "7", 08]
metadata:
  metrics: {totalXp: 0x10, share: 1.10, nothing: ~}
  about: >-
    folded line one
    line two

    another paragraph
  code: |
    if x:
      y

# units
units:
  # first unit
  - sourcedId: id-2
    title: Main
    lessons:
      - {sourcedId: id-3, title: L1, resources: [id-5]}
      # a file of its own
      - include: lessons/x.yaml

# resources here
resources:
  - sourcedId: id-4
    title: R # c
    vendorResourceId: 'vid-17'

# the end
`;

test('one layout, keys in order, values and comments kept, ids written', () => {
  const { text, changed, minted } = formatted(untidy);
  expect(text).toBe(tidy);
  expect(changed).toBe(true);
  const lineOf = (id: string) => tidy.split('\n').findIndex((line) => line.includes(id)) + 1;
  expect(minted).toEqual([
    { kind: 'course', title: 'AlphaTok: x', sourcedId: 'id-1', line: 6 },
    { kind: 'unit', title: 'Main', sourcedId: 'id-2', line: lineOf('id-2') },
    { kind: 'lesson', title: 'L1', sourcedId: 'id-3', line: lineOf('id-3') },
    { kind: 'resource', title: 'R', sourcedId: 'id-4', line: lineOf('id-4') },
  ]);
});

test('what is tidy stays as it is', () => {
  expect(formatted(tidy)).toEqual({ text: tidy, changed: false, minted: [] });
});

describe('keeps', () => {
  const head = 'kind: lesson\nsourcedId: l\ntitle: L\n';
  test.each([
    ['blank lines between groups', 'kind: lesson\nsourcedId: l\n\ntitle: L\n'],
    ['the language server line', `# yaml-language-server: $schema=x.json\n${head}`],
    ['a comment that stands apart', `# a\n\n# b\n${head}`],
    ['comments at the end', `${head}\n# a\n# b\n`],
    ['a document start', `---\n${head}`],
    ['quotes and escapes', 'kind: lesson\nsourcedId: "l"\ntitle: \'it\'\'s "caf\\u00e9"\'\n'],
    ['numbers as written', `${head}metadata: {a: 1.10, b: 08, c: 0x1F, d: 1e3, e: +1, f: .5}\n`],
    ['ways to write null', `${head}resources:\nmetadata: {a: null, b: ~, c:}\n`],
    ['literal blocks', `${head}metadata:\n  a: |+\n    x\n      y\n\n  b: |-\n    z\n`],
    ['folded blocks', `${head}metadata:\n  a: >\n    ${'long '.repeat(40)}\n    short\n`],
    ['a counted block', `${head}metadata:\n  a: |2\n      x\n    y\n`],
    ['long lines', `${head}metadata:\n  a: ${'word '.repeat(60)}end\n`],
    ['a plain text on two lines', `${head}metadata:\n  a: b\n    c\n`],
    ['comments below an empty value', `${head}resources:\n# a\n\n# b\nmetadata: {a: 1}\n`],
    ['a comment beside an empty value', `${head}resources: # a\nmetadata: {a: 1}\n`],
    [
      'a comment below a map that ends empty',
      `${head}metadata:\n  a:\n\n# x\nadditional: {b: 1}\n`,
    ],
    [
      'a comment inside a map that ends empty',
      `${head}metadata:\n  a:\n  # x\n\nadditional: {b: 1}\n`,
    ],
    ['the order inside metadata', `${head}metadata:\n  z: 1\n  a: 2\n`],
    ['an emoji', `${head}metadata: {a: 😀}\n`],
  ])('%s', (_name, text) => {
    expect(formatted(text).text).toBe(text);
  });
});

test.each([
  {
    name: 'a byte order mark goes',
    from: '\ufeffkind: lesson\nsourcedId: l\ntitle: L\n',
    to: 'kind: lesson\nsourcedId: l\ntitle: L\n',
  },
  {
    name: 'CRLF stays',
    from: 'title: L\r\nkind: lesson\r\n',
    to: 'kind: lesson\r\nsourcedId: id-1\r\ntitle: L\r\n',
  },
  {
    name: 'the last line end comes',
    from: 'kind: lesson\nsourcedId: l\ntitle: L',
    to: 'kind: lesson\nsourcedId: l\ntitle: L\n',
  },
  {
    name: 'JSON stays JSON, in the order of whoever wrote it',
    from: '{"title": "L", "kind": "lesson"}',
    to: '{"title": "L", "kind": "lesson", "sourcedId": "id-1"}',
  },
  {
    name: 'a comment inside an entry moves before its dash',
    from: 'kind: unit\nsourcedId: u\ntitle: U\nlessons:\n  - title: L\n    # about\n    sourcedId: l\n',
    to: 'kind: unit\nsourcedId: u\ntitle: U\nlessons:\n  # about\n  - sourcedId: l\n    title: L\n',
  },
])('$name', ({ from, to }) => {
  const { text, changed } = formatted(from);
  expect(text).toBe(to);
  expect(changed).toBe(true);
});

test.each([
  { name: 'broken YAML', text: 'kind: [', is: ['yaml/syntax'] },
  {
    name: 'an alias',
    text: 'kind: lesson\ntitle: &a A\nmetadata: { a: *a }\n',
    is: ['yaml/alias', 'yaml/alias'],
  },
  {
    name: 'a misspelt field',
    text: 'kind: lesson\ntitle: A\nmetdata: {}\n',
    is: ['schema/unknown-field'],
  },
  { name: 'no kind', text: 'title: A\n', is: ['schema/unknown-kind'] },
  { name: 'no text', text: 'a\0b', is: ['file/binary'] },
])('leaves $name alone', ({ text, is }) => {
  const result = formatManifest(source('a.yaml', text), minter());
  expect(result.ok).toBe(false);
  expect(result.problems.map(({ code }) => code)).toEqual(is);
});

test('warnings come with the result', () => {
  const result = formatManifest(source('a.yaml', 'kind: lesson\ntitle: No\n'), minter());
  expect(result.ok && result.problems.map(({ code }) => code)).toEqual(['yaml/hazard']);
});
