import { describe, expect, test } from 'vitest';
import { type CourseScope, outsideOf } from '../../src/model/scope.ts';
import { fc } from '../support/laws.ts';

const course = {
  sourcedId: 'nice_bio',
  fields: { courseCode: 'BIO-101', org: 'nice', metadata: { primaryApp: 'app' } },
};

describe('a course is in a scope if all that is said is true of it', () => {
  test.each<{ scope: CourseScope; outside?: keyof CourseScope }>([
    { scope: { courses: ['nice_bio'] } },
    { scope: { courses: ['BIO-101'] } },
    { scope: { courses: ['chem', 'BIO-*'] } },
    { scope: { courses: ['nice_?io'] } },
    { scope: { courses: 'own' } },
    { scope: { courses: ['nice_bi'] }, outside: 'courses' },
    { scope: { courses: ['*_bi?o'] }, outside: 'courses' },
    { scope: { org: 'nice', prefix: 'nice_' } },
    { scope: { org: 'other', prefix: 'nice_' }, outside: 'org' },
    { scope: { courses: ['nice_bio'], prefix: 'naughty_' }, outside: 'prefix' },
    { scope: { primaryApp: 'app' } },
    { scope: { primaryApp: 'another' }, outside: 'primaryApp' },
  ])('$scope: $outside', ({ scope, outside }) => {
    expect(outsideOf(course, scope)).toBe(outside);
  });
});

test('a pattern matches as an expression would', () => {
  const signs = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
  const ids = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 8 });
  let matching = 0;
  fc.assert(
    fc.property(signs, ids, (pattern, sourcedId) => {
      const expression = pattern.replaceAll('*', '[ab]*').replaceAll('?', '[ab]');
      const isMatch = new RegExp(`^${expression}$`).test(sourcedId);
      if (isMatch) matching += 1;
      const outside = outsideOf({ sourcedId, fields: {} }, { courses: [pattern] });
      expect(outside).toBe(isMatch ? undefined : 'courses');
    }),
  );
  expect(matching).toBeGreaterThan(5);
});
