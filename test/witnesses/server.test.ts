// The independent server itself: a witness that bends what it keeps would be none.
import { expect, onTestFinished, test } from 'vitest';
import {
  itemsOf,
  membersOf,
  objectOf,
  valueIn,
  withValue,
} from '../support/independent/json-text.ts';
import { type Behaviour, independentServer } from '../support/independent/server.ts';
import { jsonText, membersText, objectText } from '../support/json-texts.ts';
import { fc } from '../support/laws.ts';

test('its reader of JSON cuts any text into parts and loses no byte of them', () => {
  fc.assert(
    fc.property(membersText, fc.array(jsonText, { maxLength: 3 }), (members, items) => {
      const text = objectText(members);
      expect(objectOf(membersOf(text))).toBe(text);
      expect(membersOf(text).map(({ name }) => name)).toEqual(Object.keys(JSON.parse(text)));
      expect(itemsOf(` [ ${items.join(' , ')} ] `)).toEqual(items);
      expect(valueIn(withValue(text, 'b', '[1e400, -0]'), 'b')).toBe('[1e400, -0]');
    }),
  );
});

test.each(['{"a":1,}', '[1 2]', '{"a" 1}', '01', '{"a":1}x', '{"a":"\n"}', ''])(
  'what is no JSON is refused: %j',
  (text) => {
    expect(() => (text.startsWith('[') ? itemsOf(text) : membersOf(text))).toThrow(SyntaxError);
  },
);

async function ask(behaviour: Partial<Behaviour>, path: string, body?: string) {
  const server = await independentServer(behaviour);
  onTestFinished(server.close);
  server.records.set(
    'courses/c',
    '{"sourcedId":"c","status":"active","title":"C","metadata":{"n":1.0,"m":2}}',
  );
  const response = await fetch(`${server.url}/rostering/1.0/${path}`, {
    headers: { authorization: 'Bearer a-token' },
    ...(body !== undefined && { method: 'PUT', body }),
  });
  return {
    status: response.status,
    text: await response.text(),
    held: server.records.get('courses/c'),
  };
}

test.each([
  ['whole', '"metadata":{"n":1.0,"m":2}}'],
  ['part', '"title":"C"}'],
] as const)('lists show records %s, and a single read the whole', async (lists, end) => {
  expect((await ask({ lists }, 'courses')).text).toContain(`${end}],`);
  expect((await ask({ lists }, 'courses/c')).text).toContain('"metadata":{"n":1.0,"m":2}}}');
});

test.each([
  ['replaces', '{"sourcedId":"c","title":"D","metadata":{"n":1e2},"status":"active"}'],
  ['merges', '{"sourcedId":"c","status":"active","title":"D","metadata":{"n":1e2,"m":2}}'],
] as const)('a PUT %s', async (put, held) => {
  const body = '{"course":{"sourcedId":"c","title":"D","metadata":{"n":1e2}}}';
  expect(await ask({ put }, 'courses/c', body)).toMatchObject({ status: 200, held });
});

test.each([
  ['resources without the add-on', { resources: false }, 'resources', undefined, 404],
  [
    'a unit of a course that is not there',
    {},
    'units/u',
    '{"unit":{"title":"U","course":{"sourcedId":"x"}}}',
    422,
  ],
  [
    'another id than that of the address',
    {},
    'courses/d',
    '{"course":{"sourcedId":"c","title":"C"}}',
    422,
  ],
  ['a filter that it does not know', {}, "courses?filter=title='C'", undefined, 400],
] as const)('%s is refused', async (_, behaviour, path, body, status) => {
  expect(await ask(behaviour, path, body)).toMatchObject({ status });
});
