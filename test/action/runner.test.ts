// What differs from runner to runner.
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeIsTooOld } from '../../src/action/node-version.ts';
import { inPipeline } from '../../src/run/world.ts';
import { serveGitHub } from '../support/github-server.ts';
import { edited, manifest, reading } from '../support/reading-catalog.ts';
import { hasGit } from '../support/repository.ts';
import { branchOf, mergeOf, openJob } from '../support/workflow.ts';

test.each(['', 'false', 'False', 'FALSE', '0', 'no', 'off'])('CI="%s" is no pipeline', (CI) => {
  expect(inPipeline({ env: { CI } })).toBe(false);
});

test.each(['true', 'True', '1', 'woodpecker'])('CI="%s" is a pipeline', (CI) => {
  expect(inPipeline({ env: { CI } })).toBe(true);
});

test.each(['16.20.2', '20.20.2', '22.17.1'])(
  'a runner with Node %s is told so at once',
  (version) => {
    const told = nodeIsTooOld(version) ?? '';
    expect(told).toMatch(/^::error title=The runner is too old::/);
    expect(told).toContain(`Node ${version}`);
    expect(told).toContain('2.327.1');
  },
);

test.each(['22.18.0', '24.0.0', '26.10.0'])('one with Node %s is not', (version) => {
  expect(nodeIsTooOld(version)).toBeUndefined();
});

describe.skipIf(!hasGit)('a runner without RUNNER_TEMP', () => {
  test('keeps its files elsewhere than in the checkout', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, { [manifest]: edited(reading, ['Finding the', 'The']) });
    const before = readdirSync(job.repository.folder);
    const { code, log, outputs } = await job.step({ ...opened, env: { RUNNER_TEMP: '' } });
    expect(code, log).toBe(0);
    expect(outputs['plan_path']).not.toContain(job.repository.folder);
    expect(readdirSync(job.repository.folder)).toEqual(before);
  });
});

describe.skipIf(!hasGit)('the bundle that a runner starts', () => {
  test('does as the sources do, with titles beyond ASCII', async () => {
    const job = await openJob(await serveGitHub());
    const title = 'Straße in Łódź – “读”';
    const opened = await branchOf(job, { [manifest]: edited(reading, ['Finding the', title]) });
    const first = await job.step(opened);
    expect(first.code, first.log).toBe(0);
    expect(first.summary).toContain(title);
    // The first one wrote the comment; these two find it as it is to be.
    const [inside, built] = [await job.step(opened), await job.builtStep(opened)];
    const shown = ({ code, stdout, summary, outputs }: typeof inside) => {
      const { plan_path: _, ...others } = outputs;
      return { code, stdout, summary, others };
    };
    expect(shown(built)).toEqual(shown(inside));
    const applied = await job.builtStep(mergeOf(job));
    expect(applied.code, applied.log).toBe(0);
    expect(job.platform.emulator.records('lesson').map((record) => record['title'])).toContainEqual(
      expect.stringContaining(title),
    );
    const drift = { event: 'schedule', with: { command: 'drift' } };
    expect(shown(await job.builtStep(drift))).toEqual(shown(await job.step(drift)));
  });

  test('says so, and fails, if it waits for what can no longer come', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, { [manifest]: edited(reading, ['Finding the', 'The']) });
    // A request of which nothing is ever heard, not even that it failed.
    const deaf = join(mkdtempSync(join(tmpdir(), 'deaf-')), 'deaf.mjs');
    writeFileSync(
      deaf,
      `import http from 'node:http';
      import { EventEmitter } from 'node:events';
      import { syncBuiltinESMExports } from 'node:module';
      http.request = () => Object.assign(new EventEmitter(), { end: () => {} });
      syncBuiltinESMExports();`,
    );
    const env = { NODE_OPTIONS: `--import ${deaf}` };
    const { code, log } = await job.builtStep({ ...opened, env });
    expect(code, log).toBe(1);
    expect(log).toContain('the step came to no end');
  });
});
