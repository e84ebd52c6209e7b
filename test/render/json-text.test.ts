import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { jsonText, longJsonText } from '../../src/text/json/read-json.ts';
import { fc, runs } from '../support/laws.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('::error::x', '##[group]', 'a\n::set-env name=A::b', '\u202e', '\u001b[31m', ''),
);
const value = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.constantFrom(null, true, false),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(text, tie('json'), { maxKeys: 3 }),
  ),
})).json;
const object = fc.dictionary(text, value, { maxKeys: 4 }) as fc.Arbitrary<JsonObject>;

test('item by item it is the same text', () => {
  fc.assert(
    fc.property(object, (json) => {
      expect(longJsonText(json)).toBe(jsonText(json));
      const made = Object.entries(json).map(([name, held]) => [
        name,
        Array.isArray(held) ? held.values() : held,
      ]);
      expect(longJsonText(Object.fromEntries(made))).toBe(jsonText(json));
    }),
    runs(500),
  );
});
