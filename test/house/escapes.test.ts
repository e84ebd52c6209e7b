// Text from outside is escaped by the writers of documents and formats, and nowhere else: whoever lays
// something out hands over what it is.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** The files that turn values into finished text. */
const writers = [
  'src/text/check-reports.ts',
  'src/text/constants/constants-data.ts',
  'src/text/escape.ts',
  'src/text/frame.ts',
  'src/text/json/read-json.ts',
  'src/text/markdown.ts',
  'src/text/page.ts',
  // Lines of a terminal, whose parts are isolated if they are broken.
  'src/text/screen.ts',
  'src/text/terminal-fields.ts',
  'src/text/terminal.ts',
  'src/text/html.ts',
  'src/text/workflow.ts',
];

/** What makes text harmless for one medium. */
const escapes = /\/(?:escape|constants-data)\.ts'/;

test('only the writers import what escapes', () => {
  const files = globSync('src/**/*.ts', { cwd: root }).map((file) => file.replaceAll('\\', '/'));
  expect(files.length).toBeGreaterThan(200);
  const importing = files.filter((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/from '([^']*)'/g)].some(([, from]) =>
      escapes.test(`/${from}'`),
    ),
  );
  const others = importing.filter((file) => !writers.includes(file));
  // The languages of exported constants, written with literals of each.
  expect(others.toSorted()).toEqual(['src/text/constants/constants-formats.ts']);
});

test('a writer hands out finished text, and no escape', () => {
  for (const file of writers.filter((one) => !/escape|constants/.test(one))) {
    const text = readFileSync(join(root, file), 'utf8');
    expect(text, file).not.toMatch(/export (?:\{[^}]*\}|\*) from '\.\/escape/);
  }
});
