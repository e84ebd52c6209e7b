import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogFiles, courseManifest, folderWith, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { type ServedCatalog, serveCatalog } from '../support/served-catalog.ts';

/** A catalog with its plan saved as plan.json. */
async function planned(): Promise<ServedCatalog & { readonly saved: string }> {
  const catalog = await serveCatalog();
  await cli(['plan', '--env', 'test', '-o', 'plan.json'], catalog.around);
  return { ...catalog, saved: readFileSync(join(catalog.folder, 'plan.json'), 'utf8') };
}

function rename({ folder }: ServedCatalog): void {
  const manifest = courseManifest(2).replace('Lesson 2', 'Lesson two');
  put(folder, 'catalog/course.yaml', manifest);
}

test('is applied as it is: no question, and the environment is the one it was made for', async () => {
  const { around, writes } = await planned();
  const { code, stdout } = await cli(['apply', 'plan.json'], around);
  expect(code).toBe(0);
  expect(stdout).toContain('Apply complete! 4 added');
  expect(writes()).toHaveLength(4);
});

describe('is stale, exit 6, and nothing is sent', () => {
  test('when a manifest was edited since: it names what moved', async () => {
    const catalog = await planned();
    rename(catalog);
    const { code, stdout, stderr } = await cli(['apply', 'plan.json'], catalog.around);
    expect(code).toBe(6);
    expect(stdout).toBe('');
    expect(stderr).toContain('[plan/stale]');
    expect(stderr).toContain('lesson "Lesson two"');
    expect(stderr).not.toContain('lesson "Lesson 1"');
    expect(catalog.writes()).toEqual([]);
  });

  test('when it was applied before and a manifest was edited since', async () => {
    const catalog = await planned();
    await cli(['apply', 'plan.json'], catalog.around);
    rename(catalog);
    const written = catalog.writes();
    const stored = catalog.emulator.records('lesson');
    const { code, stderr } = await cli(['apply', 'plan.json'], catalog.around);
    expect(code).toBe(6);
    expect(stderr).toContain('lesson "Lesson two"');
    expect(catalog.writes()).toEqual(written);
    expect(catalog.emulator.records('lesson')).toEqual(stored);
  });

  test('when the platform moved since', async () => {
    const catalog = await planned();
    const record = { sourcedId: 'course-1', status: 'active', title: 'Theirs' };
    catalog.emulator.seed([{ kind: 'course', record }]);
    const { code, stderr } = await cli(['apply', 'plan.json'], catalog.around);
    expect(code).toBe(6);
    expect(stderr).toContain('course "Reading"');
    expect(catalog.writes()).toEqual([]);
  });

  test('when it was made for another platform', async () => {
    const catalog = await planned();
    const { code } = await cli(['apply', 'plan.json', '--env', 'local'], catalog.around);
    expect(code).toBe(6);
    expect(catalog.writes()).toEqual([]);
  });
});

describe('is refused as a file, and nothing is sent', () => {
  test.each([
    { how: 'edited', tamper: (text: string) => text.replaceAll('"Lesson 2"', '"Another"') },
    { how: 'with another digest', tamper: (text: string) => text.replace(/[\da-f]{64}/, 'a') },
    { how: 'cut off', tamper: (text: string) => text.slice(0, -100) },
    { how: 'empty', tamper: () => '' },
    { how: 'something else', tamper: () => '{"name":"package"}' },
    {
      how: 'of a later version',
      tamper: (text: string) => text.replace('"format_version": "1.1"', '"format_version": "2.0"'),
    },
  ])('$how', async ({ tamper }) => {
    const { around, folder, saved, emulator } = await planned();
    const sent = emulator.requests.length;
    put(folder, 'plan.json', tamper(saved));
    const { code, stdout, stderr } = await cli(['apply', 'plan.json'], around);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('[plan/file]');
    expect(emulator.requests).toHaveLength(sent);
  });

  test('not there', async () => {
    const { around } = await planned();
    const { code, stderr } = await cli(['apply', 'plam.json'], around);
    expect(code).toBe(1);
    expect(stderr).toContain('plam.json');
  });
});

describe('--plan-hash', () => {
  test('the digest of the plan approves it', async () => {
    const { around, saved, writes } = await planned();
    const { digest } = JSON.parse(saved);
    const { code } = await cli(['apply', '--env', 'test', '--plan-hash', digest], around);
    expect(code).toBe(0);
    expect(writes()).toHaveLength(4);
  });

  test.each([[], ['--auto-approve']])(
    'another one is exit 6, and nothing is sent',
    async (...also) => {
      const { around, writes } = await planned();
      const wrong = '0'.repeat(64);
      const args = ['apply', '--env', 'test', '--plan-hash', wrong, ...also.flat()];
      const { code, stderr } = await cli(args, around);
      expect(code).toBe(6);
      expect(stderr).toContain('[plan/stale]');
      expect(writes()).toEqual([]);
    },
  );
});

describe('--plan-hash beside a saved plan', () => {
  test('of that plan applies it', async () => {
    const { around, saved, writes } = await planned();
    const hash = String(JSON.parse(saved).digest).slice(0, 12).toUpperCase();
    const { code } = await cli(['apply', 'plan.json', '--plan-hash', hash], around);
    expect(code).toBe(0);
    expect(writes()).toHaveLength(4);
  });

  test('of another plan is exit 6, and nothing is sent', async () => {
    const { around, writes } = await planned();
    const args = ['apply', 'plan.json', '--plan-hash', '0123456789ab', '-y'];
    const { code, stderr } = await cli(args, around);
    expect(code).toBe(6);
    expect(stderr).toContain('plan.json has the plan');
    expect(writes()).toEqual([]);
  });
});

describe('saying where a plan was saved', () => {
  const saved = 'Saved the plan to plan.json and plan.md.';

  test('and how exactly that is applied, which works', async () => {
    const cwd = folderWith(catalogFiles());
    const { stderr } = await cli(['plan', '-o', 'plan.json', '-o', 'plan.md'], { cwd });
    const [, command = ''] = /To apply exactly this: timeback-catalog (.*)\n/.exec(stderr) ?? [];
    expect(stderr).toContain(`${saved} To apply exactly this: `);
    expect(command).toBe('apply plan.json');
    expect((await cli(command.split(' '), { cwd })).code).toBe(0);
    // Nothing is left to apply.
    const again = await cli(['plan', '-o', 'plan.json', '-o', 'plan.md'], { cwd });
    expect(again.stderr).toContain(`${saved}\n`);
    expect(again.stderr).not.toContain('To apply');
  });

  test('not with --quiet, and without a word of applying if no JSON was saved', async () => {
    const cwd = folderWith(catalogFiles());
    expect((await cli(['plan', '-q', '-o', 'plan.json'], { cwd })).stderr).toBe('');
    const page = await cli(['plan', '-o', 'plan.html'], { cwd });
    expect(page.stderr).toMatch(/Saved the plan to plan\.html\.\n$/);
  });
});
