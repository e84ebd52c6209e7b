// A course is begun by copying the file of another one: that is one mistake. What is told says which of the two
// files gives up its ids, JSON lists all of them, and carried out to the letter the original keeps every id.
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { manifest, reading, readingRepository } from '../support/reading-catalog.ts';
import { hasGit, newRepository } from '../support/repository.ts';

interface Told {
  readonly diagnostics: readonly {
    readonly code: string;
    readonly hint?: string;
    readonly range?: { readonly filename: string };
    readonly all?: readonly {
      readonly range: { readonly filename: string; readonly start: { readonly line: number } };
    }[];
  }[];
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
    expect(told.diagnostics.map(({ code, range }) => [code, range?.filename])).toEqual([
      ['id/duplicate', copy],
    ]);
    const [{ hint = '', all = [] } = {}] = told.diagnostics;
    expect(hint).toMatch(/^Remove each sourcedId in (\S+), but no dash before it, and run/);
    expect(hint).toContain(` in ${copy}, but`);
    const lines = all.map(({ range }) => {
      expect(range.filename).toBe(copy);
      return range.start.line;
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

  test.each([{ copy: 'catalog/zz.yaml' }, { copy: 'catalog/aa.yaml' }])(
    'without a change is to be deleted: $copy',
    async ({ copy }) => {
      const { folder } = readingRepository();
      const check = ['check', '--base', 'HEAD'];
      put(folder, copy, readFileSync(join(folder, manifest), 'utf8'));
      const { stderr } = await commandLine(check, { cwd: folder });
      expect(stderr.match(/^(?:Error|Warning)\[.*\]/gm)).toEqual(['Error[id/duplicate]']);
      expect(stderr.replace(/\s+/g, ' ')).toContain(`help: Delete ${copy}; or to publish both,`);
      rmSync(join(folder, copy));
      expect(await commandLine(check, { cwd: folder })).toMatchObject({ code: 0 });
    },
  );

  test('is not named where another course has the code of both', async () => {
    const { folder } = readingRepository();
    const course = (id: string) => `kind: course\nsourcedId: ${id}\ntitle: Code\ncourseCode: MSR\n`;
    put(folder, 'catalog/x.yaml', course('course-x'));
    await commandLine(['fmt'], { cwd: folder });
    const own = readFileSync(join(folder, manifest), 'utf8');
    put(folder, manifest, own.replace(/^title:/m, 'courseCode: MSR\ntitle:'));
    put(folder, 'catalog/copy.yaml', readFileSync(join(folder, manifest), 'utf8'));
    const { stderr } = await commandLine(['check'], { cwd: folder });
    expect(stderr.match(/^(?:Error|Warning)\[.*\]/gm)).toEqual(['Error[id/duplicate]']);
    rmSync(join(folder, 'catalog/copy.yaml'));
    const left = await commandLine(['check'], { cwd: folder });
    expect(left.stderr).toContain('Warning[reference/course-code]');
  });
});

describe.skipIf(!hasGit)('nodes that were pasted into a file with nodes of its own', () => {
  test('only their ids go: each place is named, and the file keeps its own', async () => {
    const lesson = (id: string, title: string) => `  - sourcedId: ${id}\n    title: ${title}\n`;
    const unit = (id: string, lessons: string) =>
      `kind: unit\nsourcedId: ${id}\ntitle: Unit ${id}\nlessons:\n${lessons}`;
    const one = unit('one', lesson('fern', 'Ferns') + lesson('moss', 'Mosses'));
    const own = unit('two', lesson('river', 'Rivers') + lesson('lake', 'Lakes'));
    const { folder, commit } = newRepository();
    put(folder, 'timeback-catalog.yaml', 'org: partner-sandbox\nids: catalog.ids\n');
    put(
      folder,
      'catalog/course.yaml',
      'kind: course\nsourcedId: c\ntitle: C\nunits:\n  - include: one.yaml\n  - include: two.yaml\n',
    );
    put(folder, 'catalog/one.yaml', one);
    put(folder, 'catalog/two.yaml', own);
    put(folder, 'catalog.ids', 'c course live\n');
    await commandLine(['fmt'], { cwd: folder });
    commit();
    put(folder, 'catalog/two.yaml', own + lesson('fern', 'Horsetails') + lesson('moss', 'Lichens'));
    const check = ['check', '--base', 'HEAD'];
    const told: Told = JSON.parse(
      (await commandLine([...check, '-f', 'json'], { cwd: folder })).stdout,
    );
    const [{ hint = '' } = {}, ...others] = told.diagnostics;
    expect(others).toEqual([]);
    const places = [...hint.matchAll(/two\.yaml:(\d+)/g)].map(([, line]) => Number(line));
    expect(places).toEqual([9, 11]);
    const lines = readFileSync(join(folder, 'catalog/two.yaml'), 'utf8').split('\n');
    for (const line of places.toReversed()) {
      lines.splice(line - 1, 2, `  - ${(lines[line] ?? '').trim()}`);
    }
    put(folder, 'catalog/two.yaml', lines.join('\n'));
    expect((await commandLine(['fmt'], { cwd: folder })).code).toBe(0);
    expect((await commandLine(check, { cwd: folder })).code).toBe(0);
    const kept = readFileSync(join(folder, 'catalog/two.yaml'), 'utf8');
    for (const id of ['two', 'river', 'lake']) expect(kept).toContain(`sourcedId: ${id}\n`);
  });
});
