import { describe, expect, test } from 'vitest';
import { comparedSnapshotOf } from '../../src/identity/compared-snapshot.ts';
import { likeness } from '../../src/identity/pair.ts';
import type { Snapshot } from '../../src/model/catalog.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { type IdKey, nodeKeysOf } from '../../src/model/node.ts';
import { course, lesson, type Outline, snapshot, unit } from './node.ts';

const text = 'How to tell what a paragraph is mainly about.';
const states = (before: Snapshot, after: Snapshot) => ({
  before: comparedSnapshotOf(before),
  after: comparedSnapshotOf(after),
  counterparts: new Map<IdKey, IdKey>(),
});

/** Lessons of one unit, and a second unit that is the same on both sides. */
const inUnits = (lessons: readonly Outline[], others: readonly Outline[] = []) =>
  snapshot([
    course('c', 'Reading', [unit('u', 'Main ideas', lessons), unit('v', 'Details', others)]),
  ]);

const compared = (before: Snapshot, after: Snapshot) => {
  const named = (nodes: Snapshot, id: string) =>
    nodeKeysOf(id).flatMap((key) => nodes.get(key) ?? [])[0];
  const [was, now] = [named(before, 'old'), named(after, 'new')];
  if (!was || !now) throw new Error('the example lacks its nodes');
  return likeness(was, now, states(before, after));
};

describe('what speaks for two nodes being one', () => {
  const old = lesson('old', 'Finding the main idea', { description: text });
  test.each([
    {
      name: 'only the id differs',
      after: inUnits([lesson('new', 'Finding the main idea', { description: text })]),
      matched: ['same title', 'same place in unit "Main ideas"', 'same description'],
    },
    {
      name: 'case and punctuation',
      after: inUnits([lesson('new', '“Finding the Main Idea”')]),
      matched: [
        'title differs only in case, spaces or punctuation',
        'same place in unit "Main ideas"',
      ],
    },
    {
      name: 'another place in the unit',
      after: inUnits([lesson('x', 'First'), lesson('new', 'Finding a main idea')]),
      matched: ['similar title', 'same unit "Main ideas"'],
    },
    {
      name: 'another unit, another title, text touched up',
      after: inUnits([], [lesson('new', 'Gist', { description: `${text} Now with examples.` })]),
      matched: ['similar description'],
    },
    { name: 'nothing', after: inUnits([], [lesson('new', 'Commas')]), matched: [] },
  ])('$name', ({ after, matched }) => {
    expect(compared(inUnits([old]), after).matched).toEqual(matched);
  });

  test('a value that everybody has is no mark; a slug is a strong one', () => {
    const many = (id: string, fields: Record<string, string>) =>
      snapshot([
        ...Array.from({ length: 60 }, (_, index) => lesson(`l${index}`, `T${index}`, { org: 'a' })),
        lesson(id, id, { org: 'a', ...fields }),
      ]);
    expect(compared(many('old', {}), many('new', {})).parts.text).toBeUndefined();
    const slugged = compared(many('old', { slug: 's' }), many('new', { slug: 's', note: 'n' }));
    expect(slugged).toMatchObject({ parts: { text: 1 }, matched: ['same slug'] });
  });

  test('a value counts wherever it stands, nothing and no text are no values', () => {
    const inMap = (id: string, tags: readonly (string | null)[]) =>
      inUnits([lesson(id, 'Same', { metadata: { deep: { tags } }, note: '', other: null })]);
    const { parts } = compared(inMap('old', ['a', 'b', null]), inMap('new', ['b', 'c', '']));
    expect(parts.text).toBe(0.5);
    expect(compared(inMap('old', [null]), inMap('new', [''])).parts.text).toBeUndefined();
  });

  const prose = 'A paragraph is about one thing, and a good one says so at its start.';
  const other = 'Commas stand between the items of lists wherever there are three.';
  test.each<{ name: string; old: JsonObject; new: JsonObject; text?: number; matched: string[] }>([
    { name: 'nothing if one side has none', old: { note: 'a' }, new: {}, matched: [] },
    { name: 'nothing in common', old: { note: 'a' }, new: { note: 'b' }, text: 0, matched: [] },
    {
      name: 'half in common, counted against the longer',
      old: { note: 'a' },
      new: { note: 'a', other: 'b' },
      text: 0.5,
      matched: ['same note'],
    },
    {
      name: 'four in common, of which three are said',
      old: { a: 1, b: 2, c: 3, d: 4 },
      new: { a: 1, b: 2, c: 3, d: 4 },
      text: 1,
      matched: ['same a', 'same b', 'same c'],
    },
    {
      name: 'what only begins like a name of a program',
      old: { keyword: 'a', note: 'b' },
      new: { keyword: 'a', note: 'c' },
      text: 0.5,
      matched: ['same keyword'],
    },
    {
      name: 'the one of two long texts that was only touched up',
      old: { intro: prose, outro: other },
      new: { intro: other, outro: `${other} Or more.` },
      text: 0.82,
      matched: ['similar outro'],
    },
    {
      name: 'the same, with the other one last',
      old: { intro: other, outro: prose },
      new: { intro: `${other} Or more.`, outro: other },
      text: 0.82,
      matched: ['similar intro'],
    },
    {
      name: 'a long text that was touched up and a value that is the same',
      old: { intro: prose, note: 'a', more: 1 },
      new: { intro: `${prose} Mostly.`, note: 'a', more: 2 },
      text: 0.86,
      matched: ['same note'],
    },
    {
      name: 'the parts of a long text together',
      old: { steps: ['Read the text.', 'Find its main idea.'] },
      new: { steps: ['Read the text', 'Find its main idea'] },
      text: 0.9,
      matched: ['similar steps'],
    },
    {
      name: 'not the words that short texts share by chance',
      old: { note: 'Read this now' },
      new: { note: 'Read this then' },
      text: 0,
      matched: [],
    },
    {
      name: 'not a few words that long texts share',
      old: { intro: prose },
      new: { intro: other },
      text: 0,
      matched: [],
    },
    {
      name: 'not the folders that two files lie in',
      old: { path: 'content/reading/main ideas/paragraphs/one.md' },
      new: { path: 'content/reading/main ideas/paragraphs/two.md' },
      text: 0,
      matched: [],
    },
  ])('of the text: $name', ({ old: before, new: after, text: value, matched }) => {
    const found = compared(
      inUnits([lesson('old', 'Alpha', before)]),
      inUnits([], [lesson('new', 'Omega', after)]),
    );
    expect(found.matched).toEqual(matched);
    if (value === undefined) expect(found.parts).not.toHaveProperty('text');
    else expect(found.parts.text).toBeCloseTo(value, 1);
  });

  test('a value that became the house style is no mark', () => {
    const fields = { note: 'a', other: 'b' };
    const after = inUnits(
      [lesson('new', 'Omega', fields)],
      [lesson('x', 'X', { note: 'a' }), lesson('y', 'Y', { note: 'a' })],
    );
    expect(compared(inUnits([lesson('old', 'Alpha', fields)]), after).matched).toEqual([
      'same place in unit "Main ideas"',
      'same other',
    ]);
  });

  test('title, place and text count 4, 2 and 3', () => {
    const old = lesson('old', 'Alpha', { note: 'a' });
    const moved = inUnits([], [lesson('new', 'Alpha', { note: 'b' })]);
    expect(compared(inUnits([old]), moved).score).toBeCloseTo(4 / 9);
    const edited = inUnits([lesson('new', 'Omega', { note: 'a' })]);
    expect(compared(inUnits([old]), edited).score).toBeCloseTo(5 / 9);
  });

  test('titles without a word are not the same', () => {
    expect(compared(inUnits([lesson('old', '')]), inUnits([lesson('new', '')])).parts.title).toBe(
      0,
    );
  });

  test('a course is known by its units, and has no place', () => {
    const courseOf = (id: string, ...units: readonly string[]) =>
      snapshot([
        course(
          id,
          id,
          units.map((each) => unit(each, 'U')),
        ),
      ]);
    expect(compared(courseOf('old', 'u', 'v'), courseOf('new', 'u', 'v'))).toMatchObject({
      matched: ['same units in it'],
      parts: { title: 0, children: 1 },
    });
    const few = compared(courseOf('old', 'a', 'b', 'c'), courseOf('new', 'a', 'x', 'y'));
    expect(few.matched).toEqual([]);
    expect(few.parts.children).toBeCloseTo(1 / 3);
    const none = compared(courseOf('old', 'a'), courseOf('new', 'b'));
    expect(none.parts).toEqual({ title: 0 });
  });

  test('a unit is known by its lessons', () => {
    const unitOf = (id: string, title: string) =>
      snapshot([course('c', 'C', [unit(id, title, [lesson('l', 'L'), lesson('m', 'M')])])]);
    expect(compared(unitOf('old', 'Alpha'), unitOf('new', 'Omega')).matched).toEqual([
      'same place in course "C"',
      'same lessons in it',
    ]);
  });
});
