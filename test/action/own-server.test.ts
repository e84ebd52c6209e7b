// A GitHub server of an organisation: REST below /api/v3, GraphQL beside it, and a certificate of its own authority.
import { request } from 'node:http';
import { createServer } from 'node:https';
import { expect, onTestFinished, test } from 'vitest';
import { certified, hasOpenssl } from '../support/certificates.ts';
import { serveGitHub } from '../support/github-server.ts';
import { edited, manifest, reading } from '../support/reading-catalog.ts';
import { hasGit } from '../support/repository.ts';
import { branchOf, mergeOf, openJob } from '../support/workflow.ts';

/** Answers for a GitHub server, under the addresses that a server of an organisation has. */
async function serveBefore(github: string, tls: ReturnType<typeof certified>['tls']) {
  const paths: string[] = [];
  let own = '';
  const server = createServer(tls, (incoming, outgoing) => {
    const path = incoming.url ?? '';
    paths.push(path);
    const to = path.replace(/^\/api\/v3(?=\/)|^\/api(?=\/graphql$)/, '');
    const { method, headers } = incoming;
    const asked = request(`${github}${to}`, { method, headers }, (answer) => {
      const link = String(answer.headers['link'] ?? '').replaceAll(github, `${own}/api/v3`);
      outgoing.writeHead(answer.statusCode ?? 500, { ...answer.headers, ...(link && { link }) });
      answer.pipe(outgoing);
    });
    incoming.pipe(asked);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  own = `https://localhost:${typeof address === 'object' ? address?.port : 0}`;
  return { own, paths };
}

test.skipIf(!hasGit || !hasOpenssl)(
  'the authority is asked for once, and with it all goes through',
  async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, { [manifest]: edited(reading, ['Finding the', 'The']) });
    const made = certified();
    const { own, paths } = await serveBefore(job.github.url, made.tls);
    const env = {
      GITHUB_SERVER_URL: own,
      GITHUB_API_URL: `${own}/api/v3`,
      GITHUB_GRAPHQL_URL: `${own}/api/graphql`,
    };
    const refused = await job.builtStep({ ...opened, env });
    expect(refused.code, refused.log).toBe(0);
    const said = refused.log.replaceAll(/\s+/g, ' ');
    expect(said).toContain('set `NODE_EXTRA_CA_CERTS=FILE`');
    expect(said).not.toContain('Run the job again');
    expect(job.github.comments(7)).toEqual([]);

    for (let count = 0; count < 120; count += 1) job.github.comment(7, 'somebody', `No ${count}`);
    const trusting = { ...env, NODE_EXTRA_CA_CERTS: made.authority };
    const planned = await job.builtStep({ ...opened, env: trusting });
    expect(planned.annotations.join()).not.toContain('::warning title=GitHub');
    const comment = job.github.comments(7).at(-1)?.body;
    expect(comment).toContain(`(${own}/the-org/catalog/actions/runs/4242)`);
    const applied = await job.builtStep({ ...mergeOf(job), env: trusting });
    expect(applied.code, applied.log).toBe(0);
    expect(job.platform.writes().length).toBeGreaterThan(0);
    expect(paths.every((path) => /^\/api\/(?:v3\/|graphql$)/.test(path))).toBe(true);
  },
);
