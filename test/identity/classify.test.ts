import { describe, expect, test } from 'vitest';
import { classify } from '../../src/identity/classify.ts';
import type { Snapshot } from '../../src/model/catalog.ts';
import { course, ledger, lesson, type Outline, resource, snapshot, unit } from './node.ts';

const text = (words: string) => ({ description: `Here you learn all there is about ${words}.` });
const units = (one: readonly Outline[], two: readonly Outline[] = []) =>
  snapshot([course('c', 'Reading', [unit('u', 'Main ideas', one), unit('v', 'Details', two)])]);
const [a, b, c] = [lesson('a', 'Alpha'), lesson('b', 'Beta'), lesson('c1', 'Gamma')];

/** What happened, in short: `a renamed moved`, `a re-minted x`. */
const said = (before: Snapshot, after: Snapshot, ledgers = {}) =>
  classify(before, after, ledgers).map(({ sourcedId, allowed: fine, refused, now }) =>
    [
      ...[sourcedId, ...fine, ...(refused ? [refused] : [])],
      ...(refused && now && now.sourcedId !== sourcedId ? [now.sourcedId] : []),
    ].join(' '),
  );

describe('what may happen', () => {
  test.each([
    { name: 'nothing', after: units([a, b], [c]), found: [] },
    { name: 'added', after: units([a, b, lesson('n', 'New')], [c]), found: ['n added'] },
    { name: 'renamed', after: units([lesson('a', 'Other'), b], [c]), found: ['a renamed'] },
    {
      name: 'edited',
      after: units([lesson('a', 'Alpha', text('x')), b], [c]),
      found: ['a edited'],
    },
    { name: 'moved', after: units([b], [c, a]), found: ['a moved'] },
    { name: 're-ordered', after: units([b, a], [c]), found: ['b re-ordered'] },
    {
      name: 'all at once',
      after: units([b], [lesson('a', 'Other', text('x')), c]),
      found: ['a renamed edited moved'],
    },
    {
      name: 'titles that count on after an insertion',
      before: units([lesson('a', 'Day 1'), lesson('b', 'Day 2')]),
      after: units([lesson('n', 'Day 1'), lesson('a', 'Day 2'), lesson('b', 'Day 3')]),
      found: ['a renamed', 'b renamed', 'n added'],
    },
    {
      name: 'a title that another unit had',
      before: units([a], [lesson('b', 'Introduction')]),
      after: units([lesson('a', 'Introduction')], [lesson('b', 'Welcome')]),
      found: ['a renamed', 'b renamed'],
    },
    {
      name: 'titles exchanged, texts and places kept',
      before: units([lesson('a', 'Alpha', text('x')), lesson('b', 'Beta', text('y'))]),
      after: units([lesson('a', 'Beta', text('x')), lesson('b', 'Alpha', text('y'))]),
      found: ['a renamed', 'b renamed'],
    },
    {
      name: 'another node by a title that is there already',
      after: units([a, lesson('x', 'Alpha'), b], [c]),
      found: ['x added'],
    },
    {
      name: 'a title given to a new node, the text kept',
      before: units([lesson('a', 'Alpha', text('x'))]),
      after: units([lesson('a', 'Other', text('x')), lesson('n', 'Alpha')]),
      found: ['a renamed', 'n added'],
    },
    {
      name: 'a title given to a new unit, the lessons kept',
      before: units([a, b]),
      after: snapshot([
        course('c', 'Reading', [
          unit('u', 'Other', [a, b]),
          unit('v', 'Details'),
          unit('n', 'Main ideas'),
        ]),
      ]),
      found: ['u renamed', 'n added'],
    },
    {
      name: 'a title on two new nodes: which of them was meant nobody knows',
      before: units([a]),
      after: units([lesson('a', 'Other'), lesson('x', 'Alpha'), lesson('y', 'Alpha')]),
      found: ['a renamed', 'x added', 'y added'],
    },
    {
      name: 'no title at all: it is no evidence',
      before: units([lesson('a', '')]),
      after: units([lesson('a', 'Alpha'), lesson('x', '')]),
      found: ['a renamed', 'x added'],
    },
    {
      name: 'resources in another order: they have none',
      before: snapshot([resource('r', 'R'), resource('s', 'S')]),
      after: snapshot([resource('s', 'S'), resource('r', 'R')]),
      found: [],
    },
  ])('$name', ({ before = units([a, b], [c]), after, found }) => {
    expect(said(before, after)).toEqual(found);
  });

  test('retired: gone, with the mark in the ledger, whatever comes in its place', () => {
    const after = units([lesson('n', 'Alpha')]);
    const ledgers = { after: ledger(['lesson a retired']) };
    expect(said(units([a]), after, ledgers)).toEqual(['a retired', 'n added']);
  });
});

describe('what is refused', () => {
  test('a unit that lost its id: its lessons stay where they were', () => {
    const tree = (id: string, ...lessons: readonly Outline[]) =>
      snapshot([course('c', 'C', [unit(id, 'Plants', lessons)])]);
    expect(said(tree('u', a, b, c), tree('new', a, b, c))).toEqual(['u re-minted new']);
    expect(said(tree('u', a, b, c), tree('new', c, a, b))).toEqual([
      'u re-minted new',
      'c1 re-ordered',
    ]);
  });

  test.each([
    { name: 're-minted', after: units([lesson('x', 'Alpha'), b]), found: ['a re-minted x'] },
    { name: 'vanished', after: units([b]), found: ['a vanished'] },
    {
      name: 'swapped, whole blocks but the ids',
      after: units([lesson('b', 'Alpha'), lesson('a', 'Beta')]),
      found: ['a swapped b', 'a renamed', 'b swapped a', 'b renamed re-ordered'],
    },
    {
      name: 'handed on: the old content stands under a new id',
      after: units([lesson('x', 'Alpha'), lesson('a', 'Omega'), b]),
      found: ['a handed-on x', 'a renamed'],
    },
    {
      name: 'handed on: the id was lost and its content took that of another',
      after: units([lesson('b', 'Alpha')]),
      found: ['a handed-on b', 'b renamed'],
    },
    {
      name: 'retyped',
      after: snapshot([course('c', 'Reading', [unit('u', 'Main ideas', [b]), unit('a', 'Alpha')])]),
      found: ['a retyped', 'v vanished'],
    },
  ])('$name', ({ after, found }) => {
    expect(said(units([a, b]), after)).toEqual(found);
  });

  test('ids exchanged between units are seen by their lessons', () => {
    const tree = (first: string, second: string) =>
      snapshot([course('c', 'C', [unit(first, 'Plants', [a, b]), unit(second, 'Animals', [c])])]);
    expect(said(tree('u', 'v'), tree('v', 'u'))).toEqual(
      expect.arrayContaining(['u swapped v', 'v swapped u']),
    );
  });

  const x = { description: 'Plants drink light and water.' };
  const y = { description: 'Some animals eat other animals.' };
  test.each([
    {
      name: 'by their texts',
      before: units([lesson('a', 'Alpha', x)], [lesson('b', 'Beta', y)]),
      after: units([lesson('a', 'Beta', y)], [lesson('b', 'Alpha', x)]),
      certain: true,
    },
    {
      name: 'by their places',
      before: units([a, b]),
      after: units([lesson('b', 'Alpha'), lesson('a', 'Beta')]),
      certain: true,
    },
    {
      name: 'by what is in them',
      before: snapshot([course('c', 'C', [unit('a', 'Alpha', [c]), unit('b', 'Beta', [])])]),
      after: snapshot([course('c', 'C', [unit('a', 'Beta', []), unit('b', 'Alpha', [c])])]),
      certain: false,
    },
    {
      name: 'by what is in them, on both sides',
      before: snapshot([
        course('c', 'C', [unit('a', 'Alpha', [c]), unit('b', 'Beta', [lesson('d', 'D')])]),
      ]),
      after: snapshot([
        course('c', 'C', [unit('a', 'Beta', [lesson('d', 'D')]), unit('b', 'Alpha', [c])]),
      ]),
      certain: true,
    },
    {
      name: 'by what is in them, in another course',
      before: snapshot([
        course('c', 'C', [unit('a', 'Alpha', [c])]),
        course('d', 'D', [unit('b', 'Beta', [lesson('e', 'E')])]),
      ]),
      after: snapshot([
        course('c', 'C', [unit('a', 'Beta', [lesson('e', 'E')])]),
        course('d', 'D', [unit('b', 'Alpha', [c])]),
      ]),
      certain: true,
    },
    {
      name: 'by titles alone, which may have been exchanged on purpose',
      before: units([a, b]),
      after: units([lesson('a', 'Beta'), lesson('b', 'Alpha')]),
      certain: false,
    },
  ])(
    'ids exchanged are given back only if that is certain: $name',
    ({ before, after, certain }) => {
      const swapped = classify(before, after).filter(({ refused }) => refused === 'swapped');
      expect(swapped.map(({ pairing }) => pairing?.certain)).toEqual([certain, certain]);
    },
  );

  test('contents that went round in a circle are handed on, and given back if all are certain', () => {
    const texts = [x, y, { description: 'Stones lie where they fell.' }] as const;
    const round = (one: string, two: string, three: string) =>
      units([
        lesson(one, 'Alpha', texts[0]),
        lesson(two, 'Beta', texts[1]),
        lesson(three, 'Gamma', texts[2]),
      ]);
    const certainIn = (after: Snapshot) =>
      classify(round('a', 'b', 'd'), after)
        .filter(({ refused }) => refused === 'handed-on')
        .map(({ pairing }) => pairing?.certain);
    expect(certainIn(round('b', 'd', 'a'))).toEqual([true, true, true]);
    const retitled = units([
      lesson('b', 'Alpha', texts[0]),
      lesson('d', 'Beta', texts[1]),
      lesson('a', 'Stones', texts[2]),
    ]);
    expect(certainIn(retitled)).not.toContain(true);
  });

  test.each([
    {
      name: 'fine: a node that the ledger of the base knows is there again',
      before: units([]),
      after: units([a]),
      ledgers: { before: ledger(['lesson a live']), after: ledger(['lesson a live']) },
      found: ['a added'],
    },
    {
      name: 'resurrected: retired at the base',
      before: units([b]),
      after: units([a, b]),
      ledgers: { before: ledger(['lesson a retired']), after: ledger(['lesson a live']) },
      found: ['a resurrected'],
    },
    {
      name: 'resurrected: retired and still in a manifest',
      before: units([a, b]),
      after: units([a, b]),
      ledgers: { before: ledger(['lesson a live']), after: ledger(['lesson a retired']) },
      found: ['a resurrected'],
    },
    {
      name: 'fine: a retirement taken back that the base never saw',
      before: units([a, b]),
      after: units([a, b]),
      ledgers: { before: ledger(['lesson a live']), after: ledger(['lesson a live']) },
      found: [],
    },
    {
      name: 'ledger edited: a line removed',
      before: units([a]),
      after: units([a]),
      ledgers: { before: ledger(['lesson a live']), after: ledger([]) },
      found: ['a ledger-edited'],
    },
    {
      name: 'retyped against the ledger of the base',
      before: units([]),
      after: units([a]),
      ledgers: { before: ledger(['unit a live']), after: ledger(['unit a live']) },
      found: ['a retyped'],
    },
    {
      name: 'a line that changed with its node is told at the node',
      before: snapshot([course('c', 'C', [unit('u', 'U', [a])])]),
      after: snapshot([course('c', 'C', [unit('u', 'U'), unit('a', 'Alpha')])]),
      ledgers: { before: ledger(['lesson a live']), after: ledger(['unit a live']) },
      found: ['a retyped'],
    },
    {
      name: 'a line that changed otherwise is told beside the node',
      before: units([a]),
      after: units([]),
      ledgers: { before: ledger(['lesson a live']), after: ledger(['unit a live']) },
      found: ['a vanished', 'a ledger-edited'],
    },
    {
      name: 'a line that was removed is told beside the node',
      before: units([]),
      after: units([a]),
      ledgers: { before: ledger(['lesson a retired']), after: ledger([]) },
      found: ['a resurrected', 'a ledger-edited'],
    },
    {
      name: 'fine: gone already at the base, and retired since',
      before: units([]),
      after: units([]),
      ledgers: { before: ledger(['lesson a live']), after: ledger(['lesson a retired']) },
      found: [],
    },
    {
      name: 'not here: without a node at the base already',
      before: units([]),
      after: units([]),
      ledgers: { before: ledger(['lesson a live']), after: ledger(['lesson a live']) },
      found: [],
    },
    {
      name: 'vanished: the base cannot be read whole, and may have had the node',
      before: units([]),
      after: units([]),
      ledgers: {
        before: ledger(['lesson a live']),
        after: ledger(['lesson a live']),
        isPartial: true,
      },
      found: ['a vanished'],
    },
    {
      name: 'fine: released',
      before: units([a, b]),
      after: units([b]),
      ledgers: { after: ledger(['lesson a released other']) },
      found: ['a released'],
    },
    {
      name: 'fine: taken, and so neither added nor what became of another',
      before: units([lesson('old', 'Alpha', text('rivers')), b]),
      after: units([lesson('a', 'Alpha', text('rivers')), b]),
      ledgers: { after: ledger(['lesson a taken other']) },
      found: ['old vanished', 'a taken'],
    },
    {
      name: 'fine: released before, and taken back',
      before: units([b]),
      after: units([a, b]),
      ledgers: {
        before: ledger(['lesson a released other']),
        after: ledger(['lesson a taken other']),
      },
      found: ['a taken'],
    },
    {
      name: 'fine: taken before, and given back',
      before: units([a, b]),
      after: units([b]),
      ledgers: {
        before: ledger(['lesson a taken other']),
        after: ledger(['lesson a released other']),
      },
      found: ['a released'],
    },
    {
      name: 'released, and still there',
      before: units([a, b]),
      after: units([a, b]),
      ledgers: { after: ledger(['lesson a released other']) },
      found: ['a lives-elsewhere'],
    },
    {
      name: 'released at the base, and there again',
      before: units([b]),
      after: units([a, b]),
      ledgers: {
        before: ledger(['lesson a released other']),
        after: ledger(['lesson a released other']),
      },
      found: ['a lives-elsewhere'],
    },
    {
      name: 'released at the base, there again and live by a line that was edited',
      before: units([b]),
      after: units([a, b]),
      ledgers: { before: ledger(['lesson a released other']), after: ledger(['lesson a live']) },
      found: ['a added', 'a ledger-edited'],
    },
    {
      name: 'released at the base, and retired since: another catalog publishes it',
      before: units([b]),
      after: units([b]),
      ledgers: { before: ledger(['lesson a released other']), after: ledger(['lesson a retired']) },
      found: ['a ledger-edited'],
    },
    {
      name: 'fine: a line without a node is forgotten',
      before: units([]),
      after: units([]),
      ledgers: { before: ledger(['lesson a live']), after: ledger([]) },
      found: ['a forgotten'],
    },
    {
      name: 'a line is forgotten that the base may have had a node for',
      before: units([]),
      after: units([]),
      ledgers: { before: ledger(['lesson a live']), after: ledger([]), isPartial: true },
      found: ['a ledger-edited', 'a vanished'],
    },
    {
      name: 'a line is forgotten whose node the base has',
      before: units([a]),
      after: units([]),
      ledgers: { before: ledger(['lesson a live']), after: ledger([]) },
      found: ['a vanished', 'a ledger-edited'],
    },
    {
      name: 'a retired line is never forgotten',
      before: units([]),
      after: units([]),
      ledgers: { before: ledger(['lesson a retired']), after: ledger([]) },
      found: ['a ledger-edited'],
    },
    {
      name: 'fine: an id that the base does not know came and went',
      before: units([]),
      after: units([]),
      ledgers: { before: ledger([]), after: ledger(['lesson a live']) },
      found: [],
    },
  ])('$name', ({ before, after, ledgers, found }) => {
    expect(said(before, after, ledgers)).toEqual(found);
  });
});

describe('a lost id whose node bears one that is refused: one problem', () => {
  const [finding, supporting] = [
    lesson('a', 'Finding it', text('one')),
    lesson('b', 'Proving it', text('two')),
  ];
  const typedOver = (id: string) => lesson(id, 'Proving it', text('two'));
  test.each([
    {
      name: 'a retired one',
      before: units([finding, supporting]),
      after: units([finding, typedOver('old')]),
      ledgers: { before: ledger(['lesson old retired']), after: ledger(['lesson old retired']) },
      found: ['b re-minted old'],
    },
    {
      name: 'one that this change retires',
      before: units([finding, supporting, lesson('old', 'Old start')]),
      after: units([finding, typedOver('old')]),
      ledgers: { before: ledger(['lesson old']), after: ledger(['lesson old retired']) },
      found: ['b re-minted old'],
    },
    {
      name: 'that of a resource, which is gone by that',
      before: snapshot([unit('u', 'U', [finding, supporting]), resource('r', 'Film')]),
      after: snapshot([unit('u', 'U', [finding, typedOver('r')])]),
      ledgers: {},
      found: ['b re-minted r', 'r vanished'],
    },
    {
      name: 'a unit and a lesson exchanged their ids',
      before: snapshot([course('c', 'C', [unit('u', 'Plants', [finding, supporting])])]),
      after: snapshot([course('c', 'C', [unit('b', 'Plants', [finding, typedOver('u')])])]),
      ledgers: {},
      found: ['u re-minted b', 'b re-minted u'],
    },
    {
      name: 'but a new node with such an id lost none',
      before: units([finding, supporting]),
      after: units([finding, supporting, lesson('old', 'Something new', text('three'))]),
      ledgers: { before: ledger(['lesson old retired']), after: ledger(['lesson old retired']) },
      found: ['old resurrected'],
    },
  ])('$name', ({ before, after, ledgers, found }) => {
    expect(said(before, after, ledgers)).toEqual(found);
  });
});

test('a title in another Unicode form is the same title', () => {
  const [composed, apart] = ['NFC', 'NFD'].map((form) => lesson('a', 'Café'.normalize(form)));
  expect(composed?.title).not.toBe(apart?.title);
  if (composed && apart) expect(said(units([composed], []), units([apart], []))).toEqual([]);
});
