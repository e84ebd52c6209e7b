import { expect, test } from 'vitest';
import { bestOffset, offsetOf } from '../../src/remote/probe.ts';
import { fc } from '../support/laws.ts';

const noon = Date.parse('2026-01-01T12:00:00Z');
const date = (time: number) => new Date(time).toUTCString();

test('law: the true offset is within what is told', () => {
  const milliseconds = fc.integer({ min: 0, max: 5000 });
  fc.assert(
    fc.property(
      fc.integer({ min: -1e8, max: 1e8 }),
      milliseconds,
      milliseconds,
      fc.nat({ max: 100 }),
      (ahead, there, back, age) => {
        const stamped = noon + there + ahead - age * 1000;
        const headers = new Headers({ date: date(stamped), age: String(age) });
        const offset = offsetOf(headers, { sent: noon, answered: noon + there + back });
        expect(offset).toBeDefined();
        if (!offset) return;
        expect(Math.abs(offset.ahead - ahead)).toBeLessThanOrEqual(offset.within);
        expect(offset.within).toBe((1000 + there + back) / 2);
      },
    ),
  );
});

test.each([{ header: '' }, { header: 'yesterday' }])(
  'a Date of "$header" says nothing',
  (given) => {
    const headers = new Headers({ date: given.header });
    expect(offsetOf(headers, { sent: noon, answered: noon })).toBeUndefined();
  },
);

test('the offset that is known most exactly counts', () => {
  const [rough, exact] = [
    { ahead: 0, within: 900 },
    { ahead: 90, within: 500 },
  ];
  expect(bestOffset([rough, exact])).toBe(exact);
  expect(bestOffset([])).toBeUndefined();
});
