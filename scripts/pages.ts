// `npm run pages`: carries out what the pages of the documentation tell their readers to do, and writes the
// output into the pages, so that no page shows outdated output.
//
//   npm run pages                     all pages that show a command
//   npm run pages -- docs/tutorial.md one of them
//   npm run pages -- --check          changes nothing; ends with 1 if a page is stale
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alike } from './pages/alike.ts';
import { followed } from './pages/reader.ts';

const root = join(import.meta.dirname, '..');
const args = process.argv.slice(2);
const named = args.filter((arg) => arg !== '--check');
const files =
  named.length > 0 ? named : ['README.md', ...globSync('docs/**/*.md', { cwd: root }).toSorted()];

for (const file of files) {
  const page = readFileSync(join(root, file), 'utf8');
  if (!page.includes('```console\n')) continue;
  const current = followed(page);
  // A newly generated id alone does not make a page stale.
  if (alike(current) === alike(page)) continue;
  if (args.includes('--check')) {
    console.error(`${file} is stale: run \`npm run pages\`.`);
    process.exitCode = 1;
  } else {
    writeFileSync(join(root, file), current);
    console.log(`${file} written`);
  }
}
