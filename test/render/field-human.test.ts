import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import { fieldLines, newFieldLines } from '../../src/text/terminal-fields.ts';
import { valueText } from '../../src/text/words/names.ts';
import { plain } from './examples.ts';

const changed = (before: Json, after: Json) =>
  fieldLines({ path: ['f'], kind: 'changed', before, after }, 60, plain);

describe('a changed field', () => {
  test.each<{ name: string; before: Json; after: Json; shown: string[] }>([
    { name: 'text', before: 'Old', after: 'New', shown: ['f: "Old" → "New"'] },
    { name: 'number', before: 10, after: 20, shown: ['f: 10 → 20'] },
    { name: 'cleared', before: 'Old', after: null, shown: ['f: "Old" → null'] },
    { name: 'another type', before: '6', after: 6, shown: ['f: "6" → 6'] },
    {
      name: 'object',
      before: { a: 1 },
      after: { 'b.c': [true] },
      shown: ['f: {a: 1} → {"b.c": [true]}'],
    },
    {
      name: 'list',
      before: ['a', 'b'],
      after: ['b', { c: 1 }],
      shown: ['f: [-"a", "b", +{c: 1}]'],
    },
    { name: 'list from nothing', before: null, after: ['a'], shown: ['f: null → ["a"]'] },
    {
      name: 'quotes and back-slashes',
      before: 'a"b',
      after: 'a\\',
      shown: ['f: "a\\"b" → "a\\\\"'],
    },
    { name: 'control characters', before: '\u001b', after: '\t', shown: ['f: "\\u001b" → "\\t"'] },
  ])('$name', ({ before, after, shown }) => {
    expect(changed(before, after)).toEqual(shown);
  });
});

describe('long texts', () => {
  const words = Array.from({ length: 40 }, (_, index) => `word${index}`);

  test('differ word by word, with a little of what stayed', () => {
    const after = words.map((word, index) => (index === 20 ? 'other' : word)).join(' ');
    expect(changed(words.join(' '), after)).toEqual([
      'f: "…5 word16 word17 word18 word19 [-word20-]{+other+} word21 word22 word23 word24 w…"',
    ]);
  });

  test('with little in common stand below each other', () => {
    const [before, after] = ['a lazy dog slept '.repeat(4), 'quick foxes jump! '.repeat(4)];
    expect(changed(before, after)).toEqual(['f:', `  - ${before}`, `  + ${after}`]);
  });

  test('of several lines differ line by line', () => {
    const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].join('\n');
    const after = ['a', 'b', 'c', 'd', 'e', 'f', 'G'].join('\n');
    expect(changed(before, after)).toEqual([
      'f:',
      '    … 4 equal lines',
      '    e',
      '    f',
      '  - g',
      '  + G',
    ]);
  });

  test('show a lost line break at the end', () => {
    expect(changed('a\n', 'a')).toEqual(['f:', '    a', '  - ']);
  });

  test('that are new are shown in full', () => {
    const after = words.join(' ');
    expect(fieldLines({ path: ['f'], kind: 'added', after }, 60, plain)).toEqual([
      'f:',
      `  + ${after}`,
    ]);
  });

  test('that are huge and unlike do not take for ever', () => {
    const [before, after] = ['x\n'.repeat(50_000), 'y\n'.repeat(50_000)];
    const lines = changed(before, after);
    expect(lines).toHaveLength(403);
    expect(lines).toContain('  - … 49801 more lines');
  });
});

test('an absent field is told from one that is null', () => {
  expect(fieldLines({ path: ['f'], kind: 'added', after: null }, 60, plain)).toEqual([
    'f: (none) → null',
  ]);
});

describe('paths', () => {
  test.each([
    { path: ['metadata', 'metrics', 'totalXp'], shown: 'metadata.metrics.totalXp' },
    { path: ['metadata', 'v1.2'], shown: 'metadata."v1.2"' },
    { path: ['a b', '', 'c"d'], shown: '"a b".""."c\\"d"' },
    { path: ['größe', '\u001b'], shown: 'größe."\\u001b"' },
  ])('$shown', ({ path, shown }) => {
    const [first = '', ...rest] = path;
    const lines = fieldLines({ path: [first, ...rest], kind: 'added', after: 1 }, 80, plain);
    expect(lines).toEqual([`${shown}: (none) → 1`]);
  });
});

test('values are on one line', () => {
  expect(valueText({ a: [1, 'x\ny', null], 'b c': { d: true } })).toBe(
    '{a: [1, "x\\ny", null], "b c": {d: true}}',
  );
});

describe('fields of a new node', () => {
  test('leave the title out, cut long values and wrap', () => {
    const fields = { title: 'T', org: 'o', text: 'x'.repeat(100), subjects: ['Reading'] };
    expect(newFieldLines(fields, 60, plain)).toEqual([
      'org: "o", text:',
      `"${'x'.repeat(58)}…,`,
      'subjects: ["Reading"]',
    ]);
  });

  test('are no line where there is only a title', () => {
    expect(newFieldLines({ title: 'T' }, 60, plain)).toEqual([]);
  });
});
