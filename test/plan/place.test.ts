import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/node.ts';
import { siblingsByParent } from '../../src/plan/desired.ts';
import { presentPlaces, wantedPlaces } from '../../src/plan/sibling-order.ts';
import { catalogOf, remoteOf, type Short, withRetired } from '../support/nodes.ts';
import type { There } from '../support/three-sides.ts';

const c: Short = ['course', 'c', undefined];
const unit = (id: string, number?: number, course = 'c'): There =>
  number === undefined ? ['unit', id, course] : ['unit', id, course, {}, number];

describe('where nodes stand on the platform', () => {
  test.each<{ name: string; there: There[]; gone?: Address[]; here?: Short[]; places: string[] }>([
    {
      name: 'by their numbers',
      there: [c, unit('b', 20), unit('a', 10)],
      places: ['a 1 (10)', 'b 2 (20)'],
    },
    {
      name: 'in the order of the platform where numbers are the same',
      there: [unit('b', 10), unit('a', 10)],
      places: ['b 1 (10)', 'a 2 (10)'],
    },
    {
      name: 'last without a number, however many they are',
      there: [unit('x'), unit('y'), unit('a', 10)],
      places: ['a 1 (10)', 'x 2 (null)', 'y 3 (null)'],
    },
    {
      name: 'each among its own siblings',
      there: [unit('a', 10), unit('d', 10, 'other'), unit('b', 20)],
      places: ['a 1 (10)', 'b 2 (20)', 'd 1 (10)'],
    },
    {
      name: 'without the retired',
      there: [unit('a', 10), unit('b', 20)],
      gone: ['unit/a'],
      places: ['b 1 (20)'],
    },
    {
      name: 'with those retired ones that the manifests hold: they are to be live again',
      there: [unit('a', 10), unit('b', 20)],
      gone: ['unit/a'],
      here: [['unit', 'a', 'c']],
      places: ['a 1 (10)', 'b 2 (20)'],
    },
  ])('$name', ({ there, gone = [], here = [], places }) => {
    const { nodes } = catalogOf(here);
    const remote = withRetired(remoteOf(there), gone);
    const present = presentPlaces(remote, (address) => nodes.has(address));
    const told = [...present].map(
      ([address, { position, sortOrder }]) =>
        `${address.replace('unit/', '')} ${position} (${sortOrder})`,
    );
    expect(told).toEqual(places);
  });
});

describe('where nodes should stand', () => {
  const here: Short[] = [c, ['unit', 'a', 'c'], ['unit', 'b', 'c']];
  test.each<{ name: string; there: There[]; places: string[] }>([
    { name: 'new', there: [c], places: ['a 1 (10)', 'b 2 (20)'] },
    {
      name: 'where they are',
      there: [unit('a', 3), unit('b', 4)],
      places: [],
    },
    {
      name: 'the other way round',
      there: [unit('a', 8), unit('b', 4)],
      places: ['a 1 (2)', 'b 2 (4) in order'],
    },
    {
      name: 'coming from another parent: its number there says nothing',
      there: [unit('a', 3, 'd'), unit('b', 4)],
      places: ['a 1 (2)', 'b 2 (4) in order'],
    },
    {
      name: 'if room must be made',
      there: [unit('b', 0)],
      places: ['a 1 (10)', 'b 2 (20) in order'],
    },
  ])('$name', ({ there, places }) => {
    const wanted = wantedPlaces(siblingsByParent(catalogOf(here)), remoteOf(there));
    const told = [...wanted].map(
      ([address, { place, isInOrder }]) =>
        `${address.replace('unit/', '')} ${place.position} (${place.sortOrder})${isInOrder ? ' in order' : ''}`,
    );
    expect(told).toEqual(places);
  });
});
