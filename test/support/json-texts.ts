import { fc } from './laws.ts';

/** Those that are known to have been bent by programs. */
export const bent = [
  '12345678901234567890',
  '9007199254740993',
  '0.1234567890123456789',
  '1e400',
  '-1e400',
  '1e-400',
  '1E5',
  '1.0',
  '-0',
  '-0.0',
  '0.10',
  '1e21',
  '0e0',
] as const;

/** A number of JSON in any of its spellings, most of which no number of JavaScript keeps. */
export const numberText: fc.Arbitrary<string> = (() => {
  const digits = (most: number) => fc.stringMatching(new RegExp(`^\\d{1,${most}}$`));
  const whole = fc.oneof(fc.constant('0'), fc.stringMatching(/^[1-9]\d{0,24}$/));
  const fraction = fc.oneof(
    fc.constant(''),
    digits(20).map((text) => `.${text}`),
  );
  const exponent = fc.oneof(
    { weight: 2, arbitrary: fc.constant('') },
    fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-', 'E-'), digits(3)).map((parts) => parts.join('')),
  );
  const any = fc
    .tuple(fc.constantFrom('', '-'), whole, fraction, exponent)
    .map((parts) => parts.join(''));
  return fc.oneof(
    { weight: 3, arbitrary: any },
    { weight: 1, arbitrary: fc.constantFrom(...bent) },
  );
})();

/** Half of a character, quotes, and what looks like JSON inside of a text. */
const pieces = [
  '\ud800',
  '\udfff',
  'a',
  'é',
  '😀',
  '"',
  '\\',
  ': 1.0',
  '": 1.0',
  ':',
  '\u2028',
  '\n',
];
const string = fc.array(fc.constantFrom(...pieces), { maxLength: 4 }).map((all) => all.join(''));
const keys = [
  '__proto__',
  'constructor',
  'toString',
  'toJSON',
  'text',
  '',
  'b',
  'a:b',
  '"',
  '\ud800',
  '10',
  '2',
];
const key = fc.oneof(fc.constantFrom(...keys), string);

/** Members of an object as texts, in the order in which JavaScript keeps them: each key once. */
export function objectText(members: readonly (readonly [string, string])[]): string {
  const texts = Object.entries(Object.fromEntries(members));
  return `{${texts.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

/** JSON without blanks, texts escaped as `JSON.stringify` does: only one way to write each value. */
export const { value: jsonText, members: membersText } = fc.letrec<{
  value: string;
  members: readonly (readonly [string, string])[];
}>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    numberText,
    string.map((text) => JSON.stringify(text)),
    fc.constantFrom('true', 'false', 'null'),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    tie('members').map(objectText),
  ),
  members: fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }),
}));
