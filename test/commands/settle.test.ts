// What reading back waits for, what it calls what, and what a plan or an undo soon after says of it.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { noSources } from '../../src/document/place.ts';
import { createEmulator, type Emulator } from '../../src/features/emulator/server/emulator.ts';
import type { QuirkSpec } from '../../src/features/emulator/server/quirks.ts';
import { undo } from '../../src/features/undo/undo.ts';
import type { Checked } from '../../src/model/problem.ts';
import { apply } from '../../src/run/apply.ts';
import { exitOfReport } from '../../src/run/exit-code.ts';
import { plan } from '../../src/run/planning.ts';
import type { ApplyResult } from '../../src/run/publish.ts';
import type { Progress, World } from '../../src/run/world.ts';
import { reportToJson } from '../../src/text/json/results-json.ts';
import { renderers } from '../../src/text/renderers.ts';
import { folderWith, put } from '../support/catalog-folder.ts';
import { applyUntil, receiptsOf } from '../support/interrupted.ts';
import { worldWith } from '../support/publish.ts';
import { virtualTime } from '../support/virtual-time.ts';

const auto = { env: 'test', approval: { type: 'auto' } } as const;
const config = (more = '') =>
  `org: partner-sandbox\n${more}environments:\n  test: { baseUrl: https://timeback.test }\n`;
const manifest = (title: string, xp = 5) =>
  [
    'kind: course',
    'sourcedId: c',
    'title: Course',
    'units:',
    '  - sourcedId: u',
    `    title: ${title}`,
    '    lessons:',
    '      - sourcedId: l',
    '        title: Lesson',
    `        metadata: { Note: ${xp} }`,
    '',
  ].join('\n');

let emulator: Emulator | undefined;
afterEach(() => emulator?.close());

function scene(quirks: readonly QuirkSpec[], more = '') {
  const time = virtualTime();
  const held = createEmulator({ quirks, now: time.now });
  emulator = held;
  const folder = folderWith({
    'timeback-catalog.yaml': config(more),
    'catalog/c.yaml': manifest('One'),
  });
  const progress: Progress[] = [];
  const world = (parts: Partial<World> = {}) =>
    worldWith(held, folder, {
      now: time.now,
      wait: time.wait,
      onProgress: (one) => void progress.push(one),
      ...parts,
    });
  const write = (title: string, xp?: number) => put(folder, 'catalog/c.yaml', manifest(title, xp));
  return { time, held, folder, world, progress, write };
}

function resultOf<T>(result: Checked<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problems, undefined, 1));
  return result.value;
}
const settledOf = (result: Checked<ApplyResult>) => resultOf(result).report.settled;
const round = (pauses: readonly number[]) => pauses.map((pause) => Math.round(pause));

describe('what was written and does not show is asked for again', () => {
  test.each<QuirkSpec>(['reads-lag=2000', 'lists-lag=2000', 'singles-lag=2000'])(
    'under %s, until it shows',
    async (quirk) => {
      const { world } = scene([quirk]);
      expect(settledOf(await apply(auto, world()))).toEqual({ state: 'converged' });
    },
  );

  test('with growing pauses, six at most and half a minute together', async () => {
    const { time, world } = scene(['reads-lag=3600000']);
    await apply(auto, world());
    expect(round(time.pauses)).toEqual([476, 952, 1905, 3810, 7619, 15238]);
  });

  test.each([
    { by: 'the option', options: { settle: 2 }, more: '' },
    { by: 'the config', options: {}, more: 'settle: 2\n' },
  ])('for as long as $by says', async ({ options, more }) => {
    const { time, world } = scene(['reads-lag=3600000'], more);
    await apply({ ...auto, ...options }, world());
    expect(time.pauses.reduce((sum, pause) => sum + pause, 0)).toBeCloseTo(2000);
  });

  test('only what is missing: what shows is not asked for again', async () => {
    const { held, time, world, write } = scene(['reads-lag=3000']);
    await apply(auto, world());
    time.pass(60_000);
    write('Two');
    const before = held.requests.length;
    await apply(auto, world());
    const reads = held.requests.slice(before).filter(({ method }) => method === 'GET');
    // Four lists; the unit alone after that, until it shows, and once to compare it with the list.
    expect(reads.slice(4).map(({ path }) => path)).toEqual(
      Array.from({ length: 5 }, () => '/rostering/1.0/units/u'),
    );
  });

  test('not at all with --settle 0', async () => {
    const { time, world } = scene(['reads-lag=2000']);
    const settled = settledOf(await apply({ ...auto, settle: 0 }, world()));
    expect([settled.state, time.pauses]).toEqual(['not-visible', []]);
  });

  test('not where all shows at once', async () => {
    const { time, world } = scene([]);
    expect(settledOf(await apply(auto, world()))).toEqual({ state: 'converged' });
    expect(time.pauses).toEqual([]);
  });

  test('Ctrl-C ends the pauses, and the report says what was written', async () => {
    const { time, world } = scene(['reads-lag=3600000']);
    const stop = new AbortController();
    const wait: World['wait'] = async () => stop.abort();
    const { report } = resultOf(await apply(auto, world({ wait, stop: stop.signal })));
    expect(report.outcomes.map(({ status }) => status)).toEqual(['applied', 'applied', 'applied']);
    expect(report.settled).toMatchObject({ state: 'not-visible' });
    expect(time.pauses).toEqual([]);
    expect(exitOfReport(report, true)).toBe(130);
  });

  test('progress says what is waited for', async () => {
    const { world, progress } = scene(['reads-lag=1000']);
    await apply(auto, world());
    const settling = progress.filter(({ type }) => type === 'settling');
    expect(settling[0]).toMatchObject({ missing: 3, written: 3 });
  });
});

describe('what it is called in the end', () => {
  test('not visible yet: what still shows the state from before, with a code and exit 4', async () => {
    const { world, folder } = scene(['reads-lag=3600000']);
    const { report, plan: planned } = resultOf(await apply(auto, world()));
    expect(report.settled).toMatchObject({
      state: 'not-visible',
      invisible: { problem: { code: 'apply/not-visible' }, nodes: { length: 3 } },
    });
    expect(exitOfReport(report, false)).toBe(4);
    const look = {
      width: 100,
      colour: false,
      unicode: true,
      detail: 'fields',
      sources: noSources,
    } as const;
    const human = renderers.human.report(report, planned, look);
    expect(human).toContain('3 changes are not visible yet:');
    expect(human).toContain('apply/not-visible');
    expect(human).not.toContain('not kept:');
    expect(renderers.markdown.report(report, planned, look)).toContain('apply/not-visible');
    expect(reportToJson(report, planned, noSources)['settled']).toMatchObject({
      state: 'not-visible',
      not_visible: { waited_ms: 30_000, nodes: { length: 3 } },
    });
    const [receipt = ''] = receiptsOf(folder);
    expect(readFileSync(receipt, 'utf8')).toContain(
      '"settled":"not-visible","not_visible":["course/c","unit/u","lesson/l"]',
    );
  });

  test('not kept: what the platform changed, after two readings that agree', async () => {
    const { time, world } = scene(['metadata-as-texts', 'lists-lag=1']);
    const settled = settledOf(await apply(auto, world()));
    expect(settled).toMatchObject({ state: 'differs', fields: [{ kept: '5' }] });
    expect(settled).not.toHaveProperty('invisible');
    expect(time.pauses).toHaveLength(1);
  });
});

describe('soon after an apply', () => {
  test('a plan says what was published and does not show, and hides nothing', async () => {
    const { time, world, write } = scene(['reads-lag=120000']);
    await apply(auto, world());
    time.pass(12_000);
    write('One', 6);
    const { plan: planned } = resultOf(await plan({ env: 'test' }, world()));
    expect(planned.changes).toHaveLength(3);
    expect(planned.warnings).toMatchObject([{ code: 'remote/not-visible' }]);
    expect(planned.warnings[0]?.detail).toMatch(
      /^3 of these changes were published 42 s ago and are not visible yet: course "Course", /,
    );
    time.pass(120_000);
    const later = resultOf(await plan({ env: 'test' }, world()));
    expect(later.plan.changes).toHaveLength(1);
    expect(later.plan.warnings).toEqual([]);
  });

  test('a new node that lists do not show in time is told, with the reason', async () => {
    const { world, write } = scene(['lists-lag=90000']);
    await apply(auto, world());
    write('One', 6);
    const { problems } = await plan({ env: 'test' }, world());
    expect(problems[0]?.code).toBe('remote/incomplete-read');
    expect(problems[0]?.hint).toMatch(
      /^It was published from this machine 30 s ago, so the list may lag/,
    );
  });

  test('a new node that lists do not show yet is waited for', async () => {
    const { world, write } = scene(['lists-lag=20000']);
    await apply(auto, world());
    write('One', 6);
    const { plan: planned } = resultOf(await plan({ env: 'test' }, world()));
    expect(planned.changes.map(({ action, address }) => [action, address])).toEqual([
      ['update', 'lesson/l'],
    ]);
  });

  test.each([
    { name: 'a run that died', isKilled: true },
    { name: 'a run that was stopped at once', isKilled: false },
  ])('$name may have made the node that lists do not show', async ({ isKilled }) => {
    const begun = async (lag: QuirkSpec) => {
      const whole = scene([lag]);
      await apply({ ...auto, parallelism: 1 }, whole.world());
      const sent = whole.held.requests.findIndex(({ method, path }) => {
        return method === 'PUT' && path.includes('/units/');
      });
      whole.held.close();
      const { held, folder, time, world } = scene([lag]);
      const options = { parallelism: 1, settle: 0 };
      if (isKilled) {
        await applyUntil(held, folder, { at: sent + 1, when: 'after' }, options, time);
      } else {
        const stop = new AbortController();
        const fetch = async (request: Request): Promise<Response> => {
          const answer = await held.fetch(request);
          if (request.method === 'PUT' && request.url.includes('/units/')) {
            stop.abort();
            throw new DOMException('stopped', 'AbortError');
          }
          return answer;
        };
        const { signal } = stop;
        await apply({ ...auto, ...options }, world({ fetch, stop: signal, abort: signal }));
      }
      expect(held.records('unit')).toHaveLength(1);
      return plan({ env: 'test' }, world());
    };
    const { plan: planned } = resultOf(await begun('lists-lag=20000'));
    expect(planned.changes.map(({ action, address }) => [action, address])).toEqual([
      ['create', 'lesson/l'],
    ]);
    expect(planned.warnings).toEqual([]);
    const { problems } = await begun('lists-lag=90000');
    expect(problems).not.toEqual([]);
    for (const { hint } of problems) {
      expect(hint).toMatch(/^It was published from this machine \d+ s ago, so the list may lag: /);
    }
  });

  test('long after it nothing is said: what does not show by then was taken away', async () => {
    const { time, world } = scene(['reads-lag=3600000']);
    await apply(auto, world());
    time.pass(20 * 60_000);
    const { plan: planned } = resultOf(await plan({ env: 'test' }, world()));
    expect(planned.warnings).toEqual([]);
  });

  test('an undo waits, and takes back what shows late', async () => {
    const { held, folder, world } = scene(['reads-lag=20000']);
    await apply({ ...auto, settle: 0 }, world());
    const [receipt = ''] = receiptsOf(folder);
    const first = await undo({ ...auto, receipt }, world());
    const guardApprovals = first.problems.flatMap(({ hint = '' }) => {
      const [, count, digest = ''] = /--approve-retire (\d+)@([\da-f]{12})/.exec(hint) ?? [];
      return digest ? [{ guards: 'retire', count: Number(count), digest } as const] : [];
    });
    const undone = first.ok ? first : await undo({ ...auto, receipt, guardApprovals }, world());
    expect(settledOf(undone)).toEqual({ state: 'converged' });
    expect(held.records('lesson')).toMatchObject([{ status: 'tobedeleted' }]);
  });

  test('an undo of what does not show in time refuses, and sends nothing', async () => {
    const { held, folder, world } = scene(['reads-lag=3600000']);
    await apply({ ...auto, settle: 0 }, world());
    const [receipt = ''] = receiptsOf(folder);
    const undone = await undo({ ...auto, receipt }, world());
    expect(undone.problems.map(({ code }) => code)).toEqual(['undo/not-visible']);
    expect(held.records('lesson')).toMatchObject([{ status: 'active' }]);
  });
});

test('an undo that the platform did not keep: the next one names it, and after five minutes it is done', async () => {
  const { time, held, folder, world, write } = scene([]);
  await apply(auto, world());
  time.pass(3_600_000);
  write('Two');
  await apply(auto, world());
  time.pass(3_600_000);
  const receipt = receiptsOf(folder).at(-1) ?? '';
  const forgetful: World['fetch'] = async (request) =>
    request.method === 'PUT' ? new Response('{}') : held.fetch(request);
  const { report } = resultOf(await undo({ ...auto, receipt }, world({ fetch: forgetful })));
  expect(report.settled).toMatchObject({
    state: 'not-visible',
    invisible: {
      problem: { hint: expect.stringContaining(`undo ${relative(folder, receipt)} --env test`) },
    },
  });
  const [refused] = (await undo({ ...auto, receipt }, world())).problems;
  expect(refused?.code).toBe('undo/not-visible');
  expect(refused?.detail).toMatch(/^1 change of the undo of /);
  expect(refused?.hint).toContain('5 min after it was published counts as lost');
  time.pass(5 * 60_000);
  expect(settledOf(await undo({ ...auto, receipt }, world()))).toEqual({ state: 'converged' });
  expect(held.records('unit')).toMatchObject([{ title: 'One' }]);
  const { plan: nothing } = resultOf(await undo({ ...auto, receipt }, world()));
  expect(nothing.changes).toEqual([]);
});

test('a write whose answer was lost is looked for until it shows', async () => {
  const time = virtualTime();
  const held = createEmulator({
    quirks: ['reads-lag=5000'],
    faults: [{ fault: 'drop-after', method: 'PUT', path: '/lessons/' }],
    now: time.now,
  });
  emulator = held;
  const folder = folderWith({
    'timeback-catalog.yaml': config(),
    'catalog/c.yaml': manifest('One'),
  });
  const retryPolicy = {
    oneTry: 20_000,
    allTries: 60_000,
    repetitions: 1,
    repetitionsWhileFailing: 1,
    firstPause: 1,
    longestPause: 1,
  };
  const world = worldWith(held, folder, { now: time.now, wait: time.wait, retryPolicy });
  const { report } = resultOf(await apply(auto, world));
  expect(report.outcomes.map(({ status }) => status)).toEqual(['applied', 'applied', 'applied']);
  expect(report.settled).toEqual({ state: 'converged' });
});
