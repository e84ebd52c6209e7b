import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { FaultSpec } from '../../src/features/emulator/server/faults.ts';
import { applyServed } from '../support/faulty.ts';
import { serveCatalog } from '../support/served-catalog.ts';

/** A second host: counts what comes to it, which must be nothing. */
async function elsewhere(): Promise<{ readonly url: string; readonly visits: readonly string[] }> {
  const visits: string[] = [];
  const server = createServer((request, response) => {
    visits.push(JSON.stringify(request.headers));
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}/elsewhere`, visits };
}

describe('a redirection to another host is told and never followed', () => {
  test.each<{ of: string; where: Partial<FaultSpec> }>([
    { of: 'the token', where: { path: 'token' } },
    { of: 'a list', where: { method: 'GET' } },
    { of: 'a write', where: { method: 'PUT' } },
  ])('of $of', async ({ where }) => {
    const { url, visits } = await elsewhere();
    const served = await serveCatalog({ faults: [{ ...where, fault: 'redirect', to: url }] });
    const said = JSON.stringify(await applyServed(served));
    expect(visits).toEqual([]);
    expect(served.emulator.records('course')).toEqual([]);
    expect(said).toContain('remote/unexpected-answer');
    expect(said).toContain(`points to ${url}. The redirect is not followed`);
    for (const secret of served.authorizations) expect(said).not.toContain(secret);
  });
});
