import { describe, expect, test } from 'vitest';
import { idHazards } from '../../src/identity/id-checks.ts';
import { idKey } from '../../src/model/node.ts';
import { ownCorpus, realCorpora } from '../support/corpora.ts';
import { snapshotOf } from './history.ts';
import { course, lesson, snapshot, unit } from './node.ts';

/** The hazards of lessons in the third unit of a course, with the title "Finding the gist". */
const found = (...ids: readonly string[]) =>
  idHazards(
    snapshot([
      course('c1e460bf', 'Reading', [
        unit('a', 'A'),
        unit('b', 'B'),
        unit(
          'c',
          'C',
          ids.map((id) => lesson(id, 'Finding the gist')),
        ),
      ]),
    ]),
  ).map(({ detail }) => detail.slice(0, detail.indexOf(' (')));

describe('ids that invite mistakes', () => {
  test.each([
    { name: 'minted', ids: ['d99b0c9d-cc6c-44e6-bab0-1c9a83edcfa3'], said: [] },
    { name: 'readable', ids: ['les-frac', 'math7.ratio_1', 'intro'], said: [] },
    {
      name: 'letters that are not hexadecimal',
      ids: ['8s7d6f5d-4d3d-2d1d-1d2d-3d4d5d6d7d8d'],
      said: ['1 id nearly a UUID: 8s7d6f5d-4d3d-2d1d-1d2d-3d4d5d6d7d8d'],
    },
    {
      name: 'a digit lost',
      ids: ['1e460bf6-5a8c-481f-a3f7-04e0dd938fa'],
      said: ['1 id nearly a UUID: 1e460bf6-5a8c-481f-a3f7-04e0dd938fa'],
    },
    {
      name: 'repeated digits',
      ids: ['11111111-1111-4111-8111-111111111111'],
      said: ['1 id repeating or counting digits: 11111111-1111-4111-8111-111111111111'],
    },
    {
      name: 'counted',
      ids: ['12345678-9abc-4def-8123-456789abcdef'],
      said: ['1 id repeating or counting digits: 12345678-9abc-4def-8123-456789abcdef'],
    },
    {
      name: 'counted in capitals',
      ids: ['ABCDEFAB-9ABC-4DEF-8123-456789ABCDEF'],
      said: ['1 id repeating or counting digits: ABCDEFAB-9ABC-4DEF-8123-456789ABCDEF'],
    },
    {
      name: 'four digits only',
      ids: ['12481248-1248-4124-8124-124812481248', '12121212-1212-4121-8121-121212121212'],
      said: ['2 ids repeating or counting digits: 12481248-1248-4124-8124-124812481248'],
    },
    {
      name: 'as if counted, but not from the start',
      ids: ['9e123456-789c-44e6-bab0-1c9a83edcfa3'],
      said: [],
    },
    { name: 'five short words that could be hexadecimal', ids: ['add-bad-cab-dad-fed'], said: [] },
    {
      name: 'five groups of thirty characters',
      ids: ['1e460bf6-5a8c-481f-a3f7-04e0dd'],
      said: ['1 id nearly a UUID: 1e460bf6-5a8c-481f-a3f7-04e0dd'],
    },
    {
      name: 'blanks at the end',
      ids: ['les-frac\u00a0', 'les-frac'],
      said: ['2 ids looking like another id: les-frac\u00a0'],
    },
    {
      name: 'case',
      ids: ['les-Frac', 'les-frac'],
      said: ['2 ids looking like another id: les-Frac'],
    },
    {
      name: 'Unicode form',
      ids: ['caf\u00e9', 'cafe\u0301'],
      said: ['2 ids looking like another id: caf\u00e9'],
    },
    {
      name: 'zero-width',
      ids: ['frac\u200btion', 'fraction'],
      said: [
        '1 id with invisible characters: frac\u200btion',
        '2 ids looking like another id: frac\u200btion',
      ],
    },
    {
      name: 'copied and changed',
      ids: ['d99b0c9d-cc6c-44e6-bab0-1c9a83edcfa3', 'd99b0c9d-cc6c-44e6-bab0-1c9a83edcfa4'],
      said: ['2 ids one character away from another id: d99b0c9d-cc6c-44e6-bab0-1c9a83edcfa3'],
    },
    { name: 'date', ids: ['quiz-2024-05-17'], said: ['1 id with a date in it: quiz-2024-05-17'] },
    { name: 'year', ids: ['quiz-2024'], said: ['1 id with a date in it: quiz-2024'] },
    {
      name: 'position of the unit above',
      ids: ['maths-unit-3-quiz'],
      said: ['1 id with a position in it: maths-unit-3-quiz'],
    },
    { name: 'a number that is no position', ids: ['maths-unit-7-quiz'], said: [] },
    {
      name: 'title',
      ids: ['reading-finding-the-gist'],
      said: ['1 id with the title in it: reading-finding-the-gist'],
    },
  ])('$name', ({ ids, said }) => {
    expect(found(...ids)).toEqual(said);
  });

  test.each([
    { title: 'Big idea', id: 'reading-big-idea', hazard: true },
    { title: 'Big idea', id: 'big_idea', hazard: true },
    { title: 'A b c', id: 'a-b-c', hazard: false },
    { title: 'Vocabulary', id: 'vocabulary', hazard: false },
    { title: 'Big idea', id: 'big-ideas', hazard: false },
  ])('the title "$title" in $id: $hazard', ({ title, id, hazard }) => {
    expect(idHazards(snapshot([lesson(id, title)]))).toHaveLength(hazard ? 1 : 0);
  });

  test('many of a kind are one warning with the first places', () => {
    const [only, ...rest] = idHazards(
      snapshot([...Array(9).keys()].map((index) => lesson(`les-${index + 1}`, 'L'))),
    );
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ code: 'identity/hazard', severity: 'warning' });
    expect(only?.detail).toMatch(/^9 ids with a position in it: .* and 6 more\. /);
    const [three] = idHazards(snapshot(['les-1', 'les-2', 'les-3'].map((id) => lesson(id, 'L'))));
    expect(three?.detail).toContain('les-3 (catalog/a.yaml:3). When');
  });

  test('ids that were refused are left out', () => {
    const nodes = snapshot([lesson('quiz-2024', 'Q')]);
    expect(idHazards(nodes, new Set([idKey('lesson', 'quiz-2024')]))).toEqual([]);
  });

  // What stands in the real one, written by hand in the place of a UUID, and is live.
  const nearly = 'u1e2e3e4-5e6e-7e8e-9e1e-2e3e4e5e6e7e';
  const [first] = ownCorpus.courses.flatMap(({ units }) => units.flatMap((unit) => unit.lessons));
  const text = JSON.stringify(ownCorpus).replace(first?.uuid ?? 'none', nearly);
  test.each([
    { name: 'ours', corpus: JSON.parse(text) as typeof ownCorpus },
    ...realCorpora('medium-odin-project'),
  ])('a whole catalog has warnings only: $name', ({ corpus: { courses } }) => {
    const problems = idHazards(snapshotOf({ rev: '', courses }, { withKeys: false }));
    expect(problems.map(({ severity }) => severity)).not.toContain('error');
    expect(problems.map(({ detail }) => detail).join('\n')).toContain(`nearly a UUID: ${nearly}`);
  });
});

describe('what an id drawn by lot seems to say', () => {
  test.each([
    ['24 hexadecimal digits', '7f1923c8a4d0e1b7c5aeb09d'],
    ['24 hexadecimal digits that begin with a year', '2024d5e81b7fa39c4d6e1077'],
    ['24 hexadecimal digits that hold a whole date', '8d19231105c441eddfaeb5bd'],
    ['the same in capitals', '7F1923C8A4D0E1B7C5AEB09D'],
    ['letters and digits in turn', '597d7790367517u2y2517ab2'],
    ['letters and digits with a year between letters', 'k3q2019zw8x4'],
    ['a UUID', '90c4e6a1-5f2a-4c1b-9e2d-2042d7a1c3e5'],
    ['a year as a group of what is shaped like a UUID', '9dc4e6a1-5f2a-2042-9e2d-7a1c3e5b08'],
  ])('is chance: %s', (_, id) => {
    const told = found(id).filter((said) => /date|position|title/.test(said));
    expect(told).toEqual([]);
  });

  test.each([
    ['a year', 'reading-2024', '1 id with a date in it: reading-2024'],
    ['a year behind a word', 'spring2024', '1 id with a date in it: spring2024'],
    ['a date', 'x-2024-05-17', '1 id with a date in it: x-2024-05-17'],
    ['digits alone', '20240517', '1 id with a date in it: 20240517'],
    ['a position', 'u3-gist', '1 id with a position in it: u3-gist'],
    [
      'positions in a row',
      'course1unit3lesson1',
      '1 id with a position in it: course1unit3lesson1',
    ],
    ['short positions in a row', 'u3l1', '1 id with a position in it: u3l1'],
  ])('is meant: %s', (_, id, said) => {
    expect(found(id)).toEqual([said]);
  });
});

test('all ids of a hazard are there for programs, if the sentence only counts them', () => {
  const ids = [1, 2, 3, 4, 5].map((number) => `essay-202${number}`);
  const lessons = ids.map((id) => lesson(id, 'Finding the gist'));
  const of = (count: number) =>
    idHazards(snapshot([course('c1e460bf', 'Reading', [unit('a', 'A', lessons.slice(0, count))])]));
  const [told] = of(5);
  expect(told?.detail).toContain('and 2 more');
  expect(told?.hint).toContain('`timeback-catalog check --format json` names all 5.');
  expect(told?.all?.map(({ address }) => address)).toEqual(ids.map((id) => `lesson/${id}`));
  const [whole] = of(3);
  expect(whole).not.toHaveProperty('all');
  expect(whole?.hint).not.toContain('json');
});
