// People copy the commands of messages. An id, a path or a key comes from outside and may hold `;` or `$(`, so it
// is one quoted word in a command. A message that puts one in without `shellWord` fails here.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const src = join(import.meta.dirname, '../../src');

/** An option or a program of the system, with the expression whose text follows it. */
const filled =
  /(--[a-z][a-z-]*[ =]|(?<=`)(?:mv|rm|chmod go-w|git rm --cached) )"?\$\{((?:[^{}]|\{[^{}]*\})*)\}/g;

/** What may follow as it is. */
const harmless: readonly RegExp[] = [
  /shellWord/,
  // The config allows letters, digits, `-` and `_` in the name of an environment, and so does the other pattern.
  /^--env (?:[\w.]*[nN]ame|environment|env|named|others\.join\(','\)|given)$/,
  // Words of our own.
  /^--(?:max-count=most|never-published witness|cached stateFolder|format sdkFormat|like usualFile)$/,
  // What was typed, in a sentence about it.
  /^--(?:was|sensor|to) (?:quoteShort\(text\)|JSON\.stringify\(sensor\)|guess \?\? 'courseCode'|name)$/,
];

test('what comes from outside is one word of a command that is to be copied', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.includes('generated'),
  );
  const found = files.flatMap((file) =>
    [...readFileSync(join(src, file), 'utf8').matchAll(filled)].map(([, before, expression]) => ({
      file,
      put: `${before}${expression}`,
    })),
  );
  expect(found.length).toBeGreaterThan(30);
  expect(found.filter(({ put }) => !harmless.some((one) => one.test(put)))).toEqual([]);
});
