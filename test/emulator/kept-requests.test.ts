import { expect, test } from 'vitest';
import { createRequestGateway, mostKept } from '../../src/features/emulator/server/traffic.ts';

test('of the requests of a page that is left open for days only the last are kept', async () => {
  const gateway = createRequestGateway({
    answer: () => new Response(null, { status: 204 }),
    injectFaults: (_arrival, next) => next(),
    latencyMs: 0,
    now: () => new Date(0),
  });
  const page = new Request('http://127.0.0.1/');
  for (let count = 0; count < mostKept * 2; count += 1) await gateway.fetch(page);
  await gateway.fetch(new Request('http://127.0.0.1/last'));
  expect(gateway.requests.length).toBeGreaterThanOrEqual(mostKept);
  expect(gateway.requests.length).toBeLessThan(mostKept * 1.5);
  expect(gateway.requests.at(-1)).toMatchObject({ path: '/last' });
});
