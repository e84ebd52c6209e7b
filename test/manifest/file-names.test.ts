import { describe, expect, test } from 'vitest';
import { buildCatalog } from '../../src/manifest/build.ts';
import { firstFree } from '../../src/manifest/outline.ts';

function problemsOf(...names: readonly string[]) {
  const files = names.map((file, at) => ({
    file,
    bytes: new TextEncoder().encode(`kind: course\nsourcedId: c-${at}\ntitle: A\n`),
  }));
  return buildCatalog({ files, globs: '**' }).problems;
}

describe('a name that Windows does not take is warned of', () => {
  test.each([
    ['catalog/con.yaml', 'device'],
    ['catalog/NUL.yaml', 'device'],
    ['catalog/com1.unit.yaml', 'device'],
    ['catalog/com¹.yaml', 'device'],
    ['catalog/aux .yaml', 'device'],
    ['catalog/prn/a.yaml', 'the folder catalog/prn'],
    ['catalog/a:b.yaml', 'the character :'],
    ['catalog/what?.yaml', 'the character ?'],
    ['catalog/a\\b.yaml', 'the character \\'],
    ['catalog/unit 1./a.yaml', 'ends with a dot'],
    ['catalog/unit /a.yaml', 'ends with a space'],
    ['catalog/a\u0007.yaml', 'a control character'],
  ])('%j', (file, says) => {
    const problems = problemsOf(file);
    expect(problems.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'warning catalog/file-name',
    ]);
    expect(problems[0]?.detail).toContain(says);
  });

  test('a folder once, whatever is in it', () => {
    expect(problemsOf('catalog/aux/a.yaml', 'catalog/aux/b.yaml')).toHaveLength(1);
  });
});

test.each([
  'catalog/console.yaml',
  'catalog/com10.yaml',
  'catalog/a con.yaml',
  'catalog/.x/a.yaml',
  'catalog/Einführung – Teil 1 (neu).yaml',
  'catalog/课程.yaml',
])('%s is fine', (file) => {
  expect(problemsOf(file)).toEqual([]);
});

test('each of a thousand nodes of one name gets the next number, and few of those before are asked for', () => {
  const taken = new Set<string>();
  let asked = 0;
  for (let number = 1; number <= 1000; number += 1) {
    const name = firstFree('lesson', (one) => {
      asked += 1;
      return !taken.has(one);
    });
    expect(name).toBe(number === 1 ? 'lesson' : `lesson-${number}`);
    taken.add(name);
  }
  expect(asked).toBeLessThan(25_000);
});
