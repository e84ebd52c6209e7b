import { describe, expect, test } from 'vitest';
import type { Short } from '../support/nodes.ts';
import {
  above,
  at,
  course,
  driftOf,
  lesson,
  type There,
  told,
  units,
} from '../support/three-sides.ts';

const here = 'changed on the server';
const git = 'edited in git';

/** Lessons in two units, as `ab/c`: the order is that of the letters. */
function lessonsIn(text: string): Short[] {
  const [u = '', v = ''] = text.split('/');
  return [...[...u].map((id) => lesson(id)), ...[...v].map((id) => lesson(id, 'v'))];
}
function lessonsAt(text: string): There[] {
  const [u = '', v = ''] = text.split('/');
  return [
    ...[...u].map((id, index) => at(id, 7 * index)),
    ...[...v].map((id, index) => at(id, 7 * index, 'v')),
  ];
}

describe('a place', () => {
  test.each<{ name: string; base: string; head: string; server: string; told: string[] }>([
    {
      name: 'numbers differ, the order does not',
      base: 'abc',
      head: 'abc',
      server: 'abc',
      told: [],
    },
    {
      name: 're-ordered in git',
      base: 'abc',
      head: 'acb',
      server: 'abc',
      told: [`c order: ${git}`],
    },
    {
      name: 're-ordered on the server',
      base: 'abc',
      head: 'abc',
      server: 'bca',
      told: [`a order: ${here}`],
    },
    {
      name: 're-ordered on both sides, differently',
      base: 'abc',
      head: 'cab',
      server: 'bac',
      told: ['c order: both', 'a order: both'],
    },
    {
      name: 're-ordered on both sides, in part alike',
      base: 'abcd',
      head: 'acbd',
      server: 'adcb',
      told: ['d order: both'],
    },
    {
      name: 're-ordered on the server, with a new one in between',
      base: 'abc',
      head: 'axbc',
      server: 'acxb',
      told: [`c order: ${here}`],
    },
    {
      name: 're-ordered on the server, with one gone from the manifests',
      base: 'axb',
      head: 'ab',
      server: 'bxa',
      told: [`a order: ${here}`],
    },
    { name: 're-ordered and applied', base: 'abc', head: 'cab', server: 'cab', told: [] },
    { name: 'new in between, in git', base: 'ab', head: 'axb', server: 'ab', told: ['x create'] },
    { name: 'new in between, on the server', base: 'ab', head: 'ab', server: 'asb', told: [] },
    { name: 'moved in git', base: 'ab/', head: 'b/a', server: 'ab/', told: [`a parent: ${git}`] },
    {
      name: 'moved on the server',
      base: 'ab/',
      head: 'ab/',
      server: 'b/a',
      told: [`a parent: ${here}`],
    },
    { name: 'moved and applied', base: 'ab/', head: 'b/a', server: 'b/a', told: [] },
  ])('$name', ({ base, head, server, told: expected }) => {
    const drift = driftOf({
      base: [course, ...units, ...lessonsIn(base)],
      head: [course, ...units, ...lessonsIn(head)],
      server: [...above, ...lessonsAt(server)],
    });
    const lines = told(drift).map((line) =>
      line.replace('lesson/', '').replace(`create: ${git}`, 'create'),
    );
    expect(lines).toEqual(expected);
  });

  test('where the server sent a lesson elsewhere than git did', () => {
    const three: Short = ['unit', 'w', 'c'];
    const drift = driftOf({
      base: [course, ...units, three, lesson('a', 'u')],
      head: [course, ...units, three, lesson('a', 'v')],
      server: [...above, ['unit', 'w', 'c', {}, 3], at('a', 1, 'w')],
    });
    const values = { before: 'unit/u', after: 'unit/w', wanted: 'unit/v' };
    expect(drift.nodes[0]?.fields).toEqual([
      { of: 'place', path: ['parent'], cause: 'both', ...values },
    ]);
    expect(drift.nodes[0]?.action).toBe('move');
    expect(drift.context.map(({ address }) => address)).toEqual(['unit/v', 'unit/u', 'unit/w']);
  });

  test('among siblings: where it stood, stands and should stand', () => {
    const drift = driftOf({
      base: [course, ...units, ...lessonsIn('xcab')],
      head: [course, ...units, ...lessonsIn('cab')],
      server: [...above, ...lessonsAt('abc')],
    });
    expect(drift.nodes.map(({ fields }) => fields)).toEqual([
      [{ of: 'place', path: ['order'], cause: here, before: 1, after: 3, wanted: 1 }],
    ]);
  });

  test('of a node that is new among its siblings: it stood nowhere', () => {
    const drift = driftOf({
      base: [course, ...units, ...lessonsIn('ab')],
      head: [course, ...units, ...lessonsIn('xab')],
      server: [...above, ...lessonsAt('abx')],
    });
    const [field] = drift.nodes[0]?.fields ?? [];
    expect(field).toMatchObject({ before: null, after: 3, wanted: 1 });
  });

  test('is not judged by siblings that were retired on the server', () => {
    const drift = driftOf({
      base: [course, ...units, ...lessonsIn('ab')],
      head: [course, ...units, ...lessonsIn('ab')],
      server: [...above, ...lessonsAt('ba')],
      gone: ['b'],
    });
    expect(told(drift)).toEqual([`lesson/b retire: ${here}`]);
  });

  test.each([{ number: undefined }, { number: 7 }])(
    'a number that is lost or shared: $number',
    ({ number }) => {
      const drift = driftOf({
        head: [course, ...units, lesson('a'), lesson('b')],
        server: [...above, at('a', 7), at('b', number)],
      });
      const [node] = drift.nodes;
      expect(node).toMatchObject({ action: 'reorder', cause: here });
      expect(node?.fields[0]).toMatchObject({ path: ['order'], after: null });
    },
  );
});
