// `apply || apply --resume`, if the apply ended before it wrote anything: nobody may take that for published.
import { relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { courseManifest, put } from '../support/catalog-folder.ts';
import { cli, commandLine } from '../support/command-line.ts';
import { receiptsOf } from '../support/interrupted.ts';
import { serveCatalog } from '../support/served-catalog.ts';

const apply = ['apply', '--env', 'test', '-y'];
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

/** A catalog of which a run before this one published all, or a part. */
async function published(narrowed: readonly string[] = []) {
  const served = await serveCatalog();
  expect((await cli([...apply, ...narrowed], served.around)).code).toBe(0);
  return served;
}

describe('--resume after an apply that failed before it wrote', () => {
  test.each([
    { what: 'a wrong key', env: { TIMEBACK_CLIENT_SECRET: 'wrong' }, args: [], code: 3 },
    {
      what: 'a plan that nobody approved',
      env: {},
      args: ['--plan-hash', '0'.repeat(12)],
      code: 6,
    },
    { what: 'wrong usage', env: {}, args: ['--approve-retire', 'x'], code: 64 },
  ])('$what: it fails, and its cure publishes', async ({ env, args, code }) => {
    const { around, folder, writes } = await published();
    put(folder, 'catalog/course.yaml', courseManifest(3).replace('Lesson 2', 'Renamed'));
    const before = writes().length;
    const failing = { ...around, env: { ...around.env, ...env } };
    expect((await cli([...apply, ...args], failing)).code).toBe(code);
    const resumed = await cli([...apply, '--resume'], around);
    expect(resumed.code).toBe(1);
    expect(flat(resumed.stderr)).toContain(
      'but the manifests ask for 2 changes. Nothing was sent.',
    );
    expect(writes()).toHaveLength(before);
    const [, cure = ''] = /run `timeback-catalog (apply [^`]*)`/.exec(flat(resumed.stderr)) ?? [];
    expect((await cli([...cure.split(' '), '-y'], around)).code).toBe(0);
    const again = await cli([...apply, '--resume'], around);
    expect(again.stdout).toContain('There is nothing left to resume');
    expect(again.code).toBe(0);
  });

  test('the run before it published a part alone: all of the manifests count', async () => {
    const { around, folder } = await published(['--target', 'lesson/lesson-1']);
    const { code, stderr } = await cli([...apply, '--resume'], around);
    expect([code, flat(stderr)]).toEqual([1, expect.stringContaining('[receipt/none]')]);
    expect(flat(stderr)).toContain('they may be what it left out');
    const [receipt = ''] = receiptsOf(folder);
    const named = await cli([...apply, '--resume', receipt], around);
    expect([named.code, named.stdout]).toEqual([0, expect.stringContaining('nothing left')]);
  });
});

describe('--resume of the newest run', () => {
  const metadata = (text: string) =>
    courseManifest(2).replace(
      'title: Lesson 2',
      `title: Lesson 2\n        metadata: { tag: ${text} }`,
    );

  test('the platform keeps another value than the run sent, which is said', async () => {
    const { around, folder } = await serveCatalog({ quirks: ['lower-cases-metadata'] });
    put(folder, 'catalog/course.yaml', metadata('UPPER'));
    expect((await cli(apply, around)).code).toBe(4);
    const resumed = await cli([...apply, '--resume'], around);
    expect(resumed.code).toBe(1);
    expect(flat(resumed.stderr)).toContain('kept other values than that run sent');
  });

  test('a narrowed run that was killed is named, and its cure finishes it', async () => {
    const { around, folder, writes } = await published();
    put(folder, 'catalog/course.yaml', courseManifest(5).replaceAll('Lesson ', 'L'));
    const narrowed = ['--target', 'unit/unit-1', '--parallelism', '1'];
    const stop = new AbortController();
    const { stdout } = await commandLine([...apply, ...narrowed], around, {
      stop: stop.signal,
      onProgress: ({ type }) => void (type === 'outcome' && stop.abort()),
    });
    const [receipt = ''] = receiptsOf(folder).slice(-1);
    expect(flat(stdout)).toContain(`--resume ${relative(folder, receipt)}`);
    const before = writes().length;
    const refused = await cli([...apply, '--resume'], around);
    expect([refused.code, writes().length]).toEqual([1, before]);
    const [, cure = ''] =
      /finish it: `timeback-catalog (apply [^`]*)`/.exec(flat(refused.stderr)) ?? [];
    const finished = await cli([...cure.split(' '), '-y'], around);
    expect([finished.code, finished.stdout]).toEqual([0, expect.stringContaining('Resumed: ')]);
  });
});
