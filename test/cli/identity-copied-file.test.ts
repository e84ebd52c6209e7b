// A course is begun by copying the file of another one: what is told of each id in it says which of the
// two files gives it up, and carried out to the letter the original keeps every id.
import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { manifest, reading, readingRepository } from '../support/reading-catalog.ts';
import { hasGit } from '../support/repository.ts';

interface Told {
  readonly diagnostics: readonly { readonly code: string; readonly hint?: string }[];
}

describe.skipIf(!hasGit)('a copied file', () => {
  const renamed = reading.replace(/^title: .*$/m, 'title: Writing');
  const aside = (folder: string) =>
    renameSync(join(folder, manifest), join(folder, 'catalog/zz.yaml'));

  test.each([
    { name: 'behind its original', copy: 'catalog/zz.yaml', original: manifest },
    { name: 'in front of it', copy: 'catalog/aa.yaml', original: manifest },
    {
      name: 'under its name, the original under another',
      copy: manifest,
      original: 'catalog/zz.yaml',
      before: aside,
    },
  ])('$name', async ({ copy, original, before }) => {
    const { folder } = readingRepository();
    const check = ['check', '--base', 'HEAD'];
    before?.(folder);
    const kept = readFileSync(join(folder, original), 'utf8');
    put(folder, copy, renamed);
    const told: Told = JSON.parse(
      (await commandLine([...check, '-f', 'json'], { cwd: folder })).stdout,
    );
    const lines = told.diagnostics.map(({ code, hint }) => {
      expect(code).toBe('id/duplicate');
      const [, file, line] = /^Remove the sourcedId in (\S+):(\d+) and run/.exec(hint ?? '') ?? [];
      expect(file).toBe(copy);
      return Number(line);
    });
    expect(lines.length).toBe(renamed.match(/sourcedId:/g)?.length);
    // If a list entry begins with its id, the next line takes its place.
    const text = renamed.split('\n');
    for (const line of lines.sort((a, b) => b - a)) {
      const [, dash = ''] = /^(\s*- )/.exec(text[line - 1] ?? '') ?? [];
      text.splice(line - 1, 1);
      if (dash !== '') text[line - 1] = dash + (text[line - 1] ?? '').trimStart();
    }
    put(folder, copy, text.join('\n'));
    expect((await commandLine(['fmt'], { cwd: folder })).code).toBe(0);
    expect(await commandLine(check, { cwd: folder })).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, original), 'utf8')).toBe(kept);
  });
});
