// `expect(text).not.toContain('…')` can fail only if something still says those words. A message that was reworded
// leaves such a line behind, which then passes whatever happens.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

function textsIn(folder: string): { readonly file: string; readonly text: string }[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:[cm]?[jt]s|json|ya?ml|md|py|xml)$/.test(file))
    .map((file) => ({
      file: `${folder}/${file}`,
      text: readFileSync(join(root, folder, file), 'utf8'),
    }));
}

/** Words that no file of ours holds, and why they can be printed all the same. */
const othersSay: Readonly<Record<string, string>> = {
  'NativeModule http': 'Node lists the modules that it loaded',
  'line   7': 'a number in a column',
  'Unable to interpolate': 'act',
  'invalid format': 'act',
};

const denial =
  /\.not\s*\.(?:toContain|toMatch)\(\s*(?:'((?:[^'\\]|\\.)+)'|\/((?:[^/\\\n[]|\\.)+)\/[a-z]*),?\s*\)/g;

/** The words of a denial: of a pattern, each alternative that is plain text. */
function wordsOf([, text, pattern]: readonly (string | undefined)[]): readonly string[] {
  if (text !== undefined) return [text.replaceAll(/\\n/g, ' ').replaceAll(/\\(.)/g, '$1')];
  const plain = (pattern ?? '').replaceAll(/\\([.()/+*?[\]])/g, '$1');
  return /[()^$?*+]|\\/.test((pattern ?? '').replaceAll(/\\[.()/+*?[\]]/g, ''))
    ? []
    : plain.split('|');
}

const folded = (text: string) => text.replaceAll(/\s+/g, ' ').toLowerCase();

test('what a test denies is still said somewhere', () => {
  const tests = textsIn('test');
  const sources = ['src', 'schemas', 'scripts', 'examples'].flatMap(textsIn);
  const said = folded(
    [
      ...sources.map(({ text }) => text),
      ...tests.map(({ text }) => text.replaceAll(denial, '')),
    ].join('\n'),
  );
  const denied = tests.flatMap(({ file, text }) =>
    [...text.matchAll(denial)].flatMap((found) =>
      wordsOf(found).map((words) => ({ file, words: words.trim() })),
    ),
  );
  expect(denied.length).toBeGreaterThan(150);
  const open = denied.filter(
    ({ words }) => words.includes(' ') && !(words in othersSay) && !said.includes(folded(words)),
  );
  expect(open).toEqual([]);
});
