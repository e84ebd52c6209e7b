import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/node.ts';
import { checkAgainstRemote } from '../../src/plan/conflicts.ts';
import { catalogOf, remoteOf, type Short, withRetired } from '../support/nodes.ts';
import type { There } from '../support/three-sides.ts';

interface Story {
  readonly here: readonly Short[];
  readonly there: readonly There[];
  readonly gone?: readonly Address[];
  readonly restore?: readonly Address[];
}
const problems = ({ here, there, gone = [], restore = [] }: Story) =>
  checkAgainstRemote({
    catalog: catalogOf(here),
    remote: withRetired(remoteOf(there), gone),
    restore: new Set(restore),
  });

const c: Short = ['course', 'c', undefined];

describe('what the platform forbids', () => {
  test.each<Story & { name: string; codes: string[] }>([
    { name: 'nothing if it holds nothing', here: [c], there: [], codes: [] },
    { name: 'nothing if it holds the same', here: [c], there: [c], codes: [] },
    {
      name: 'an id that is of another kind there, in the same collection',
      here: [['lesson', 'x', 'u']],
      there: [['unit', 'x', 'c']],
      codes: ['remote/other-kind lesson/x 1'],
    },
    {
      name: 'nothing where another collection has the id',
      here: [c, ['resource', 'x', undefined]],
      there: [
        ['unit', 'x', 'c'],
        ['lesson', 'c', 'u'],
      ],
      codes: [],
    },
    {
      name: 'a node that is retired there',
      here: [['course', 'a', undefined], c],
      there: [c],
      gone: ['course/c'],
      codes: ['remote/retired course/c 2'],
    },
    {
      name: 'not one that will be live again',
      here: [c],
      there: [c],
      gone: ['course/c'],
      restore: ['course/c'],
      codes: [],
    },
    {
      name: 'an id of another kind even if it will be live again',
      here: [['unit', 'x', 'c']],
      there: [['lesson', 'x', 'u']],
      restore: ['unit/x'],
      codes: ['remote/other-kind unit/x 1'],
    },
  ])('$name', ({ codes, ...story }) => {
    const told = problems(story).map(
      ({ code, address, span }) => `${code} ${address} ${span?.start.line}`,
    );
    expect(told).toEqual(codes);
  });

  test('and it says of which kind the id is there', () => {
    const [problem] = problems({
      here: [['unit', 'x', 'c']],
      there: [['lesson', 'x', 'u']],
    });
    expect(problem?.detail).toContain('a unit in the manifests and a lesson on test');
    expect(problem?.hint).toContain('Make it a lesson again');
  });
});
