// A page names commands for its readers to run: each is there, with each of its options.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

/** The options of each command, by the help that docs/reference/commands.md shows. */
const optionsOf = new Map(
  textOf('docs/reference/commands.md')
    .split(/^##+ /m)
    .map((section) => {
      const name = /^[a-z ]+$/m.exec(section)?.[0] ?? '';
      const options = [...section.matchAll(/^ {2}(?:(-\w), )?(--[\w-]+)/gm)];
      return [name, new Set(options.flatMap(([, short, long]) => [short, long]))] as const;
    }),
);
const other: Readonly<Record<string, string>> = { validate: 'check', publish: 'apply' };

/** Command lines of a text: after `$ `, indented as an example, or between back-ticks; comments left out. */
function commandsIn(text: string): readonly string[] {
  const oneLine = (code: string) => code.replaceAll('\n', ' ');
  const joined = text
    .replaceAll(/\\\n\s*/g, ' ')
    // Code in a sentence may go on in the next line; a fenced block is lines.
    .split(/^ *```.*$/m)
    .map((part, at) => (at % 2 === 0 ? part.replaceAll(/`[^`]*`/g, oneLine) : part))
    .join('');
  const starts = /(?:`|^ {4,}|^\$ |&& |\| )timeback-catalog ([^`\n|&#]+)/gm;
  return [...joined.matchAll(starts)].map(([, words = '']) => words.replaceAll(/"[^"]*"/g, 'TEXT'));
}

/** What is wrong with a command line, as far as its words tell. */
function faultOf(line: string): string | undefined {
  const words = line.trim().split(/\s+/);
  const at = words.findIndex((word, index) => /^[a-z]/.test(word) && words[index - 1] !== '-C');
  const name = words[at];
  if (name === undefined) return undefined;
  const options = optionsOf.get(`${name} ${words[at + 1]}`) ?? optionsOf.get(other[name] ?? name);
  if (options === undefined) return name === 'help' ? undefined : `no command ${name}: ${line}`;
  const unknown = words
    .map((word) => word.split('=')[0] ?? '')
    .find((word) => /^--?[a-zA-Z]/.test(word) && !isKnown(word, options));
  return unknown === undefined ? undefined : `no option ${unknown}: ${line}`;
}

const isKnown = (word: string, options: ReadonlySet<string | undefined>) =>
  /^-\w+$/.test(word)
    ? [...word.slice(1)].every((letter) => options.has(`-${letter}`))
    : options.has(word);

const pages = globSync(['README.md', 'CONTRIBUTING.md', 'docs/**/*.md', 'examples/**/*.md'], {
  cwd: root,
})
  .filter((file) => !/^docs\/(?:decisions|reference\/commands)/.test(file))
  .toSorted();

test.each(pages.filter((file) => commandsIn(textOf(file)).length > 0))('%s', (file) => {
  expect(commandsIn(textOf(file)).flatMap((line) => faultOf(line) ?? [])).toEqual([]);
});

test('every npm script that a page or a script names is there', () => {
  const named = [...pages, ...globSync('scripts/*.ts', { cwd: root })].flatMap((file) =>
    [...textOf(file).matchAll(/npm run\s+(?:--silent )?([a-z][\w-]*)/g)].map(
      ([, name = '']) => name,
    ),
  );
  expect(named.length).toBeGreaterThan(50);
  expect([...new Set(named)].filter((name) => !(name in packageJson.scripts))).toEqual([]);
});

test('a command or an option that is not there is seen', () => {
  const page =
    'Run `timeback-catalog chek --base\nmain`:\n\n    timeback-catalog plan --env a --bas main -yq  # --no\n';
  expect(commandsIn(page)).toEqual(['chek --base main', 'plan --env a --bas main -yq  ']);
  expect(commandsIn(page).map(faultOf)).toEqual([
    'no command chek: chek --base main',
    'no option --bas: plan --env a --bas main -yq  ',
  ]);
  expect(faultOf('apply -y -q')).toBeUndefined();
});
