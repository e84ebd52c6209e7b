// Every kind of text that comes from outside, from short to longer than any limit: the command ends in
// an orderly way, on little memory, with a code wherever something is wrong, and never with a fault of
// its own. What hangs is killed when the time of its test is over, and fails it.
import { describe, expect, test } from 'vitest';
import { inputLimits } from '../../src/model/input-limits.ts';
import { folderWith, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { catalogWith, codesIn, config, patience, runBounded } from '../support/hostile-folder.ts';
import { builtCli } from '../support/program.ts';

const course = (more = '') => `kind: course\nsourcedId: more\ntitle: More\n${more}`;
const manifest = (text: string) => ({ 'catalog/more.yaml': text });
const lesson = (field: string) =>
  course(
    `units:\n  - sourcedId: u9\n    title: U\n    lessons:\n      - sourcedId: l9\n        title: L\n        ${field}\n`,
  );
const standards = {
  'timeback-catalog.yaml': `${config}standards: standards.json\n`,
  'standards.json': '{"CFItems": [{"identifier": "s"}]}',
};
const filled = (piece: string, length: number) => piece.repeat(Math.ceil(length / piece.length));
const configured = (more: string) => ({ 'timeback-catalog.yaml': `${config}${more}\n` });
const environment = (field: string) => configured(`environments: {a: {${field}}}`);

interface Input {
  readonly of: string;
  readonly files: (length: number) => Readonly<Record<string, string>>;
  /** Absent: `check`. */
  readonly args?: readonly string[];
}

const outline = ['import', 'outline', 'outline.csv', '--dry-run'];
const inputs: readonly Input[] = [
  {
    of: 'a value of the config',
    files: (n) => ({ 'timeback-catalog.yaml': `org: ${filled('a', n)}\n` }),
  },
  {
    of: 'an address that ends in slashes',
    files: (n) => environment(`baseUrl: "https://x/${filled('/', n)}a"`),
  },
  {
    of: 'an address of a service',
    files: (n) =>
      environment(`services: {oneroster: "https://x/${filled('a', n)}"}, tokenUrl: "https://x/t"`),
  },
  {
    of: 'a glob of stars',
    files: (n) => configured(`catalog: ["catalog/*.yaml", "${filled('*a', n)}b"]`),
  },
  {
    of: 'a glob of question marks',
    files: (n) => configured(`catalog: ["catalog/*.yaml", "${filled('?', n)}"]`),
  },
  {
    of: 'a glob of braces',
    files: (n) => configured(`catalog: ["catalog/*.yaml", "${filled('{a,b}', n)}"]`),
  },
  {
    of: 'a glob of brackets',
    files: (n) => configured(`catalog: ["catalog/*.yaml", "${filled('[', n)}"]`),
  },
  {
    of: 'a list of globs',
    files: (n) => configured(`catalog: [${filled('"a*",', n)} "catalog/*.yaml"]`),
  },
  { of: 'a ledger line', files: (n) => ({ 'catalog.ids': `${filled('a', n)} lesson live\n` }) },
  { of: 'a ledger line of blanks', files: (n) => ({ 'catalog.ids': `${filled(' \t', n)}x\n` }) },
  {
    of: 'a sourcedId',
    files: (n) => manifest(course().replace(': more', `: ${filled('x-', n)}a`)),
  },
  {
    of: 'a sourcedId of zeros',
    files: (n) => manifest(course().replace(': more', `: "${filled('0-', n)}1"`)),
  },
  {
    of: 'an include',
    files: (n) => manifest(course(`units:\n  - include: "${filled('*a', n)}b"\n`)),
  },
  {
    of: 'a standard',
    files: (n) => ({ ...standards, ...manifest(lesson(`standards: [${filled('s', n)}]`)) }),
  },
  { of: 'a plain text', files: (n) => manifest(course().replace('More', filled('a', n))) },
  {
    of: 'a plain text beyond ASCII',
    files: (n) => manifest(course().replace('More', filled('ä b', n))),
  },
  {
    of: 'a text in double quotes',
    files: (n) => manifest(course().replace('More', `"${filled('\\n', n)}x"`)),
  },
  {
    of: 'a text in single quotes',
    files: (n) => manifest(course().replace('More', `'${filled("''", n)}x'`)),
  },
  {
    of: 'a text in a list on one line',
    files: (n) => manifest(course(`subjects: ["${filled('a', n)}"]\n`)),
  },
  {
    of: 'a text with escapes in a list on one line',
    files: (n) => manifest(course(`subjects: ["${filled('\\\\', n)}"]\n`)),
  },
  {
    of: 'numbers with colons',
    files: (n) => manifest(course().replace('More', `1${filled(':1', n)}`)),
  },
  {
    of: 'numbers with low lines',
    files: (n) => manifest(course().replace('More', `1${filled('_1', n)}`)),
  },
  {
    of: 'a block of text',
    files: (n) => manifest(course().replace('More', `>\n${filled('  a\n', n)}`)),
  },
  { of: 'a key', files: (n) => manifest(course(`${filled('k', n)}: 1\n`)) },
  {
    of: 'a moment',
    files: (n) => manifest(lesson(`metadata: {at: "2020-01-01T00:00:00.${filled('0', n)}1Z"}`)),
  },
  {
    of: 'a manifest of blanks, laid out',
    args: ['fmt'],
    files: (n) => manifest(course(`units:${filled(' ', n)}[\n  ]\n`)),
  },
  {
    of: 'a new node below blanks',
    args: ['new', 'unit', 'X', '--in', 'more'],
    files: (n) => manifest(course(`units:${filled(' ', n)}[\n  ]\n`)),
  },
  {
    of: 'a cell of a table',
    args: outline,
    files: (n) => ({
      'outline.csv': `course.title,unit.title,lesson.title\nA,B,${filled('c', n)}\n`,
    }),
  },
  {
    of: 'a name of a column',
    args: outline,
    files: (n) => ({
      'outline.csv': `course.title,unit.title,lesson.metadata.${filled('a.', n)}b\nA,B,C\n`,
    }),
  },
  {
    of: 'an outline as JSON',
    args: outline,
    files: (n) => ({
      'outline.csv': `{"courses": [${filled('{"title": "c"},', n)}{"title": "d"}]}`,
    }),
  },
  {
    of: 'a title of an outline',
    args: outline,
    files: (n) => ({ 'outline.csv': `{"courses": [{"title": "${filled('t', n)}"}]}` }),
  },
  {
    of: 'a line of keys',
    args: outline,
    files: (n) => ({
      'catalog.keys': `a lesson "${filled('\\"', n)}" b\n`,
      'outline.csv': '{"courses": [{"title": "c"}]}',
    }),
  },
];

// What is short needs no bounds of its own, and runs inside the test.
const shortly = (args: readonly string[], cwd: string) => cli(args, { cwd });
const lengths = [
  { length: 1000, run: shortly },
  { length: 100_000, run: shortly },
  { length: 5_000_000, run: runBounded },
] as const;

describe.each(lengths)('$length characters', ({ length, run }) => {
  test.each(inputs)('$of', { timeout: patience }, async ({ files, args = ['check'] }) => {
    const ended = await run(args, catalogWith(files(length)));
    expect(ended.stderr).not.toContain('bug in timeback-catalog');
    expect([0, 1]).toContain(ended.code);
    if (ended.code === 1) expect(codesIn(ended)).not.toEqual([]);
    expect(ended.stderr.length).toBeLessThan(1_000_000);
  });
});

test('an outline of more nodes than are taken', { timeout: patience }, async () => {
  const courses = filled('{"title":"c"},', 14 * (inputLimits.nodes.most + 1)).slice(0, -1);
  const cwd = catalogWith({ 'outline.csv': `{"courses": [${courses}]}` });
  const ended = await runBounded(outline, cwd);
  expect({ code: ended.code, codes: codesIn(ended) }).toEqual({
    code: 1,
    codes: ['import/unreadable'],
  });
  expect(ended.stderr).toContain('50,000 nodes');
});

describe('what is said once for each of many nodes', () => {
  const numbered = (n: number, line: (i: number) => string) =>
    Array.from({ length: n }, (_, i) => line(i));
  const lessons = numbered(
    500,
    (i) => `      - {sourcedId: l${i}, title: L${i}, resources: [r]}\n`,
  );
  const value = (size: number) => `{metadata: {a: ${filled('x', size)}}}`;
  const catalog = (more: string, given: string) => ({
    'timeback-catalog.yaml': `${config}${more}`,
    'catalog/a.yaml': `kind: course\nsourcedId: c\ntitle: C\ncourseCode: C\n${given}units:\n  - sourcedId: u\n    title: U\n    lessons:\n${lessons.join('')}resources:\n  - {sourcedId: r, title: R, vendorResourceId: r}\n`,
    'catalog.ids': `c course live\nu unit live\nr resource live\n${numbered(500, (i) => `l${i} lesson live\n`).join('')}`,
  });
  test.each([
    [
      'defaults of the config',
      (size: number) => catalog(`defaults: {lesson: ${value(size)}}\n`, ''),
    ],
    [
      'defaults of placements',
      (size: number) => catalog(`defaults: {placement: ${value(size)}}\n`, ''),
    ],
    ['defaults of a course', (size: number) => catalog('', `defaults: {lesson: ${value(size)}}\n`)],
    [
      'an override of a kind',
      (size: number) =>
        catalog(`environments: {a: {emulator: true, overrides: {lesson: ${value(size)}}}}\n`, ''),
    ],
  ])('%s: much of it is refused, and a little is not', { timeout: patience }, async (_, files) => {
    const little = await cli(['check'], { cwd: folderWith(files(1000)) });
    expect(little.code).toBe(0);
    const cwd = folderWith(files(1_000_000));
    for (const args of [['check'], ['plan'], ['tree']]) {
      const ended = await runBounded(args, cwd);
      expect({ code: ended.code, codes: codesIn(ended) }).toEqual({
        code: 1,
        codes: expect.arrayContaining(['schema/wrong-value']),
      });
    }
  });

  test('a catalog that an earlier run kept is held to it too', { timeout: patience }, async () => {
    const { 'timeback-catalog.yaml': large, ...rest } = catalog(
      `defaults: {lesson: ${value(1_000_000)}}\n`,
      '',
    );
    const files = {
      ...rest,
      'catalog/a.yaml': `${rest['catalog/a.yaml']}${filled('# long enough to be kept\n', 200_000)}`,
    };
    const cache = folderWith({});
    const cwd = folderWith({ 'timeback-catalog.yaml': config, ...files });
    const env = { TIMEBACK_CATALOG_CACHE: cache };
    expect((await builtCli(['plan'], { cwd, env })).code).toBe(0);
    put(cwd, 'timeback-catalog.yaml', large);
    const ended = await builtCli(['plan'], { cwd, env });
    expect({ code: ended.code, codes: codesIn(ended) }).toEqual({
      code: 1,
      codes: ['schema/wrong-value'],
    });
  });
});
