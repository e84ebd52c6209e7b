// The language of globs: what it matches, what it refuses, and what matching costs at worst.
import picomatch from 'picomatch';
import { describe, expect, test } from 'vitest';
import { globOfFile, readGlob } from '../../src/model/glob.ts';
import { inputLimits } from '../../src/model/input-limits.ts';
import { fc, runs } from '../support/laws.ts';

describe('is no glob', () => {
  test.each([
    { glob: '../**/*.yaml', is: 'outside' },
    { glob: '/etc/*.yaml', is: 'outside' },
    { glob: 'C:/x/*.yaml', is: 'outside' },
    { glob: '{..,x}/**/*.yaml', is: 'outside' },
    { glob: '.{.,}/out/*.yaml', is: 'outside' },
    { glob: '{/etc,x}/*.yaml', is: 'outside' },
    { glob: 'a/{b,c/../../..}/x.yaml', is: 'outside' },
    { glob: 'a/./../../out/s.yaml', is: 'outside' },
    { glob: './\\.\\./\\.\\./.aws/*', is: 'form' },
    { glob: 'catalog\\*.yaml', is: 'form' },
    { glob: '[.][.]/out/*.yaml', is: 'form' },
    { glob: '[.a]git/config', is: 'form' },
    { glob: '[--0]git/config', is: 'form' },
    { glob: '.git/config', is: 'form' },
    { glob: 'catalog/.env', is: 'form' },
    { glob: 'a/.{netrc,env}', is: 'form' },
    { glob: 'node_modules/**', is: 'form' },
    { glob: '{node_modules,b}/x.yaml', is: 'form' },
    { glob: '@(..)/out/*.yaml', is: 'form' },
    { glob: '(..)/out/*.yaml', is: 'form' },
    { glob: '!(a).yaml', is: 'form' },
    { glob: 'a|b.yaml', is: 'form' },
    { glob: '!a.yaml', is: 'form' },
    { glob: 'a\u0000b', is: 'form' },
    { glob: 'a{1..3}.yaml', is: 'form' },
    { glob: '{a}.yaml', is: 'form' },
    { glob: '{a,b.yaml', is: 'form' },
    { glob: '[ab.yaml', is: 'form' },
    { glob: '[[:alpha:]].yaml', is: 'form' },
    { glob: '[z-a].yaml', is: 'form' },
    { glob: '', is: 'form' },
    { glob: './', is: 'form' },
    { glob: '?'.repeat(inputLimits.glob.most + 1), is: 'form' },
    { glob: '{a,b}'.repeat(7), is: 'form' },
    { glob: '{'.repeat(1000), is: 'form' },
  ] as const)('$glob', ({ glob, is }) => {
    const read = readGlob(glob);
    expect(read.ok ? 'a glob' : read.fault.type).toBe(is);
  });
});

describe('matches', () => {
  test.each([
    { glob: './catalog/**/*.yaml', yes: ['catalog/a.yaml', 'catalog/b/c.yaml'], no: ['a.yaml'] },
    { glob: '**', yes: ['a', 'a/b'], no: ['.a', 'a/.b/c', '.git/config'] },
    { glob: 'a/**', yes: ['a/b', 'a/b/c'], no: ['a', 'ab/c'] },
    { glob: 'a/*', yes: ['a/b'], no: ['a/.b', 'a/b/c', 'a'] },
    { glob: '*/a', yes: ['b/a'], no: ['./a', '../a', '.git/a'] },
    { glob: '?[!a-c]*', yes: ['xd', 'xyz'], no: ['xa', 'x', '.d'] },
    { glob: '{a,b/{c,d}}/e', yes: ['a/e', 'b/c/e', 'b/d/e'], no: ['b/e', 'c/e'] },
    { glob: 'x[]]', yes: ['x]'], no: ['x'] },
    { glob: 'Größe ?.yaml', yes: ['Größe 🎓.yaml'], no: ['Größe.yaml'] },
  ])('$glob', ({ glob, yes, no }) => {
    const read = readGlob(glob);
    if (!read.ok) throw new Error(read.fault.reason);
    expect([...yes, ...no].filter(read.glob.matches)).toEqual(yes);
  });
});

const name = fc.stringMatching(/^[ab]{1,4}(\.y)?$/);
const piece = fc.constantFrom('a', 'b', 'ab', '*', '?', '[ab]', '[^a]', '{a,b}', '{a,b*,ab}', '.y');
const named = fc
  .array(piece, { minLength: 1, maxLength: 4 })
  .map((pieces) => pieces.join(''))
  // It is `*` twice; picomatch lets it cross folders in front of braces.
  .filter((text) => !text.includes('**'));
const part = fc.oneof({ weight: 1, arbitrary: fc.constant('**') }, { weight: 4, arbitrary: named });

// picomatch takes the `!` of `[!a]` for a character; shells and this language do not.
test('law: if the language of picomatch means something here, it means the same', () => {
  // Whether a/** is a as well, picomatch decides by what a is; here it never is.
  const globs = fc
    .tuple(fc.array(part, { maxLength: 3 }), named)
    .map(([parts, last]) => [...parts, last].join('/'));
  const paths = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join('/'));
  fc.assert(
    fc.property(globs, fc.array(paths, { minLength: 5, maxLength: 20 }), (glob, some) => {
      const read = readGlob(glob);
      fc.pre(read.ok);
      const theirs = picomatch(glob);
      expect(some.filter(read.glob.matches)).toEqual(some.filter((path) => theirs(path)));
    }),
    runs(1000),
  );
});

describe('law: matching costs at most glob times path, however it is made', () => {
  test.each([
    { what: 'stars in a part', glob: `${'*a'.repeat(500)}*b`, path: 'a'.repeat(4000) },
    { what: 'question marks', glob: `*${'?'.repeat(1000)}b`, path: 'a'.repeat(4000) },
    { what: 'classes', glob: `*${'[ab]'.repeat(200)}c`, path: 'a'.repeat(4000) },
    { what: 'parts', glob: `${'**/a/'.repeat(200)}**/b`, path: 'a/'.repeat(2000) },
    { what: 'parts with stars', glob: `${'**/*a/'.repeat(100)}**/b`, path: 'aaa/'.repeat(1000) },
    { what: 'braces', glob: `${'{a,a*}'.repeat(6)}*b`, path: 'a'.repeat(4000) },
  ])('$what', ({ glob, path }) => {
    const read = readGlob(glob);
    if (!read.ok) throw new Error(read.fault.reason);
    const counted = counting(path);
    expect(read.glob.matches(counted.path)).toBe(false);
    expect(counted.looks()).toBeGreaterThan(0);
    expect(counted.looks()).toBeLessThan(64 * glob.length * path.length);
  });
});

/** The path as a text whose parts count each look at a character. */
function counting(path: string) {
  let looks = 0;
  class Counted extends String {
    override startsWith(...args: Parameters<string['startsWith']>): boolean {
      looks += 1;
      return super.startsWith(...args);
    }
    override codePointAt(at: number): number | undefined {
      looks += 1;
      return super.codePointAt(at);
    }
  }
  class CountedPath extends String {
    override split(): string[] {
      return path.split('/').map((part) => new Counted(part) as unknown as string);
    }
  }
  return { path: new CountedPath(path) as unknown as string, looks: () => looks };
}

test('the glob of a file is one, matches it, and no file whose name has other letters', () => {
  const marks = [...'*?{}[](),|\\!:"\'`#&^-~ ', '\u0007', '\u202e', '\u2028', '\u0301', '🎓'];
  const names = fc
    .array(fc.constantFrom('a', 'B', 'z', '.', ...marks), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join(''))
    .filter((name) => !name.startsWith('.'));
  const paths = fc.array(names, { minLength: 1, maxLength: 3 }).map((all) => all.join('/'));
  fc.assert(
    fc.property(paths, (path) => {
      const glob = globOfFile(path) ?? '';
      const read = readGlob(glob);
      expect(read.ok && read.glob.matches(path), glob).toBe(true);
      for (const [letter, other] of ['ab', 'Bb', 'zy', '*q', '?q', '{q', ':q'] as const) {
        const changed = path.replace(letter ?? '', other ?? '');
        if (changed !== path) expect(read.ok && read.glob.matches(changed), glob).toBe(false);
      }
    }),
    runs(2000),
  );
});
