// Pages for readers lead to each other: every link without a host ends at a file, and at a heading of it.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const pages = globSync(['*.md', '.github/**/*.md', 'docs/**/*.md', 'examples/**/*.md'], {
  cwd: root,
}).toSorted();
const textOf = (page: string) => readFileSync(join(root, page), 'utf8');

/** Without code, which shows Markdown as text. */
const prose = (text: string) => text.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, '');

/** The anchors of the headings of a page, as GitHub makes them. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = [
    ...textOf(page)
      .replace(/^```.*?^```$/gms, '')
      .matchAll(/^#+ (.+)$/gm),
  ];
  const named = headings.map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}\p{Pc} -]/gu, '')
      .replaceAll(' ', '-'),
  );
  const ids = [...textOf(page).matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id = '']) => id);
  return new Set([...named, ...ids]);
}

function astray(page: string): readonly string[] {
  const links = [...prose(textOf(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && !anchorsOf(target).has(anchor);
  });
}

test.each(pages)('%s', (page) => {
  expect(astray(page)).toEqual([]);
});

test('the README leads somewhere', () => {
  expect(prose(textOf('README.md')).match(/\]\(/g)?.length).toBeGreaterThan(10);
});

test('the index of decisions has each of them, with its title', () => {
  const index = textOf('docs/decisions/README.md');
  const lines = pages
    .filter((page) => /^docs\/decisions\/\d/.test(page))
    .map((page) => {
      const [heading = ''] = textOf(page).split('\n');
      return `- [${heading.replace(/^# /, '')}](${page.replace('docs/decisions/', '')})`;
    });
  expect(index.split('\n').filter((line) => line.startsWith('- '))).toEqual(lines);
});
