import { describe, expect, test } from 'vitest';
import type { Progress } from '../../src/run/world.ts';
import { cli, commandLine } from '../support/command-line.ts';
import { builtCli, startCli } from '../support/program.ts';
import { serveCatalog } from '../support/served-catalog.ts';

const apply = ['apply', '--env', 'test', '--yes'];

describe('if the platform refuses one change', () => {
  test('the others are applied and the exit is 4', async () => {
    const faults = [{ fault: 'forbid', id: 'lesson-2' }] as const;
    const { around, emulator } = await serveCatalog({ lessons: 4, faults });
    const { code, stdout } = await cli(apply, around);
    expect(code).toBe(4);
    expect(stdout).toContain('lesson "Lesson 2" not added: Not permitted [auth/forbidden]');
    expect(stdout).toContain('5 added, 0 changed, 0 moved, 0 retired; 1 failed, 0 not tried.');
    const ids = emulator.records('lesson').map(({ sourcedId }) => sourcedId);
    expect(ids.toSorted()).toEqual(['lesson-1', 'lesson-3', 'lesson-4']);
  });

  test('what hangs under it is not tried, and says what it waited for', async () => {
    const faults = [{ fault: 'forbid', id: 'unit-1' }] as const;
    const { around, writes } = await serveCatalog({ lessons: 2, faults });
    const { code, stdout } = await cli([...apply, '--format', 'json'], around);
    expect(code).toBe(4);
    const blocked = { status: 'not-tried', because: 'earlier failure', blocked_by: 'unit/unit-1' };
    expect(JSON.parse(stdout)).toMatchObject({
      summary: { added: 1, failed: 1, not_tried: 2 },
      outcomes: [{ status: 'applied' }, { status: 'failed' }, blocked, blocked],
    });
    expect(writes().filter((path) => path.includes('lesson'))).toEqual([]);
  });

  test('if nothing could be applied the exit is that of the failure', async () => {
    const faults = [{ fault: 'forbid', id: 'course-1' }] as const;
    const { around } = await serveCatalog({ faults });
    expect((await cli(apply, around)).code).toBe(3);
  });
});

test('a report that cannot be written to a file is on stdout all the same', async () => {
  const { around } = await serveCatalog();
  const file = 'catalog/course.yaml/report.json';
  const { code, stdout, stderr } = await cli([...apply, '-o', file], around);
  expect(code).toBe(1);
  expect(stdout).toContain('Apply complete! 4 added');
  expect(stderr).toContain(file.slice(0, -'/report.json'.length));
  expect(stderr).not.toMatch(/bug in timeback-catalog| {4}at /);
});

describe('interrupted in the middle', () => {
  test('plan stops at once', async () => {
    const { around } = await serveCatalog({ latencyMs: 1000 });
    const running = startCli(['plan', '--env', 'test'], around);
    await running.until(({ stderr }) => stderr.includes('Reading test'));
    running.interrupt();
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toContain('[run/interrupted]');
  });

  test('apply that is still reading ends, and says that nothing was written', async () => {
    const { around, writes } = await serveCatalog({ latencyMs: 1000 });
    const running = startCli(apply, around);
    await running.until(({ stderr }) => stderr.includes('Reading test'));
    running.interrupt();
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toContain('[run/interrupted]');
    expect(stderr.replace(/\s+/g, ' ')).toContain('Nothing was written.');
    expect(writes()).toEqual([]);
  });

  test('apply that has sent nothing yet says so, and how to go on', async () => {
    const { around, writes } = await serveCatalog({ lessons: 2 });
    const stop = new AbortController();
    const onProgress = ({ type }: Progress) => type === 'planned' && stop.abort();
    const { code, stdout } = await commandLine(apply, around, { stop: stop.signal, onProgress });
    expect(code).toBe(130);
    expect(stdout).toContain(
      '0 failed, 4 not tried.\nNothing was sent. To go on, run the command again',
    );
    expect(writes()).toEqual([]);
    expect((await commandLine(apply, around)).stdout).toContain('Apply complete! 4 added');
  });

  test.each(['proving', 'proved'])('apply that was done ends as done: at %s', async (at) => {
    const { around } = await serveCatalog({ lessons: 2 });
    const stop = new AbortController();
    const onProgress = ({ type }: Progress) => type === at && stop.abort();
    const { code, stdout } = await commandLine(apply, around, { stop: stop.signal, onProgress });
    expect([code, stdout]).toEqual([0, expect.stringContaining('Converged.')]);
  });

  test('a second time, apply waits for nothing, and the report still adds up', async () => {
    const faults = [{ fault: 'latency', ms: 30_000, method: 'PUT', path: 'lesson-3' }] as const;
    const { around } = await serveCatalog({ lessons: 4, faults });
    const options = ['--parallelism', '1', '--format', 'json', '--debug'];
    const running = startCli([...apply, ...options], around);
    await running.until(({ stderr }) => stderr.includes('/lesson-2 201'));
    running.interrupt();
    await running.until(({ stderr }) => stderr.includes('Interrupted'));
    running.interrupt();
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).not.toContain('bug in timeback-catalog');
    const { added, failed, not_tried } = JSON.parse(stdout).summary;
    expect(added).toBe(4);
    expect(failed + not_tried).toBe(2);
  });

  test.each(['1', '2'])(
    'with %s at once: exit 130, and the report adds up',
    async (parallelism) => {
      const lessons = 150;
      const { around, emulator, writes } = await serveCatalog({ lessons, latencyMs: 10 });
      const options = ['--parallelism', parallelism, '--format', 'json', '--debug'];
      const running = startCli([...apply, ...options], around);
      await running.until(({ stderr }) => stderr.split('debug: PUT ').length > 20);
      running.interrupt();
      const { code, stdout, stderr } = await running.ended;
      expect(code).toBe(130);
      expect(stderr).toContain('Interrupted');

      const { summary, outcomes } = JSON.parse(stdout);
      const all = 1 + lessons / 30 + lessons;
      expect(summary.added).toBeGreaterThanOrEqual(20);
      expect(summary.not_tried).toBeGreaterThan(0);
      expect(summary.added + summary.not_tried).toBe(all);
      expect(outcomes).toHaveLength(all);
      expect(writes()).toHaveLength(summary.added);

      const second = await builtCli(apply, around);
      expect(second.code).toBe(0);
      expect(second.stdout).toContain(`Apply complete! ${summary.not_tried} added`);
      expect(second.stdout).toContain('Converged.');
      expect(emulator.records('lesson')).toHaveLength(lessons);
      expect(writes()).toHaveLength(all);
    },
  );
});
