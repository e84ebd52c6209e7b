// A platform that takes requests and never answers: one signal ends every read at once. Only the test's own
// time limit would show a command that waits for the platform.
import { expect, test } from 'vitest';
import { probePlatform } from '../../src/features/probe/probe.ts';
import { retire } from '../../src/features/retire/retire.ts';
import { undo } from '../../src/features/undo/undo.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { applyServed, unhurried } from '../support/faulty.ts';
import { receiptsOf } from '../support/interrupted.ts';
import { credentials, type ServedCatalog, serveCatalog } from '../support/served-catalog.ts';

/** A world whose platform hangs from some request on; `stop` comes with the first that hangs. */
function hanging({ folder }: ServedCatalog, from: (request: Request) => boolean) {
  const stop = new AbortController();
  const fetch = (request: Request) => {
    if (!stop.signal.aborted && !from(request)) return globalThis.fetch(request);
    stop.abort();
    return new Promise<Response>(() => {});
  };
  const { signal } = stop;
  return nodeWorld({ cwd: folder, env: credentials, fetch, stop: signal, wait: async () => {} });
}

const isRead = ({ method }: Request) => method === 'GET';
const isToken = ({ url }: Request) => url.includes('/token');

test('reading back ends, and the receipt says that nobody knows what was kept', async () => {
  const served = await serveCatalog();
  let writes = 0;
  const world = hanging(served, (request) => {
    writes += request.method === 'PUT' ? 1 : 0;
    return isRead(request) && writes > 0;
  });
  const applied = await applyServed(served, { world: { ...world, retryPolicy: unhurried } });
  expect(applied).toMatchObject({
    value: { report: { settled: { state: 'unread', problem: { code: 'run/interrupted' } } } },
  });
  const again = await applyServed(served);
  expect(again.ok && again.value.plan.changes).toEqual([]);
});

test('undo ends at any of its reads', async () => {
  const served = await serveCatalog({ quirks: ['hides-retired'] });
  await applyServed(served);
  const [receipt = ''] = receiptsOf(served.folder);
  const approval = { type: 'auto' } as const;
  const asked = { env: 'test', receipt, approval };
  await undo(
    asked,
    hanging(served, () => false),
  );
  for (let at = 1; at <= 6; at += 1) {
    let reads = 0;
    const world = hanging(served, (request) => {
      reads += isRead(request) ? 1 : 0;
      return reads === at;
    });
    const undone = await undo(asked, world);
    expect(undone.problems.map(({ code }) => code)).toEqual(['run/interrupted']);
  }
});

test.each([
  { what: 'the token', from: isToken },
  { what: 'a read', from: isRead },
])('a probe ends at $what', async ({ from }) => {
  const served = await serveCatalog();
  const probed = await probePlatform(
    { env: 'test', approve: async () => true },
    hanging(served, from),
  );
  expect(probed).toMatchObject({ value: { records: [] } });
  expect(served.writes()).toEqual([]);
});

test('retire --never-published ends while it asks the platform', async () => {
  const served = await serveCatalog();
  const asked = { nodes: ['lesson/lesson-1'], retirement: { type: 'never-published' } } as const;
  const retired = await retire({ ...asked, env: 'test' }, hanging(served, isRead));
  expect(retired.problems.map(({ code }) => code)).toEqual(['run/interrupted']);
});
