// The Action behind a proxy of its runner.
import { describe, expect, test } from 'vitest';
import { serveGitHub } from '../support/github-server.ts';
import { serveProxy } from '../support/proxy-server.ts';
import { edited, manifest, reading } from '../support/reading-catalog.ts';
import { hasGit } from '../support/repository.ts';
import { branchOf, openJob } from '../support/workflow.ts';

const renamed = edited(reading, ['Finding the', 'The']);

describe.skipIf(!hasGit)('a runner behind a proxy', () => {
  test('GitHub and the platform are both asked through it', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, { [manifest]: renamed });
    const proxy = await serveProxy();
    const { code, log } = await job.builtStep({ ...opened, env: { HTTP_PROXY: proxy.url } });
    expect(code, log).toBe(0);
    expect(job.github.comments(7)).toHaveLength(1);
    for (const url of [job.github.url, job.platform.url]) {
      expect(proxy.asked.filter((line) => line.includes(` ${url}/`))).not.toEqual([]);
    }
  });

  test('NO_PROXY has the platform asked directly', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, { [manifest]: renamed });
    const proxy = await serveProxy();
    const env = { http_proxy: proxy.url, no_proxy: new URL(job.platform.url).host };
    expect((await job.step({ ...opened, env })).code).toBe(0);
    expect(proxy.asked).not.toEqual([]);
    expect(proxy.asked.filter((line) => line.includes(job.platform.url))).toEqual([]);
  });

  test('a proxy that refuses GitHub is named in what is missing; the plan counts', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, { [manifest]: renamed });
    const proxy = await serveProxy({ login: 'ada:pa55-w0rd' });
    const env = { HTTP_PROXY: proxy.url, NO_PROXY: new URL(job.platform.url).host };
    const { code, log } = await job.step({ ...opened, env });
    expect(code).toBe(0);
    const said = log.replaceAll(/\s+/g, ' ');
    expect(said).toContain(`the proxy ${proxy.url}, which HTTP_PROXY names,`);
    expect(said).toContain('Write the user and the password into HTTP_PROXY');
    expect(said).not.toContain('Run the job again');
  });

  test('a malformed variable ends the step with one problem that names it', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, { [manifest]: renamed });
    const { code, log } = await job.step({ ...opened, env: { HTTP_PROXY: 'http://' } });
    expect(code).toBe(1);
    expect(log.match(/^Error\[environment\/proxy\]/gm)).toHaveLength(1);
    expect(log).toContain('HTTP_PROXY');
  });
});
