// Words that the project has better ones for do not come back, neither as names nor, if they are rare, in
// texts. test/house/words.json has them; `still` says in how many places one stands that was there before.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type BannedWord,
  bannedWords,
  declaredNames,
  namedFiles,
  placesOf,
} from '../../scripts/structure/words.ts';

const root = join(import.meta.dirname, '../..');
const words = bannedWords(root);
const files = namedFiles(root);

describe('what is not said any more', () => {
  test.each(words)('$word: say $say', (word) => {
    const places = placesOf(word, files);
    // The places are the message.
    expect(places.slice(0, Math.max(0, places.length - (word.still ?? 0)))).toEqual([]);
  });

  test.each(words.filter(({ still }) => still !== undefined))(
    '$word stands in as many places as the table says: `npm run structure -- --shrink`',
    (word) => expect(placesOf(word, files).length).toBe(word.still),
  );
});

test('each word is listed once', () => {
  const names = words.map(({ word }) => word);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

describe('where a word is found', () => {
  const word: BannedWord = {
    word: 'fine',
    say: 'allowed',
    in: ['src'],
    identifier: '(?:(?<![A-Za-z])fine|Fine)(?![a-z])',
    text: '\\bfinery\\b',
    except: ['fineArts'],
  };
  const text = `
    /** Finery. */
    export function isFine({ a: fine = 1 }: FineType, define: string, fineArts: string) {
      return refined(fineUse);
    }
    interface AllFine { readonly fineOnes: string; finesse(): void }
  `;

  test('as a whole word of a name that is declared, of a file, and of a text', () => {
    const file = 'src/x/fine-list.ts';
    const places = placesOf(word, [{ file, text, names: declaredNames(file, text) }]);
    expect(places).toEqual([
      `${file}: isFine`,
      `${file}: fine`,
      `${file}: AllFine`,
      `${file}: fineOnes`,
      `${file}: fine-list`,
      `${file}:2`,
    ]);
  });

  test('in the folders of the word alone', () => {
    expect(placesOf(word, [{ file: 'test/fine.ts', text, names: ['fine'] }])).toEqual([]);
  });
});
