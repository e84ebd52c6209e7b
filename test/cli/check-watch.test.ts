import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalogFiles, courseManifest, folderWith, put } from '../support/catalog-folder.ts';
import { type Running, startCli } from '../support/program.ts';

/** Resolves when so many results were shown, which are told by the line that follows each. */
const results = (program: Running, count: number) =>
  program.until(({ stderr }) => (stderr.match(/^Waiting for/gm) ?? []).length >= count);

test('checks again when a file is saved, and Ctrl-C ends it as the last check ended', async () => {
  const cwd = folderWith(catalogFiles());
  const program = startCli(['check', '--watch'], { cwd });
  await results(program, 1);
  put(cwd, 'catalog/course.yaml', courseManifest(3));
  await results(program, 2);
  put(cwd, 'catalog/course.yaml', courseManifest(3).replace('title: Reading', 'titel: Reading'));
  await results(program, 3);
  program.interrupt();
  const { code, stdout, stderr } = await program.ended;
  expect(code).toBe(1);
  expect(stdout).toContain('2 lessons. No errors.\n');
  expect(stdout).toContain('3 lessons. No errors.\n');
  expect(stderr).toContain('[schema/unknown-field]');
  expect(stderr).not.toContain('Interrupted');
});

test('sees new folders, removed files and the config; not what else stands beside it', async () => {
  const cwd = folderWith(catalogFiles());
  const program = startCli(['check', '--watch'], { cwd });
  await results(program, 1);
  mkdirSync(join(cwd, 'catalog/more'));
  await results(program, 2);
  put(cwd, 'catalog/more/other.yaml', 'kind: course\nsourcedId: course-2\ntitle: More\n');
  await results(program, 3);
  writeFileSync(join(cwd, 'notes.txt'), 'x');
  rmSync(join(cwd, 'catalog/more/other.yaml'));
  await results(program, 4);
  put(cwd, 'timeback-catalog.yaml', 'orgg: x\n');
  await results(program, 5);
  put(cwd, 'timeback-catalog.yaml', 'org: x\n');
  await results(program, 6);
  program.interrupt();
  const { code, stdout } = await program.ended;
  expect(code).toBe(0);
  expect(stdout.match(/Checked (\d) file/g)).toEqual(
    [1, 1, 2, 1, 1].map((count) => `Checked ${count} file`),
  );
});

test('without a catalog there is nothing to wait for', async () => {
  const { ended } = startCli(['check', '--watch'], { cwd: folderWith() });
  expect((await ended).code).toBe(1);
});
