import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/node.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { dependencies } from '../../src/plan/select-changes.ts';
import {
  catalogOf,
  remoteOf,
  retiredInLedger,
  rules,
  type Short,
  sha256,
} from '../support/nodes.ts';
import type { There } from '../support/three-sides.ts';

interface Story {
  readonly there: readonly There[];
  readonly here: readonly Short[];
  readonly retired?: readonly Address[];
}

/** `lesson/l ← unit/u, resource/r`: what waits for what. */
function waits({ there, here, retired = [] }: Story): string[] {
  const result = buildPlan({
    catalog: catalogOf(here),
    remote: remoteOf(there),
    rules,
    sha256,
    ledger: retiredInLedger(retired),
  });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const { changes } = result.value;
  const before = dependencies(changes);
  return changes.map((change) => `${change.address} ← ${before(change).join(', ')}`.trim());
}

const c: Short = ['course', 'c', undefined];
const u: There = ['unit', 'u', 'c', {}, 10];
const video: Short = ['resource', 'video', undefined];
const lesson = (id: string, resources?: readonly unknown[]): Short => {
  return ['lesson', id, 'u', resources ? { resources: resources as string[] } : {}];
};
const numbered = (short: Short, number: number): There => [
  short[0],
  short[1],
  short[2],
  short[3] ?? {},
  number,
];

describe('what waits for what', () => {
  test.each<Story & { name: string; waits: string[] }>([
    {
      name: 'a new node for its new parent',
      there: [],
      here: [c, ['unit', 'u', 'c'], lesson('l')],
      waits: ['course/c ←', 'unit/u ← course/c', 'lesson/l ← unit/u'],
    },
    {
      name: 'what places a resource for the resource',
      there: [c, u, numbered(lesson('old'), 10)],
      here: [c, ['unit', 'u', 'c'], lesson('old', ['video']), lesson('new', ['video']), video],
      waits: ['lesson/old ← resource/video', 'lesson/new ← resource/video', 'resource/video ←'],
    },
    {
      name: 'a unit for the units before it, and never for itself',
      there: [c],
      here: [c, ['unit', 'u', 'c', { prerequisites: ['v', 'u'] }], ['unit', 'v', 'c']],
      waits: ['unit/u ← unit/v', 'unit/v ←'],
    },
    {
      name: 'nothing for what does not change',
      there: [c, u, video],
      here: [c, ['unit', 'u', 'c'], lesson('l', ['video', 'elsewhere']), video],
      waits: ['lesson/l ←'],
    },
    {
      name: 'nothing for what only reads like an id',
      there: [],
      here: [
        ['course', 'd', undefined, { resources: [7, 'video'] }],
        ['resource', '7', undefined],
        ['course', 'c', undefined, { resources: 'video' }],
        video,
      ],
      waits: ['course/d ← resource/video', 'resource/7 ←', 'course/c ←', 'resource/video ←'],
    },
    {
      name: 'a retiring resource for what stops placing it, and for nothing else',
      there: [
        c,
        u,
        numbered(lesson('a', ['video', 'other']), 10),
        numbered(lesson('b', ['other']), 20),
        video,
      ],
      here: [c, ['unit', 'u', 'c'], lesson('a', ['other']), lesson('b', ['other', 'third'])],
      retired: ['resource/video'],
      waits: ['lesson/a ←', 'lesson/b ←', 'resource/video ← lesson/a'],
    },
    {
      name: 'a retiring resource not for who never placed it, and another field is no placing',
      there: [
        c,
        u,
        numbered(lesson('a'), 10),
        ['course', 'd', undefined, { subjects: ['video'] }],
        video,
      ],
      here: [
        c,
        ['unit', 'u', 'c'],
        lesson('a', ['other']),
        ['course', 'd', undefined, { subjects: ['x'] }],
      ],
      retired: ['resource/video'],
      waits: ['lesson/a ←', 'course/d ←', 'resource/video ←'],
    },
    {
      name: 'a retiring unit for what retires in it and what moves out of it',
      there: [
        c,
        u,
        ['unit', 'v', 'c', {}, 20],
        numbered(lesson('a'), 10),
        numbered(lesson('b'), 20),
      ],
      here: [c, ['unit', 'v', 'c'], ['lesson', 'b', 'v']],
      retired: ['unit/u', 'lesson/a'],
      waits: ['lesson/b ←', 'lesson/a ←', 'unit/u ← lesson/b, lesson/a'],
    },
  ])('$name', ({ waits: expected, ...story }) => {
    expect(waits(story)).toEqual(expected);
  });
});
