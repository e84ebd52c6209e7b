import { describe, expect, test } from 'vitest';
import { removeItems } from '../../src/document/edit.ts';
import { parseYaml } from '../../src/document/parse.ts';
import type { Path } from '../../src/document/place.ts';
import { fc } from '../support/laws.ts';

const lines = (...text: readonly string[]) => text.join('\n');

describe('taking items out of a text', () => {
  test.each<{ name: string; text: string; paths: Path[]; after: string | undefined }>([
    {
      name: 'an item in the middle, the others to the byte',
      text: lines('a:', '  - x:   1', '    y: "2"  # note', '  - x: 3', '  - x: 5', 'z: 1', ''),
      paths: [['a', 1]],
      after: lines('a:', '  - x:   1', '    y: "2"  # note', '  - x: 5', 'z: 1', ''),
    },
    {
      name: 'the comment right above goes along, one further up stays',
      text: lines('a:', '  # about the list', '', '  # about one', '  - x: 1', '  - x: 2', ''),
      paths: [['a', 0]],
      after: lines('a:', '  # about the list', '', '  - x: 2', ''),
    },
    {
      name: 'blank lines do not pile up',
      text: lines('a:', '  - x: 1', '', '  - x: 2', '', '  - x: 3', ''),
      paths: [['a', 1]],
      after: lines('a:', '  - x: 1', '', '  - x: 3', ''),
    },
    {
      name: 'the last item takes its key along',
      text: lines('t: 1', 'a:', '  - x: 1', 'z: 1', ''),
      paths: [['a', 0]],
      after: lines('t: 1', 'z: 1', ''),
    },
    {
      name: 'a list at the indentation of its key',
      text: lines('a:', '- x: 1', '- x: 2', ''),
      paths: [['a', 0]],
      after: lines('a:', '- x: 2', ''),
    },
    {
      name: 'an item with a list and a folded text below',
      text: lines(
        'a:',
        '  - x: >',
        '      long',
        '',
        '      text',
        '    b:',
        '      - y: 1',
        '  - x: 2',
        '',
      ),
      paths: [['a', 0]],
      after: lines('a:', '  - x: 2', ''),
    },
    {
      name: 'several at several depths',
      text: lines(
        'a:',
        '  - b:',
        '      - x: 1',
        '      - x: 2',
        '  - b:',
        '      - x: 3',
        '  - c: 1',
        '',
      ),
      paths: [
        ['a', 0, 'b', 1],
        ['a', 1],
      ],
      after: lines('a:', '  - b:', '      - x: 1', '  - c: 1', ''),
    },
    {
      name: 'CRLF stays',
      text: 'a:\r\n  - x: 1\r\n  - x: 2\r\n',
      paths: [['a', 0]],
      after: 'a:\r\n  - x: 2\r\n',
    },
    {
      name: 'items within one line are left to a person',
      text: 'a: [{ x: 1 }, { x: 2 }]\n',
      paths: [['a', 0]],
      after: undefined,
    },
  ])('$name', ({ text, paths, after }) => {
    expect(removeItems(text, paths)).toBe(after);
  });
});

const comment = fc.constantFrom([], ['  # a note'], ['', '  # after a blank']);
const item = fc
  .tuple(comment, fc.integer({ min: 0, max: 9 }), fc.boolean())
  .map(([above, x, nested]) => [
    ...above,
    `  - x: ${x}`,
    ...(nested ? ['    b:', `      - y: ${x}`] : []),
  ]);

test('law: the value loses exactly the items, and no line but theirs changes', () => {
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 5 }), fc.nat(), (items, pick) => {
      const text = lines('t: 1', 'a:', ...items.flat(), 'z: 1', '');
      const index = pick % items.length;
      const after = removeItems(text, [['a', index]]);
      const value = after === undefined ? undefined : parseYaml('', after);
      const before = parseYaml('', text);
      if (!before.ok || !value?.ok || after === undefined) throw new Error('not removed');
      const list = JSON.parse(JSON.stringify(before.value.value)).a;
      list.splice(index, 1);
      expect(value.value.value).toEqual({ t: 1, ...(list.length > 0 && { a: list }), z: 1 });
      const kept = after.split('\n').filter((line) => line !== '');
      expect(text.split('\n').filter((line) => kept.includes(line))).toEqual(
        expect.arrayContaining(kept),
      );
    }),
  );
});
