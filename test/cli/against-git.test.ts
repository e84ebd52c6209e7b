// `plan --against-git`: what the manifests change, told without a platform.
import { describe, expect, test } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import {
  config,
  edited,
  fresh,
  id,
  ledger,
  lines,
  manifest,
  problemsIn,
  reading,
  readingRepository,
  recorded,
} from '../support/reading-catalog.ts';
import { hasGit } from '../support/repository.ts';
import { configFor, serveCatalog } from '../support/served-catalog.ts';

const inserted = edited(reading, [
  lines.supporting,
  `      - sourcedId: ${fresh.one}\n        title: Signal words\n${lines.supporting}`,
]);
const moved = edited(reading, [lines.finding, ''], [lines.between, lines.between + lines.finding]);

describe.skipIf(!hasGit)('plan --against-git', () => {
  test.each([
    { name: 'nothing', text: reading, ids: recorded },
    { name: 'an edit', text: edited(reading, ['Finding the', 'The']), ids: recorded },
    { name: 'a new lesson', text: inserted, ids: `${recorded}${fresh.one} lesson live\n` },
    { name: 'a move', text: moved, ids: recorded },
    {
      name: 'a retirement',
      text: edited(reading, [lines.finding, '']),
      ids: edited(recorded, [`${id.finding} lesson live`, `${id.finding} lesson retired merged`]),
    },
  ])('plans as for a platform that holds the base: $name', async ({ text, ids }) => {
    const { url, around } = await serveCatalog();
    const { folder } = readingRepository({ [config]: configFor(url) });
    await cli(['apply', '--env', 'test', '--yes'], { ...around, cwd: folder });
    put(folder, manifest, text);
    put(folder, ledger, ids);
    const args = ['plan', '--env', 'test', '--format', 'json'];
    const real = await cli(args, { ...around, cwd: folder });
    const told = await cli([...args, '--against-git', 'main'], { cwd: folder });
    expect(told.stderr).toBe('');
    expect(JSON.parse(told.stdout).resource_changes).toEqual(
      JSON.parse(real.stdout).resource_changes,
    );
  });

  test('in a pipeline, without credentials and with nothing named', async () => {
    const { folder } = readingRepository();
    const env = { CI: 'true' };
    const { code, stdout } = await cli(['plan', '--against-git', 'main'], { cwd: folder, env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Compared with the manifests at main \([0-9a-f]{12}\)\./m);
  });

  test('is marked as such in every format, and cannot be applied', async () => {
    const { url, around, writes } = await serveCatalog();
    const { folder } = readingRepository({ [config]: configFor(url) });
    put(folder, manifest, edited(reading, ['Finding the', 'The']));
    const out = ['-o', 'p.json', '-o', 'p.md'];
    const args = ['plan', '--env', 'test', '--against-git', 'main', ...out];
    const cwd = folder;
    const { stdout } = await cli(args, { cwd });
    const mark = 'No platform was read: this plan cannot be applied.';
    expect(stdout).toContain(mark);
    for (const [format, text] of [
      ['markdown', mark],
      ['human', mark],
      ['json', '"against"'],
    ] as const) {
      const shown = await cli(['show', 'p.json', '--format', format], { cwd });
      expect(shown.stdout).toContain(text);
    }
    const applied = await cli(['apply', 'p.json'], { ...around, cwd });
    expect(applied.code).toBe(1);
    expect(problemsIn(applied)).toEqual(['plan/file']);
    expect(writes()).toEqual([]);
  });

  test('refuses what identity refuses since the base', async () => {
    const { folder } = readingRepository();
    put(folder, ledger, `${recorded}${fresh.one} lesson live\n`);
    put(folder, manifest, edited(reading, [id.finding, fresh.one]));
    const ended = await cli(['plan', '--against-git', 'main'], { cwd: folder });
    expect(ended.code).toBe(5);
    expect(problemsIn(ended).join()).toContain('identity/re-minted');
  });

  test.each([['--refresh-only'], ['--restore', id.finding], ['--env', 'all']])(
    'not with %s',
    async (...other) => {
      const { folder } = readingRepository();
      const args = ['plan', '--against-git', 'main', ...other];
      expect((await cli(args, { cwd: folder })).code).toBe(64);
    },
  );
});
