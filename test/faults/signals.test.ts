import { describe, expect, test } from 'vitest';
import { courseManifest, put } from '../support/catalog-folder.ts';
import { applyServed } from '../support/faulty.ts';
import { builtCli, startCli } from '../support/program.ts';
import { type ServedCatalog, serveCatalog } from '../support/served-catalog.ts';

const lessons = 60;
const all = 3 + lessons;
const apply = ['apply', '--env', 'test', '--yes'];

/** Starts an apply and waits until a good part of it is written. */
async function halfWay({ around, writes }: ServedCatalog) {
  const running = startCli([...apply, '--format', 'json', '--debug'], around);
  await running.until(({ stderr }) => stderr.split('debug: PUT ').length > 20);
  expect(writes().length).toBeLessThan(all);
  return running;
}

/** A plain apply writes exactly what is missing, and converges. */
async function expectFinished({ around, emulator, writes }: ServedCatalog) {
  const held = () =>
    (['course', 'unit', 'lesson'] as const).flatMap((kind) => emulator.records(kind)).length;
  const [before, sent] = [held(), writes().length];
  const { code, stdout } = await builtCli(apply, around);
  expect(stdout).toContain(`Apply complete! ${all - before} added`);
  expect(code).toBe(0);
  expect(held()).toBe(all);
  expect(writes().length - sent).toBe(all - before);
}

test.each([
  { signals: ['SIGTERM'] },
  // A terminal that closes: the system may send one, and the shell another.
  { signals: ['SIGHUP', 'SIGHUP'] },
] as const)(
  '$signals: what is in flight is finished, exit 130, and the report adds up',
  async ({ signals }) => {
    const served = await serveCatalog({ lessons, latencyMs: 20 });
    const running = await halfWay(served);
    for (const signal of signals) running.signal(signal);
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('Interrupted. Waiting for running requests');
    const { added, failed, not_tried } = JSON.parse(stdout).summary;
    expect([added + not_tried, failed]).toEqual([all, 0]);
    expect(served.writes()).toHaveLength(added);
    await expectFinished(served);
  },
);

test('an interruption is told once, however many records were being read', async () => {
  const served = await serveCatalog({ lessons: 3, dialect: 'oneroster' });
  await applyServed(served);
  const manifest = courseManifest(3, 3).replaceAll('title: Lesson', 'title: The lesson');
  put(served.folder, 'catalog/course.yaml', manifest);
  const abort = new AbortController();
  let singles = 0;
  const result = await applyServed(served, {
    world: {
      abort: abort.signal,
      fetch: async (request) => {
        if (request.method === 'GET' && !request.url.includes('?')) singles += 1;
        if (singles === 2) abort.abort();
        return fetch(request);
      },
    },
  });
  expect(result.problems.map(({ code }) => code)).toEqual(['run/interrupted']);
});

test('SIGINT, then SIGTERM: stops at once, says what is in doubt, and the report adds up', async () => {
  const slow = { fault: 'latency', ms: 3000, method: 'PUT', path: 'lesson-40', times: 1 } as const;
  const served = await serveCatalog({ lessons, latencyMs: 20, faults: [slow] });
  const running = await halfWay(served);
  running.signal('SIGINT');
  await running.until(({ stderr }) => stderr.includes('Interrupted'));
  running.signal('SIGTERM');
  const { code, stdout } = await running.ended;
  expect(code).toBe(130);
  const { added, failed, not_tried } = JSON.parse(stdout).summary;
  expect(added + failed + not_tried).toBe(all);
  await expectFinished(served);
});

describe('SIGKILL at some moment of an apply', () => {
  test.each([2, 25])('after %d answers to writes', async (answers) => {
    const served = await serveCatalog({ lessons, latencyMs: 10 });
    const running = startCli([...apply, '--debug'], served.around);
    await running.until(({ stderr }) => stderr.split('debug: PUT ').length > answers);
    running.signal('SIGKILL');
    expect((await running.ended).code).toBe(null);
    // What was on its way when the process died is dealt with before the next one begins.
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expectFinished(served);
  });
});
