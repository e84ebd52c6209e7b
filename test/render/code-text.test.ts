import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import {
  constantsToCsv,
  pythonText,
  typescriptText,
} from '../../src/text/constants/constants-data.ts';
import { fc } from '../support/laws.ts';
import { hasPython } from '../support/python.ts';
import { ciCommand, hostileText, hostileTexts, unsafe } from './hostile.ts';

describe('a text from outside as a literal', () => {
  test('of TypeScript means itself and shows nothing that is obeyed', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const literal = typescriptText(text);
        expect(JSON.parse(literal)).toBe(text);
        expect(literal).not.toMatch(unsafe);
        expect(literal).not.toMatch(ciCommand);
        expect(literal).not.toMatch(/\n/);
      }),
    );
  });

  test.skipIf(!hasPython)('of Python means itself to Python', () => {
    const texts = [...hostileTexts, ...fc.sample(hostileText, 300), '\u{e0001}\u{1f600}'];
    const lines = texts.map(pythonText);
    for (const line of lines) expect(line).not.toMatch(unsafe);
    const read =
      'import ast,json,sys\nprint(json.dumps([ast.literal_eval(l) for l in json.load(sys.stdin)]))';
    const { stdout, stderr } = spawnSync('python3', ['-c', read], {
      input: JSON.stringify(lines),
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], PYTHONIOENCODING: 'utf-8' },
    });
    expect(stderr).toBe('');
    // Two halves of a character that stand side by side are one to JSON.
    expect(JSON.parse(stdout)).toEqual(texts);
  });
});

test.each([
  { title: '=HYPERLINK("http://evil.test")', cell: `"'=HYPERLINK(""http://evil.test"")"` },
  { title: '+1', cell: "'+1" },
  { title: '@SUM(A1)', cell: "'@SUM(A1)" },
  { title: 'one, two', cell: '"one, two"' },
  { title: 'two\nlines', cell: '"two\nlines"' },
  { title: '\t=1', cell: "' =1" },
])('in a spreadsheet $title is text', ({ title, cell }) => {
  const resources = [{ name: 'A', sourcedId: 'a', title }];
  const csv = constantsToCsv({ notes: [], courses: [], resources });
  expect(csv.slice(csv.indexOf('\n'))).toBe(`\nresource,A,a,${cell},,,\n`);
});
