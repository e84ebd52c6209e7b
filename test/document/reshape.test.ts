import { describe, expect, test } from 'vitest';
import { unwritableReason } from '../../src/document/edit.ts';
import { layOut, layOutValue, type MapLayout, rewriteValue } from '../../src/document/layout.ts';
import { parseYaml } from '../../src/document/parse.ts';
import type { Json } from '../../src/model/json.ts';
import { fc, runs } from '../support/laws.ts';

const shape: MapLayout = {
  order: ['kind', 'sourcedId', 'title'],
  lists: { units: { order: ['sourcedId', 'title'], lists: {} } },
};

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom(
    'No',
    '08',
    '1:30',
    '1.10',
    '~',
    'null',
    '- a',
    'a: b',
    '# x',
    '\r\n',
    '\n a\n\n',
    '<<',
    '\u0085',
    '\ufeff',
    '{',
    '5',
    '0x1f',
    '---',
    '...',
    '%',
    '@',
    '!x',
    '&a',
    '*a',
    '|',
    ' '.repeat(150),
    'a '.repeat(90),
  ),
);
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

const same = (value: Json) => JSON.parse(JSON.stringify(value));

function contentOf(written: string): Json {
  const parsed = parseYaml('', written);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value.value;
}

const object = fc
  .dictionary(text, json, { maxKeys: 4, noNullPrototype: true })
  .filter((value) => unwritableReason(value) === undefined);

describe('a written text', () => {
  test('says what it was made from, in the one layout, without hazards, whatever that was', () => {
    fc.assert(
      fc.property(object, (value) => {
        const written = layOutValue(value, shape, '# Top.\n');
        const parsed = parseYaml('', written);
        expect(parsed.ok && parsed.value.value).toEqual(same(value));
        expect(parsed.problems).toEqual([]);
        expect(layOut(written, shape, [])).toBe(written);
      }),
      runs(400),
    );
  });

  test('made to hold another value, says that one', () => {
    fc.assert(
      fc.property(object, object, (before, after) => {
        const reshaped = rewriteValue(layOutValue(before, shape), after, shape);
        expect(contentOf(reshaped)).toEqual(same(after));
      }),
      runs(300),
    );
  });
});
