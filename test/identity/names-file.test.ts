import { describe, expect, test } from 'vitest';
import { addNames, parseNames } from '../../src/identity/constant-names.ts';
import type { ConstantName } from '../../src/model/constants.ts';
import { kinds } from '../../src/model/node.ts';
import { fc } from '../support/laws.ts';

const file = 'catalog.names';

function verdicts(text: string) {
  return parseNames(file, text).problems.map(({ code, span }) => `${code} ${span?.start.line}`);
}

describe('reading', () => {
  test.each([
    { text: '', found: [] },
    { text: '# a comment\n\na lesson QUIZ\n', found: [] },
    { text: '\uFEFFa lesson QUIZ\r\nb lesson REVIEW\r\n', found: [] },
    { text: 'b lesson REVIEW\na lesson QUIZ\nb lesson REVIEW\n', found: [] },
    { text: 'a lesson QUIZ\nb unit QUIZ\n', found: [] },
    { text: 'a lesson', found: ['names/malformed 1'] },
    { text: 'a lessons QUIZ', found: ['names/malformed 1'] },
    { text: 'a lesson quiz', found: ['names/malformed 1'] },
    { text: 'a lesson __A', found: ['names/malformed 1'] },
    { text: 'a lesson A;alert(1)', found: ['names/malformed 1'] },
    { text: 'a lesson QUIZ twice', found: ['names/malformed 1'] },
    { text: 'a/b lesson QUIZ', found: ['names/malformed 1'] },
    { text: 'a lesson QUI\u0000Z', found: ['names/malformed 1'] },
    { text: 'a lesson QUIZ\na lesson TEST', found: ['names/duplicate 2'] },
    { text: 'a lesson QUIZ\na unit QUIZ', found: ['names/duplicate 2'] },
    { text: 'a lesson QUIZ\nb lesson QUIZ', found: ['names/duplicate 2'] },
    {
      text: '<<<<<<< HEAD\na lesson QUIZ\n=======\na lesson TEST\n>>>>>>> topic\n',
      found: ['names/conflict 1'],
    },
  ])('$text', ({ text, found }) => {
    expect(verdicts(text)).toEqual(found);
  });
});

const name = fc.record({
  sourcedId: fc.stringMatching(/^[a-e]{1,3}$/),
  kind: fc.constantFrom(...kinds),
  name: fc.stringMatching(/^[A-Z]{1,4}(_[0-9A-Z]{1,2})?$/),
});

const several = fc
  .uniqueArray(name, { selector: (one) => one.sourcedId, maxLength: 12 })
  .map((all) => [...new Map(all.map((one) => [`${one.kind} ${one.name}`, one])).values()]);

function read(text: string): readonly ConstantName[] {
  const names = parseNames(file, text);
  if (!names.ok) throw new Error(names.problems[0]?.detail);
  return [...names.value.entries.values()];
}

const sorted = (all: readonly ConstantName[]) =>
  all.toSorted((a, b) => (a.sourcedId < b.sourcedId ? -1 : 1));

describe('writing', () => {
  test('gives back what was added, sorted, and once more changes nothing', () => {
    fc.assert(
      fc.property(several, fc.nat(12), (all, at) => {
        const text = addNames(addNames(undefined, all.slice(at)), all.slice(0, at));
        expect(read(text)).toEqual(sorted(all));
        expect(addNames(text, [])).toBe(text);
        expect(text).toBe(addNames(undefined, all));
      }),
    );
  });

  test('what a merge by union leaves becomes the same file from both sides', () => {
    fc.assert(
      fc.property(several, fc.nat(12), fc.nat(12), (all, a, b) => {
        const base = addNames(undefined, all.slice(0, Math.min(a, b)));
        const ours = addNames(base, all.slice(0, a));
        const theirs = addNames(base, all.slice(0, b));
        const added = (text: string) =>
          text.split('\n').filter((line) => !base.includes(`${line}\n`));
        const union = `${ours}${added(theirs).join('\n')}`;
        expect(addNames(union, [])).toBe(addNames(undefined, all.slice(0, Math.max(a, b))));
      }),
    );
  });

  test('comments stay above their line, the header on top, line ends as they were', () => {
    const text = '# header\r\nc lesson C\r\n# about e\r\n\r\ne lesson E\r\n# end\r\n';
    const added = addNames(text, [
      { sourcedId: 'a', kind: 'unit', name: 'A' },
      { sourcedId: 'd', kind: 'lesson', name: 'D' },
    ]);
    expect(added).toBe(
      '# header\r\na unit A\r\nc lesson C\r\nd lesson D\r\n# about e\r\n\r\ne lesson E\r\n# end\r\n',
    );
  });
});
