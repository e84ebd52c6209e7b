import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { writeLongText } from '../../src/cli/output.ts';
import { catalogFiles, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { hasGit, repositoryWith } from '../support/repository.ts';

/** A stream that notes what it is given, and takes no more than so many parts. */
function stream(most = Number.POSITIVE_INFINITY) {
  const parts: string[] = [];
  const writable = new Writable({
    write: (bytes, _, done) => {
      // At once: the next part is encoded in the same place.
      parts.push(String(bytes));
      done();
      if (parts.length === most) writable.destroy();
    },
  });
  return { parts, out: Object.assign(writable, { isTTY: false, columns: 80 }) };
}

const million = 1 << 20;

test.each([
  ['nothing', '', 0],
  ['a word', 'word', 1],
  ['one part', 'a'.repeat(million), 1],
  ['a unit more', 'a'.repeat(million + 1), 2],
  ['pairs of surrogates', '🎓'.repeat(million), 2],
  ['pairs that a limit would tear apart', `a${'🎓'.repeat(million)}`, 2],
  ['half a character', `${'a'.repeat(million - 1)}\ud83c`, 1],
])('%s is written whole', async (_, text, number) => {
  const { out, parts } = stream();
  await writeLongText(out, text);
  expect(parts.join('') === text.toWellFormed()).toBe(true);
  expect(parts).toHaveLength(number);
  for (const part of parts) expect(/^[\udc00-\udfff]/.test(part)).toBe(false);
});

test('nothing more is written into what is closed', async () => {
  const { out, parts } = stream(2);
  await writeLongText(out, 'a'.repeat(5 * million));
  expect(parts).toHaveLength(2);
});

test.skipIf(!hasGit)('the foot of a page names the commit, and edits that it lacks', async () => {
  const files = { ...catalogFiles(), 'README.md': 'A catalog.\n' };
  const { folder, head } = repositoryWith(files);
  const edits = 'the catalog has further edits';
  const foot = async () => {
    const { stdout } = await cli(['plan', '-e', 'local', '-f', 'html'], { cwd: folder });
    return /<p class="origin">.*/.exec(stdout)?.[0] ?? '';
  };
  expect(await foot()).toContain(`commit <code>${head().slice(0, 12)}</code>`);
  put(folder, 'README.md', 'Another text.\n');
  expect(await foot()).not.toContain(edits);
  for (const [path, text] of [
    ['catalog/course.yaml', catalogFiles()['catalog/course.yaml']?.replace('Reading', 'Writing')],
    ['catalog/new.yaml', 'kind: course\nsourcedId: new\ntitle: New\n'],
    ['timeback-catalog.yaml', 'org: other\n'],
  ] as const) {
    const there = repositoryWith(files);
    put(there.folder, path, text ?? '');
    const { stdout } = await cli(['plan', '-e', 'local', '-f', 'html'], { cwd: there.folder });
    expect(stdout, path).toContain(edits);
  }
});
