import { describe, expect, test } from 'vitest';
import { classifyByLedger } from '../../src/identity/confirmed.ts';
import { ledger, lesson, type Outline, snapshot, unit } from './node.ts';

/** `les-1 → les-2: why`, or `les-1 vanished` */
const said = (lines: readonly string[], nodes: readonly Outline[]) =>
  classifyByLedger(ledger(lines), snapshot(nodes)).map(({ sourcedId, refused, now, matched }) =>
    matched ? `${sourcedId} → ${now?.sourcedId}: ${matched.join()}` : `${sourcedId} ${refused}`,
  );
const lessons = (...ids: readonly string[]) => ids.map((id) => lesson(id, 'L'));

describe('a lost id and a new one are nearly the same', () => {
  test.each([
    { name: 'something at the end', lost: 'les-frac', now: 'les-frac-v2' },
    { name: 'something less at the end', lost: 'les-frac-v2', now: 'les-frac' },
    { name: 'one character else', lost: 'les-frac', now: 'les-frag' },
    { name: 'the first character else', lost: 'les-frac', now: 'Les-frac' },
    { name: 'one half of a rare character else', lost: 'les-\u{1F600}1', now: 'les-\u{1F601}1' },
    { name: 'six in common', lost: 'abcdef', now: 'abcdef2' },
  ])('$name', ({ lost, now }) => {
    const lines = [`lesson ${lost}`, 'lesson quite-different'];
    expect(said(lines, lessons(now, 'something-new'))).toEqual([
      `${lost} → ${now}: nearly the same id`,
      'quite-different vanished',
    ]);
  });

  test.each([
    { name: 'two characters else', lost: 'les-frac', now: 'les-grad' },
    { name: 'something in front', lost: 'les-frac', now: 'my-les-frac' },
    { name: 'another end, and longer', lost: 'les-frac', now: 'les-frag-v2' },
    { name: 'five in common', lost: 'abcde', now: 'abcde2' },
    { name: 'another kind', lost: 'les-frac', now: 'les-frac-v2', kind: unit },
  ])('but not: $name', ({ lost, now, kind = lesson }) => {
    const fresh = [kind(now, 'N'), ...lessons('new-1', 'new-2')];
    expect(said([`lesson ${lost}`, 'lesson other'], fresh)).toEqual([
      `${lost} vanished`,
      'other vanished',
    ]);
  });
});

describe('without that', () => {
  test.each([
    {
      name: 'the only one of a kind that was lost is the only one of the kind that is new',
      lines: ['lesson lost', 'unit gone'],
      nodes: [lesson('new', 'L'), unit('fresh', 'U')],
      found: [
        'lost → new: the only lesson lost, the only one new',
        'gone → fresh: the only unit lost, the only one new',
      ],
    },
    {
      name: 'two lost and one new: nobody knows',
      lines: ['lesson one', 'lesson two'],
      nodes: lessons('new'),
      found: ['one vanished', 'two vanished'],
    },
    {
      name: 'one lost and two new: nobody knows',
      lines: ['lesson one'],
      nodes: lessons('new', 'newer'),
      found: ['one vanished'],
    },
    {
      name: 'two that are nearly the same: nobody knows',
      lines: ['lesson les-frac'],
      nodes: lessons('les-frac-1', 'les-frac-2'),
      found: ['les-frac vanished'],
    },
    {
      name: 'what was found once is not found again',
      lines: ['lesson les-frac', 'lesson les-frac-1'],
      nodes: lessons('les-frac-12', 'other'),
      found: ['les-frac → les-frac-12: nearly the same id', 'les-frac-1 vanished'],
    },
    {
      name: 'what is retired, released or still there was not lost, what the ledger knows is not new',
      lines: [
        ...['lesson lost', 'lesson gone retired', 'lesson moved released other', 'lesson here'],
        'lesson came taken other',
      ],
      nodes: lessons('here', 'came', 'new'),
      found: ['lost → new: the only lesson lost, the only one new'],
    },
  ])('$name', ({ lines, nodes, found }) => {
    expect(said(lines, nodes)).toEqual(found);
  });

  test.each([
    { lost: 100, found: 100 },
    { lost: 101, found: 0 },
  ])('$lost ids lost at once: $found are looked for', ({ lost, found }) => {
    const ids = Array.from({ length: lost }, (_, index) => `${index}-les-frac`);
    const lines = ids.map((id) => `lesson ${id}`);
    const pairs = said(lines, lessons(...ids.map((id) => `${id}-v2`)));
    expect(pairs.filter((line) => line.includes('→'))).toHaveLength(found);
  });
});

describe('a lost id whose node bears one that is refused', () => {
  test.each([
    {
      name: 'a retired one',
      lines: ['lesson lost', 'lesson old retired'],
      nodes: lessons('old'),
      found: ['lost → old: the only lesson lost, the only one whose id is not its own'],
    },
    {
      name: 'that of another kind',
      lines: ['lesson lost', 'unit other'],
      nodes: lessons('other'),
      found: ['lost → other: the only lesson lost, the only one whose id is not its own'],
    },
    {
      name: 'two lost: nobody knows which of them it was',
      lines: ['lesson lost', 'lesson gone', 'lesson old retired'],
      nodes: lessons('old'),
      found: ['old resurrected', 'lost vanished', 'gone vanished'],
    },
  ])('$name', ({ lines, nodes, found }) => {
    expect(said(lines, nodes)).toEqual(found);
  });
});
