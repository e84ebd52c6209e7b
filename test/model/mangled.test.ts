import { describe, expect, test } from 'vitest';
import { idsWithoutZeros, isMangledFrom, mangling } from '../../src/model/sourced-id.ts';

describe('what a spreadsheet makes of an id', () => {
  test.each([
    ...['1.23457E+14', '1,23457E+14', '1.23457E+014', '1E+05', '1.2e3', '-1.5E+10', '9.99E-05'],
    ...['2024-05-17', '2024/05/17', '17.05.2024', '17.5.24', '5/17/2024', '17/05/2024'],
    ...['May-17', '17-May', '17-May-24', '17. Mai', '1. Mrz 24', '1-Sep', 'Sep-24', '17-août-24'],
  ])('is recognised by itself: %s', (id) => {
    expect(mangling(id)?.isCertain).toBe(true);
  });

  test.each(['1234567890123450', '123456789012345000'])('may be chance: %s', (id) => {
    expect(mangling(id)?.isCertain).toBe(false);
  });

  test.each([
    ...[
      'lesson-1',
      '5e10',
      '12e4',
      '1e5a',
      '123456789012345',
      '1234567890123456',
      '00012',
      '20240517',
    ],
    ...[
      'unit-2024-05-17',
      'may',
      'mai-lesson',
      'sept-2',
      '2024',
      'dec-oder',
      '32-May',
      '1.2',
      'E+14',
    ],
    ...['1.23457E+14x', 'a'.repeat(100), '9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10'],
  ])('is no other text: %s', (id) => {
    expect(mangling(id)).toBeUndefined();
  });

  test.each([
    ['1.23457E+14', '123456789012345'],
    ['1,23457E+14', '123456789012345'],
    ['1.23457E+14', '000123456789012345'],
    ['1.2E+14', '123456789012345'],
    ['123', '00123'],
    ['1234567890123450', '1234567890123456'],
  ])('%s comes of %s', (id, original) => {
    expect(isMangledFrom(id, original)).toBe(true);
  });

  test.each([
    ['1.23457E+14', '999456789012345'],
    ['123', '123'],
    ['123', '0124'],
    ['00123', '123'],
    ['l-123', 'l-0123'],
    ['1E+05', '100000'],
  ])('%s does not come of %s', (id, original) => {
    expect(isMangledFrom(id, original)).toBe(false);
  });
});

describe('zeros that a column lost', () => {
  test.each([
    {
      name: 'some ids are shorter',
      column: ['48210', '93172', '7731', '55019', '60284', '31207'],
      lost: ['7731'],
    },
    { name: 'ids that count', column: ['998', '999', '1000', '1001', '1002', '1003'], lost: [] },
    { name: 'one keeps its zero', column: ['48210', '93172', '07731', '55019', '602'], lost: [] },
    { name: 'no numbers', column: ['48210', '93172', 'a', '55019', '602'], lost: [] },
    { name: 'few ids', column: ['48210', '7731'], lost: [] },
    { name: 'any length', column: ['4', '93172', '731', '55', '60284'], lost: [] },
  ])('$name', ({ column, lost }) => {
    expect(idsWithoutZeros(column)).toEqual(lost);
  });
});
