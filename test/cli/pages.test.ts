import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { alike } from '../../scripts/pages/alike.ts';
import { followed } from '../../scripts/pages/reader.ts';
import { partsOf } from '../../scripts/pages/steps.ts';

const root = join(import.meta.dirname, '../..');
const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root })]
  .toSorted()
  .filter((file) => readFileSync(join(root, file), 'utf8').includes('```console\n'));

// What a reader does in an editor, the pages do with GNU tools.
test.skipIf(process.platform !== 'linux').each(pages)(
  '%s shows what is printed',
  (file) => {
    const page = readFileSync(join(root, file), 'utf8');
    expect(alike(followed(page))).toBe(alike(page));
  },
  300_000,
);

// What commands print cannot be told from other text. So a block without a language of its own is carried
// out, or made by `npm run generate`, or one of these diagrams.
const diagrams: Readonly<Record<string, number>> = {
  'CONTRIBUTING.md': 1,
  'docs/architecture.md': 2,
  'docs/decisions/0039-one-spine.md': 1,
};

test('no page shows an output that no run made', () => {
  const everyPage = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md'], { cwd: root });
  const unmade = everyPage
    .filter((file) => file !== 'docs/reference/commands.md' && file !== 'CHANGELOG.md')
    .map((file) => {
      const page = readFileSync(join(root, file), 'utf8');
      const text = partsOf(page).flatMap((part) => (part.type === 'text' ? [part.text] : []));
      return [file, fencesIn(text.join('')).filter(isOutput).length] as const;
    })
    .filter(([, count]) => count > 0);
  expect(Object.fromEntries(unmade)).toEqual(diagrams);
});

test('a block that is not carried out is seen', () => {
  const page = 'a\n```text\nPlan\n```\n```\nPlan\n```\n```yaml\na: b\n```\n```txt\nPlan\n```\n';
  expect(fencesIn(page)).toEqual(['text', '', 'yaml', 'txt']);
  expect(fencesIn(page).filter(isOutput)).toEqual(['text', '', 'txt']);
});

/** The language of each fenced block. */
function fencesIn(text: string): string[] {
  return [...text.matchAll(/^(`{3,})(\S*)\n[\s\S]*?^\1$/gm)].map(([, , language = '']) => language);
}

const isOutput = (language: string) =>
  !/^(?:codeowners|csv|json|python|sh|ts|yaml)$/.test(language);

test('a page with another answer is not alike', () => {
  const page = '```console\n$ echo one; echo 5f0c1a2b-0000-4000-8000-000000000000\ntwo\n```\n';
  const current = followed(page);
  expect(current).toBe(
    '```console\n$ echo one; echo 5f0c1a2b-0000-4000-8000-000000000000\none\n5f0c1a2b-0000-4000-8000-000000000000\n```\n',
  );
  expect(alike(current)).not.toBe(alike(page));
});

test('ids that were minted anew are alike, ids that changed places are not', () => {
  const [one, two] = [
    '5f0c1a2b-0000-4000-8000-000000000001',
    '5f0c1a2b-0000-4000-8000-000000000002',
  ];
  expect(alike(`${one} ${two} ${one}`)).toBe(alike(`${two} ${one} ${two}`));
  expect(alike(`${one} ${two} ${one}`)).not.toBe(alike(`${one} ${two} ${two}`));
});

test('pages of other durations are alike', () => {
  expect(alike('token in 37 ms, 4 ms')).toBe(alike('token in 5 ms, 5 ms'));
  expect(alike('1 XP after 32 s')).toBe(alike('1 XP after 1 s'));
  expect(alike('2 XP after 1 s')).not.toBe(alike('1 XP after 1 s'));
});

test('an emulator that a page starts has the port of the page, and ends with it', async () => {
  const port = /PORT_8787=(\d+)/;
  const page =
    '<!-- run: serve 8787 -->\n```console\n$ cat $SERVED; echo http://127.0.0.1:$PORT_8787\n```\n';
  const shown = followed(page);
  expect(shown).toContain('http://127.0.0.1:8787\n');
  const real = port.exec(shown)?.[1];
  await expect
    .poll(() =>
      fetch(`http://127.0.0.1:${real}`).then(
        () => 'there',
        () => 'gone',
      ),
    )
    .toBe('gone');
});

test('a command that fails says so', () => {
  expect(() => followed('```console\n$ false\n```\n')).toThrow(
    '`false` ended with 1 and not with 0',
  );
  expect(followed('```console\n$ false # exit 1\n```\n')).toContain('$ false # exit 1');
});
