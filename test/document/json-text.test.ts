import { describe, expect, test } from 'vitest';
import { insertItem, removeItems, unwritableReason } from '../../src/document/edit.ts';
import { writeFields } from '../../src/document/fields.ts';
import { isJsonText, jsonTextOf, jsonValueOf } from '../../src/document/json-text.ts';
import { layOut, type MapLayout, rewriteValue } from '../../src/document/layout.ts';
import { canonicalJson, type Json, type JsonObject, parseJson } from '../../src/model/json.ts';
import { fc, runs } from '../support/laws.ts';

const item: MapLayout = { order: ['sourcedId', 'title'], lists: {} };
const shape: MapLayout = { order: ['kind', 'sourcedId', 'title'], lists: { units: item } };

const spread = `{
    "title": "X",
    "kind": "course",
    "grades": ["3", "4"],
    "metadata": {"share": 1.10, "big": 12345678901234567890},

    "units": [
        {"title": "A"},
        {
            "sourcedId": "b",
            "title": "B"
        }
    ]
}
`;

describe('a JSON text stays JSON and keeps what is not changed to the byte', () => {
  test('fmt: ids in quotes, behind the kind; the order and the lines of the generator stay', () => {
    const given = layOut(spread, shape, [
      { path: [], key: 'sourcedId', value: 'c' },
      { path: ['units', 0], key: 'sourcedId', value: 'a' },
    ]);
    expect(given).toBe(
      spread
        .replace('"kind": "course",', '"kind": "course",\n    "sourcedId": "c",')
        .replace('{"title": "A"}', '{"sourcedId": "a", "title": "A"}'),
    );
    expect(layOut(given, shape, [])).toBe(given);
  });

  test.each([
    [
      'all on one line',
      '{"kind":"course","title":"X"}',
      '{"kind":"course","sourcedId":"c","title":"X"}',
    ],
    [
      'with blanks',
      '{"kind": "course", "title": "X"}',
      '{"kind": "course", "sourcedId": "c", "title": "X"}',
    ],
    ['tabs', '{\n\t"kind": "course"\n}', '{\n\t"kind": "course",\n\t"sourcedId": "c"\n}'],
    [
      'line ends of Windows',
      '{\r\n  "kind": 1\r\n}\r\n',
      '{\r\n  "kind": 1,\r\n  "sourcedId": "c"\r\n}\r\n',
    ],
    [
      'escapes',
      '{"title":"a\\/\\u00e9","kind":1}',
      '{"title":"a\\/\\u00e9","kind":1,"sourcedId":"c"}',
    ],
  ])('%s', (_, text, expected) => {
    expect(layOut(text, shape, [{ path: [], key: 'sourcedId', value: 'c' }])).toBe(expected);
  });

  test('new: an item among others, in the place that is asked for', () => {
    const insert = { path: [], list: 'units', index: 1, item: { sourcedId: 'n', title: 'N' } };
    const text = insertItem(spread, { ...insert, shape: item }, shape);
    expect(text).toBe(
      spread.replace(
        '{"title": "A"},',
        '{"title": "A"},\n        {\n            "sourcedId": "n",\n            "title": "N"\n        },',
      ),
    );
  });

  test('retire: an item goes, also if it shares its line with others', () => {
    expect(removeItems(spread, [['units', 0]])).toBe(
      spread.replace('        {"title": "A"},\n', ''),
    );
    expect(removeItems('{"units":[{"a":1},{"a":2}],"x":1}', [['units', 1]])).toBe(
      '{"units":[{"a":1}],"x":1}',
    );
    expect(removeItems('{"units":[{"a":1}],"x":1}', [['units', 0]])).toBe('{"x":1}');
  });

  test('check --fix: one id is written in place', () => {
    const at = { path: ['units', 1], key: 'sourcedId', text: 'was' };
    expect(writeFields(spread, [at]).text).toBe(spread.replace('"b"', '"was"'));
    expect(writeFields(spread, [{ ...at, path: ['units', 0] }]).text).toBe(
      spread.replace('{"title": "A"}', '{"sourcedId": "was", "title": "A"}'),
    );
  });

  test('import: changed values alone are written anew; a moved object keeps its text', () => {
    const wanted: JsonObject = {
      ...(parseJson(spread) as JsonObject),
      grades: ['3'],
      units: [{ sourcedId: 'b', title: 'B' }, { title: 'A' }],
    };
    const text = rewriteValue(spread, wanted, shape);
    expect(text).toContain('"metadata": {"share": 1.10, "big": 12345678901234567890},\n\n');
    expect(text).toContain('"grades": ["3"]');
    expect(text).toContain('{"title": "A"}\n    ]');
  });

  test('YAML in braces is no JSON: a comment or a text without quotes is enough', () => {
    expect(isJsonText('{"kind": "course"} # no')).toBe(false);
    expect(isJsonText('{kind: course}')).toBe(false);
    expect(isJsonText('["kind"]')).toBe(false);
    expect(isJsonText('\n {"kind": "course"}')).toBe(true);
  });
});

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('"', '\\', 'a: b', '#', ''),
);
// JSON.parse itself misreads a key of one escaped sign.
const key = text.filter((one) => !/^["\\]$/.test(one));
const value = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(null, true),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    fc.record({ sourcedId: fc.constantFrom('a', 'b', 'c'), x: tie('value') }),
  ),
})).value;
const object = fc
  .dictionary(key, value, { maxKeys: 4, noNullPrototype: true })
  .filter((one) => unwritableReason(one) === undefined);

describe('laws of JSON texts', () => {
  test('whatever is written into whatever layout: it is JSON, says what was wanted, and once is enough', () => {
    fc.assert(
      fc.property(object, object, fc.constantFrom(0, 1, 2, '\t'), (before, wanted, indent) => {
        const was = JSON.stringify(before, null, indent);
        const now = rewriteValue(was, wanted, shape);
        expect(isJsonText(now)).toBe(true);
        expect(jsonValueOf(now)).toEqual(JSON.parse(JSON.stringify(wanted)));
        expect(rewriteValue(now, wanted, shape)).toBe(now);
        expect(rewriteValue(was, before, shape)).toBe(was);
      }),
      runs(300),
    );
  });

  test('what a new text says is what it was made from', () => {
    fc.assert(
      fc.property(object, (wanted) => {
        expect(canonicalJson(jsonValueOf(jsonTextOf(wanted)))).toBe(canonicalJson(wanted));
      }),
      runs(100),
    );
  });
});
