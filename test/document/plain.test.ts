// Two readers of YAML: whatever the quick one reads, the strict one reads as the same.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { catalogFiles, layouts } from '../../scripts/bench/catalog.ts';
import { damaged, soup } from '../../scripts/fuzz/mutate-text.ts';
import { readYamlStrictly } from '../../src/document/parse.ts';
import { readPlain } from '../../src/document/plain.ts';
import { fc, runs } from '../support/laws.ts';

function expectSame(text: string): 'read' | 'left' {
  const read = readPlain(text);
  if (!read) return 'left';
  expect(readYamlStrictly(text)).toEqual({ read, faults: [] });
  return 'read';
}

const accepted: readonly string[] = [
  'kind: course',
  'kind: course\n',
  'a: b\n\n# comment\n  # deeper\nc: d\n',
  'a:\n  b:\n    c: d\ne: f\n',
  'a:\n- b\n- c\nd: e\n',
  'a:\n  - b\n  -   c\n',
  'a:\n  # comment\n  - b: c\n    # comment\n    d:\n      - e\n    f: g\n  - b: h\n',
  'a:\n  - b:\n      - c: d\n',
  'a:\n  - b:\n    - c: d\n',
  '- a\n- b: c\n',
  'rows:\n  put.kept:\n    value: ["a","b"]\n  a.:\n    b: c\n',
  'a: [b, "c, d", \'e\', 5, true, []]\nf: []\ng: {}\n',
  'a: { b: c, d: [e], f: { g: 1 } }\n',
  'a: {b: c}\n',
  'a: "x: \\"y\\" \\u00e9 \\/ \\n #"\nb: \'it\'\'s # one\'\n',
  'a: it\'s "so" [5] {x}, a#1 a:b http://x.example/?q=1#top\n',
  'a: Zażółć gęślą jaźń 🎓\n',
  'a: 5\nb: -1\nc: 0\nd: 0.5\ne: 12.25\nf: true\ng: null\nh: -0\n',
  'a: 7804bb4c-a769-4c1d-9f45-8963a99e17e0\nb: 2026-01-01\nc: 3rd\nd: v1.10\n',
  'a:   b   \nc:    \n  d: e\n',
];

const left: readonly string[] = [
  ...['', '# only a comment\n', 'text', '"text"', '[a]', '5'],
  ...['a:\n', 'a:\nb: c\n', 'a: # comment\n  b: c\n', 'a: b # comment\n'],
  ...['a: b\n  c\n', 'a: b\nc\n', 'a:\n  b\n', '- a\n  b\n', '-\n', '- - a\n', '-a: b\n'],
  ...['a: &x b\n', 'a: *x\n', 'a: !!str b\n', 'a: |\n  b\n', 'a: >\n  b\n', '? a\n: b\n'],
  ...['---\na: b\n', 'a: b\n---\nc: d\n', '%YAML 1.2\n---\na: b\n', 'a: b\n...\n'],
  ...['a: b\na: c\n', 'a: { b: c, b: d }\n', '__proto__: a\n', 'constructor: a\n', '<<: a\n'],
  ...['"a": b\n', '5: b\n', 'true: b\n', 'NULL: b\n', 'a b: c\n', `${'k'.repeat(2000)}: v\n`],
  ...[
    'a: yes\n',
    'a: Off\n',
    'a: 08\n',
    'a: 1:30\n',
    'a: 1_000\n',
    'a: 1.10\n',
    'a: 12345678901234567\n',
  ],
  ...['a: True\n', 'a: ~\n', 'a: 1e5\n', 'a: 0x1F\n', 'a: .5\n', 'a: +1\n', 'a: .inf\n', 'a: 1.\n'],
  ...['a: b: c\n', 'a: b:\n', 'a: @b\n', 'a: `b`\n', 'a: %b\n', 'a: -b\n', 'a: - b\n', 'a: ,b\n'],
  ...['a: [b\n', 'a: [b,]\n', 'a: [b]c\n', 'a: [b: c]\n', 'a: [,]\n', 'a: {b}\n', 'a: {b:c}\n'],
  ...[
    'a: [b\n  , c]\n',
    'a: "b\n  c"\n',
    'a: "b" c\n',
    "a: 'b' c\n",
    'a: "\\x41"\n',
    'a: "\\ud800"\n',
  ],
  ...[
    'a:\tb\n',
    'a: b\r\nc: d\r\n',
    '\ufeffa: b\n',
    'a: \u0085b\n',
    'a: b\u2028c: d\n',
    'a: \ud800\n',
  ],
  ...[' a: b\nc: d\n', 'a:\n   b: c\n  d: e\n', 'a:\n  - b\n c: d\n', '  a: b\n c: d\n'],
];

describe('the quick reader', () => {
  test.each(accepted)('reads %j', (text) => {
    expect(expectSame(text)).toBe('read');
  });

  test.each(left)('leaves %j to the other', (text) => {
    expect(expectSame(text)).toBe('left');
  });

  test('reads what `fmt` and `init` write, and the catalogs of the benchmark', () => {
    const examples = join(import.meta.dirname, '../../examples');
    const files = readdirSync(examples, { recursive: true, encoding: 'utf8' })
      .filter((name) => /catalog\/.*\.yaml$/.test(name))
      .map((name) => readFileSync(join(examples, name), 'utf8'));
    expect(files.length).toBeGreaterThan(10);
    const made = layouts.flatMap((layout) => [...catalogFiles({ lessons: 100, layout }).values()]);
    for (const text of [...files, ...made]) expect(expectSame(text)).toBe('read');
  });
});

const scalar = fc.oneof(
  { weight: 5, arbitrary: fc.stringMatching(/^[a-z][a-z0-9 ]{0,9}[a-z]$/) },
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    ...'yes|no|5|08|1.0|true|a: b|a #b|- a|"a"|\'|[a]|{a|a,b|null|~|é|1:30'.split('|'),
  ),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const key = fc.oneof(
  fc.constantFrom('kind', 'sourcedId', 'title', 'units', 'true', 'constructor', 'a b', '-x'),
  { weight: 5, arbitrary: fc.stringMatching(/^[a-z][A-Za-z0-9_.-]{0,9}$/) },
);
const value = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 4 }, scalar, tie('list'), tie('map')),
  list: fc.array(tie('any'), { maxLength: 4 }),
  map: fc.dictionary(key, tie('any'), { minKeys: 1, maxKeys: 4 }),
})).map;
const options = fc.record({
  indent: fc.constantFrom(1, 2, 4),
  indentSeq: fc.boolean(),
  lineWidth: fc.constantFrom(0, 20),
  collectionStyle: fc.constantFrom('any' as const, 'block' as const, 'flow' as const),
  defaultStringType: fc.constantFrom(
    'PLAIN' as const,
    'QUOTE_DOUBLE' as const,
    'QUOTE_SINGLE' as const,
  ),
});
const written = fc.tuple(value, options).map(([json, style]) => stringify(json, style));
const piece = fc.constantFrom(
  ...[
    'a',
    'b:',
    'a: b',
    ': ',
    ':',
    '- ',
    '-',
    '\n',
    '\n  ',
    '\n    ',
    ' ',
    '  ',
    '#',
    ' # c',
    '[',
    ']',
  ],
  ...[
    '{',
    '}',
    ', ',
    ',',
    '"',
    "'",
    "''",
    '\\',
    '\\n',
    '\\u0041',
    '5',
    '.',
    'e',
    'true',
    'yes',
    'é',
  ],
  ...[
    '|',
    '>',
    '&a',
    '*a',
    '!t',
    '?',
    '~',
    '%',
    '@',
    '\t',
    '\r\n',
    '---',
    '...',
    '<<',
    '0x',
    '\u0085',
  ],
);

describe('what it reads is the same for the strict reader, values and places', () => {
  test.each([
    ['texts that a writer of YAML made', written],
    ['the same, damaged', damaged(written, piece)],
    ['the accepted texts, damaged', damaged(fc.constantFrom(...accepted), piece)],
    ['pieces of YAML in any order, as a value', soup(piece).map((text) => `a: b\nc: ${text}`)],
  ] as const)('%s', (_, texts) => {
    let read = 0;
    fc.assert(
      fc.property(texts, (text) => {
        if (expectSame(text) === 'read') read += 1;
      }),
      runs(1000),
    );
    // Texts that both refuse would prove nothing.
    expect(read).toBeGreaterThan(0);
  });
});
