import { describe, expect, test } from 'vitest';
import { addNames, mintNames, nameOfTitle, parseNames } from '../../src/identity/constant-names.ts';
import { isConstantName } from '../../src/model/constants.ts';
import { idKey } from '../../src/model/node.ts';
import { sourcedIdFault } from '../../src/model/sourced-id.ts';
import { fc } from '../support/laws.ts';
import { course, lesson, type Outline, resource, snapshot, unit } from './node.ts';

describe('a title as a name', () => {
  test.each([
    { title: 'Finding the main idea', name: 'FINDING_THE_MAIN_IDEA' },
    { title: "Newton's 2nd law", name: 'NEWTONS_2ND_LAW' },
    { title: 'Ægir & Łódź: Straße', name: 'AEGIR_AND_LODZ_STRASSE' },
    { title: 'class', name: 'CLASS' },
    { title: '__proto__', name: 'PROTO' },
    { title: '3 kinds of text', name: 'LESSON_3_KINDS_OF_TEXT' },
    { title: 'Дроби', name: 'LESSON_3A1156D0' },
    { title: '分数 (part 1)', name: 'PART_1' },
    { title: 'Урок 1: дроби A', name: 'LESSON_3A1156D0' },
    { title: '!!!', name: 'LESSON_3A1156D0' },
    { title: '', name: 'LESSON_3A1156D0' },
    {
      title: 'A title that goes on for much longer than a name may, word by word',
      name: 'A_TITLE_THAT_GOES_ON_FOR_MUCH_LONGER_THAN_A_NAME',
    },
    { title: 'x'.repeat(300), name: 'X'.repeat(48) },
  ])('$title', ({ title, name }) => {
    expect(nameOfTitle(title, 'lesson', '3a1156d0-67c9-4c29')).toBe(name);
  });

  test('an id without a Latin letter leaves the kind', () => {
    expect(nameOfTitle('Дроби', 'unit', 'урок')).toBe('UNIT');
  });
});

function names(outlines: readonly Outline[], known: ReturnType<typeof mintNames> = []) {
  const all = [...known, ...mintNames(snapshot(outlines), byId(known))];
  return Object.fromEntries(all.map((one) => [one.sourcedId, one.name]));
}

const byId = (known: ReturnType<typeof mintNames>) =>
  new Map(known.map((one) => [idKey(one.kind, one.sourcedId), one]));

describe('several with one title', () => {
  test('are all told apart by what they hang under, then by numbers', () => {
    const outlines = [
      course('c', 'Reading', [
        unit('u1', 'One', [lesson('l1', 'Quiz'), lesson('l2', 'Quiz')]),
        unit('u2', 'Two', [lesson('l3', 'Quiz'), lesson('l4', 'Review')]),
      ]),
    ];
    expect(names(outlines)).toEqual({
      ...{ c: 'READING', u1: 'ONE', u2: 'TWO' },
      ...{ l1: 'ONE_QUIZ', l2: 'ONE_QUIZ_2', l3: 'TWO_QUIZ', l4: 'REVIEW' },
    });
  });

  test('a later one leaves the earlier its name, also when that was retired', () => {
    const known = [{ sourcedId: 'l0', kind: 'lesson', name: 'QUIZ' }] as const;
    const outlines = [course('c', 'Reading', [unit('u', 'One', [lesson('l1', 'Quiz')])])];
    expect(names(outlines, known)).toMatchObject({ l0: 'QUIZ', l1: 'ONE_QUIZ' });
  });

  test('of different kinds do not meet', () => {
    const outlines = [course('c', 'Quiz', [unit('u', 'Quiz', [lesson('l', 'Quiz')])])];
    const all = names([...outlines, resource('r', 'Quiz')]);
    expect(all).toEqual({ c: 'QUIZ', u: 'QUIZ', l: 'QUIZ', r: 'QUIZ' });
  });
});

/** Few words, so that titles meet. */
const title = fc.oneof(
  fc.constantFrom('Quiz', 'Quiz 2', 'quiz', 'One Quiz', 'Дроби', '', '2', 'None', 'class'),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const sourcedId = fc
  .oneof(fc.stringMatching(/^[a-d]{1,3}$/), fc.uuid(), fc.constantFrom('урок', 'constructor'))
  .filter((id) => sourcedIdFault(id) === undefined);

interface Drawn {
  readonly sourcedId: string;
  readonly kind: number;
  readonly title: string;
  readonly place: number;
}
const drawn = fc.record({ sourcedId, kind: fc.nat(3), title, place: fc.nat() });
const nodes = fc.uniqueArray(drawn, { selector: (one) => one.sourcedId, maxLength: 24 });

/** Hangs each node under one of the kind above, in the order given. */
function outlinesOf(all: readonly Drawn[]): Outline[] {
  const parent = (one: Drawn, above: readonly Drawn[]) => above[one.place % above.length];
  const [courses, units, lessons] = [0, 1, 2].map((kind) => all.filter((one) => one.kind === kind));
  const below = (of: Drawn, above: readonly Drawn[] = [], here: readonly Drawn[] = []) =>
    here.filter((one) => parent(one, above) === of);
  return [
    ...(courses ?? []).map((one) =>
      course(
        one.sourcedId,
        one.title,
        below(one, courses, units).map((inside) =>
          unit(
            inside.sourcedId,
            inside.title,
            below(inside, units, lessons).map((leaf) => lesson(leaf.sourcedId, leaf.title)),
          ),
        ),
      ),
    ),
    ...all.filter(({ kind }) => kind === 3).map((one) => resource(one.sourcedId, one.title)),
  ];
}

const mint = (all: readonly Drawn[], known: ReturnType<typeof mintNames> = []) =>
  mintNames(snapshot(outlinesOf(all)), byId(known));

describe('for all catalogs', () => {
  test('names are valid identifiers, and unique in their kind', () => {
    fc.assert(
      fc.property(nodes, nodes, (first, second) => {
        const known = mint(first);
        const all = [...known, ...mint(second, known)];
        expect(all.filter(({ name }) => !isConstantName(name))).toEqual([]);
        const places = all.map(({ kind, name }) => `${kind} ${name}`);
        expect(new Set(places).size).toBe(places.length);
      }),
    );
  });

  test('neither siblings, titles, places nor order rename a constant', () => {
    fc.assert(
      fc.property(nodes, nodes, fc.array(title), fc.nat(), (first, more, titles, place) => {
        const known = mint(first);
        const text = addNames(undefined, known);
        const ids = new Set(first.map((one) => one.sourcedId));
        const later = [
          ...first.map((one, at) => ({ ...one, title: titles[at] ?? one.title, place })),
          ...more.filter((one) => !ids.has(one.sourcedId)),
        ].reverse();
        const read = parseNames('catalog.names', text);
        if (!read.ok) throw new Error('unreadable');
        const after = addNames(text, mint(later, [...read.value.entries.values()]));
        const again = parseNames('catalog.names', after);
        if (!again.ok) throw new Error('unreadable');
        for (const one of known)
          expect(again.value.entries.get(idKey(one.kind, one.sourcedId))).toEqual(one);
        // Nothing is left to be named.
        expect(mint(later, [...again.value.entries.values()])).toEqual([]);
      }),
    );
  });

  test('the order of the manifests plays no part', () => {
    fc.assert(
      fc.property(nodes, (all) => {
        // The same parents, each list the other way round.
        const flipped = (one: Outline): Outline => ({
          ...one,
          inside: (one.inside ?? []).map(flipped).reverse(),
        });
        const outlines = outlinesOf(all);
        const there = mintNames(snapshot(outlines), new Map());
        expect(mintNames(snapshot(outlines.map(flipped).reverse()), new Map())).toEqual(there);
      }),
    );
  });
});
