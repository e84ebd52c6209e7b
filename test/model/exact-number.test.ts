import { describe, expect, test } from 'vitest';
import {
  canonicalJson,
  ExactNumber,
  numberFromText,
  plainNumber,
  withPlainNumbers,
} from '../../src/model/json.ts';
import { bent, numberText } from '../support/json-texts.ts';
import { fc, runs } from '../support/laws.ts';

/** Digits and a power of ten, without the code that is tested. */
function decimal(text: string): readonly [bigint, number] {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return [BigInt(`${whole}${fraction}`), Number(exponent) - fraction.length];
}

/** Whether two numbers are one, by whole numbers of any size. Minus zero is zero. */
function isSame(one: string, other: string): boolean {
  const [[a, i], [b, j]] = [decimal(one), decimal(other)];
  const least = Math.min(i, j);
  return a * 10n ** BigInt(i - least) === b * 10n ** BigInt(j - least);
}

/** The same number in other words. */
const respelled = numberText.chain((text) =>
  fc.nat(6).map((zeros): readonly [string, string] => {
    const [mantissa = '', exponent = '0'] = text.split(/e/i);
    const more = `${mantissa.includes('.') ? mantissa : `${mantissa}.`}${'0'.repeat(zeros + 1)}`;
    return [text, `${more}E${exponent}`];
  }),
);

describe('numbers are compared to the last digit', () => {
  const canonical = (text: string) => canonicalJson(numberFromText(text));

  test('equal ones have one text, different ones have two', () => {
    fc.assert(
      fc.property(numberText, numberText, (one, other) => {
        expect(canonical(one) === canonical(other)).toBe(isSame(one, other));
      }),
      runs(500),
    );
  });

  test('however they are written', () => {
    fc.assert(
      fc.property(respelled, ([one, other]) => {
        expect(canonical(one)).toBe(canonical(other));
      }),
      runs(500),
    );
  });

  test.each([
    { one: '9007199254740992', other: '9007199254740993', isOne: false },
    { one: '1e400', other: '1e401', isOne: false },
    { one: '1e400', other: '10e399', isOne: true },
    { one: '12', other: '1.2e1', isOne: true },
    { one: '-0', other: '0.00e5', isOne: true },
    { one: '0.1', other: '0.1000000000000000055511151231257827', isOne: false },
  ])('$one and $other', ({ one, other, isOne }) => {
    expect(canonical(one) === canonical(other)).toBe(isOne);
  });

  test('the text of a number of JavaScript is that of JSON', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(canonicalJson(number)).toBe(JSON.stringify(number));
        expect(canonicalJson(new ExactNumber(JSON.stringify(number)))).toBe(JSON.stringify(number));
      }),
    );
  });
});

describe('ExactNumber', () => {
  test.each([...bent])('%s is written as it is', (text) => {
    const number = numberFromText(text);
    expect(number).toBeInstanceOf(ExactNumber);
    expect(JSON.stringify({ a: [number] })).toBe(`{"a":[${text}]}`);
    expect(`${number}`).toBe(text);
  });

  test.each(['', '1 ', '01', '.5', '1.', '+1', '0x1F', 'NaN', '1e', '{}'])(
    'is not "%s"',
    (text) => {
      expect(() => new ExactNumber(text)).toThrow(SyntaxError);
    },
  );

  test('is calculated with if JavaScript can', () => {
    expect(['12.0', '1e400', '1E2'].map((text) => plainNumber(new ExactNumber(text)))).toEqual([
      12,
      undefined,
      100,
    ]);
    expect(plainNumber('12')).toBeUndefined();
    const [list, other] = [[new ExactNumber('12.0'), 'a'], { a: [1] }];
    expect(withPlainNumbers({ list })).toEqual({ list: [12, 'a'] });
    expect(withPlainNumbers(other)).toBe(other);
  });
});
