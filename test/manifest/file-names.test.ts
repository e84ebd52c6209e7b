import { describe, expect, test } from 'vitest';
import { buildCatalog } from '../../src/manifest/build.ts';
import { firstFree } from '../../src/manifest/outline.ts';
import { fc, runs } from '../support/laws.ts';

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
  const last = new Map<string, number>();
  let asked = 0;
  for (let number = 1; number <= 1000; number += 1) {
    const isFree = (one: string) => {
      asked += 1;
      return !taken.has(one);
    };
    const name = firstFree('lesson', isFree, { last });
    expect(name).toBe(number === 1 ? 'lesson' : `lesson-${number}`);
    taken.add(name);
  }
  expect(asked).toBeLessThan(2500);
});

/** The numbers that counting from 1 each time gives. */
function counted(name: string, isFree: (name: string) => boolean, form: (n: number) => string) {
  for (let number = 1; ; number += 1) {
    const one = number === 1 ? name : form(number);
    if (isFree(one)) return one;
  }
}

test('going on from the last number gives what counting from 1 gives, whatever else is taken', () => {
  const number = fc.integer({ min: 2, max: 9 });
  const step = fc.record({
    name: fc.constantFrom('a', 'b', 'a-2', 'a-2-2'),
    /** Whether a name is asked for and taken, only asked for, or taken as it is. */
    how: fc.constantFrom('ask', 'ask', 'look', 'take'),
    suffix: fc.oneof(
      fc.constant(''),
      number.map((one) => `-${one}`),
    ),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const taken = new Set<string>();
      const last = new Map<string, number>();
      const isFree = (one: string) => !taken.has(one);
      for (const { name, how, suffix } of steps) {
        if (how === 'take') taken.add(`${name}${suffix}`);
        else {
          const free = firstFree(name, isFree, { last });
          expect(free).toBe(counted(name, isFree, (one) => `${name}-${one}`));
          expect(firstFree(name, isFree)).toBe(free);
          if (how === 'ask') taken.add(free);
        }
      }
    }),
    runs(500),
  );
});
