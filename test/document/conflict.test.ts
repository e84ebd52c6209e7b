import { describe, expect, test } from 'vitest';
import { conflictMarks, markLines, parseYaml } from '../../src/document/parse.ts';
import { parseKeys } from '../../src/features/import/keys.ts';

const sides = ['      - title: Mine', '      - title: Theirs'] as const;

const manifest = (...between: readonly string[]) =>
  ['kind: unit', 'title: U', 'lessons:', '  - title: L', ...between, ''].join('\n');

/** As git writes them, in its usual style and with the version that both came from. */
const styles = {
  merge: ['<<<<<<< HEAD', sides[0], '=======', sides[1], '>>>>>>> branch'],
  diff3: ['<<<<<<< HEAD', sides[0], '||||||| 1a2b3c4', '=======', sides[1], '>>>>>>> branch'],
  'one that lost its first marks': [sides[1], '>>>>>>> branch'],
};

const codes = (text: string) =>
  parseYaml('a.yaml', text).problems.map(({ code, span }) => `${code} ${span?.start.line}`);

describe('marks of a merge', () => {
  test.each(Object.entries(styles))('%s are one problem, at the first of them', (_, lines) => {
    const at = 5 + lines.findIndex((line) => !line.startsWith(' '));
    expect(codes(manifest(...lines))).toEqual([`file/conflict ${at}`]);
    expect(codes(manifest(...lines).replaceAll('\n', '\r\n'))).toEqual([`file/conflict ${at}`]);
  });

  test('are told of a config and of JSON as well', () => {
    expect(codes('<<<<<<< HEAD\norg: one\n=======\norg: two\n>>>>>>> branch\n')).toEqual([
      'file/conflict 1',
    ]);
    expect(codes('{\n<<<<<<< a\n"org": "one"\n=======\n"org": "two"\n>>>>>>> b\n}\n')).toEqual([
      'file/conflict 2',
    ]);
  });

  test('around a whole file are told, although what they hold is a text to YAML', () => {
    expect(codes('<<<<<<< HEAD\nwords\n>>>>>>> branch\n')).toEqual(['file/conflict 1']);
  });

  test.each([
    [
      'a line under a heading',
      manifest('    metadata:', '      text: |', '        A', '        ======='),
    ],
    ['a longer line', manifest('  # ========', '#========')],
  ])('are none: %s', (_, text) => {
    expect(codes(text)).toEqual([]);
  });

  test('another fault stays what it is', () => {
    expect(codes('kind: [\n')).toEqual(['yaml/syntax 1']);
  });

  test('are named by their lines', () => {
    const text = `${styles.merge.join('\n')}\n`;
    const said = (marks: ReturnType<typeof conflictMarks>) => marks && markLines(marks);
    expect(said(conflictMarks(text))).toBe('lines 1, 3 and 5');
    expect(said(conflictMarks('a\n======='))).toBe('line 2');
    expect(said(conflictMarks(text.repeat(5)))).toBe(
      'lines 1, 3, 5, 6, 8, 10, 11, 13, 15 and 6 more',
    );
    expect(conflictMarks('a\n======== b\n')).toBeUndefined();
  });
});

test('keys of an import: the marks are one problem, and the sides no contradiction', () => {
  const line = (id: string) => `plan.csv lesson "One" ${id}`;
  const text = ['<<<<<<< HEAD', line('a'), '=======', line('b'), '>>>>>>> branch', ''].join('\n');
  const { problems } = parseKeys('catalog.keys', text);
  expect(problems.map(({ code, span }) => `${code} ${span?.start.line}`)).toEqual([
    'import/keys 1',
  ]);
  expect(problems[0]?.detail).toContain('There are conflict markers in lines 1, 3 and 5');
});
