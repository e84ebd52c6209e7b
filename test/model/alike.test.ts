import { expect, test } from 'vitest';
import { alikeCharacters } from '../../src/model/text.ts';

test.each([
  ['a\u00a0b', 'a b', 'character 2 is U+00A0 before and U+0020 after'],
  ['a b', 'a\u2009b', 'character 2 is U+0020 before and U+2009 after'],
  ['a  b', 'a b', 'character 3 is U+0020 before and U+0062 after'],
  ['a ', 'a', 'character 2 is U+0020 before and absent after'],
  ['a', 'a\u00a0', 'character 2 is absent before and U+00A0 after'],
  ['cafe\u0301', 'caf\u00e9', 'character 4 is U+0065 before and U+00E9 after'],
  ['\u{1f469} b', '\u{1f469}\u00a0b', 'character 2 is U+0020 before and U+00A0 after'],
  ['a', 'a', undefined],
  ['a', 'b', undefined],
  ['a b', 'ab', undefined],
])('%j and %j', (before, after, told) => {
  expect(alikeCharacters(before, after)).toBe(told);
});
