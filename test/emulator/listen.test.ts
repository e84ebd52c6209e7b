import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { EmulatorOptions } from '../../src/features/emulator/server/emulator.ts';
import { listen } from '../../src/features/emulator/server/listen.ts';
import { pathOf, sample, signIn, start } from './session.ts';

async function startListening(options?: EmulatorOptions) {
  const emulator = start(options);
  const listening = await listen(emulator, { port: 0 });
  onTestFinished(() => listening.close());
  const { token } = await signIn(emulator);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const put = (body: string) =>
    fetch(`${listening.url}${pathOf('course')}/c`, { method: 'PUT', headers, body });
  return { emulator, listening, put };
}

const body = JSON.stringify({ course: sample.course });

test('the same API over HTTP', async () => {
  const { emulator, listening, put } = await startListening();
  expect(listening.url).toBe(`http://127.0.0.1:${listening.port}`);
  const response = await put(body);
  expect(response.status).toBe(201);
  expect(await response.json()).toEqual({ course: sample.course });
  expect(emulator.records('course')).toEqual([sample.course]);
});

test('a body without a length is measured as it comes', async () => {
  const { listening } = await startListening();
  const megabyte = new TextEncoder().encode('x'.repeat(1024 * 1024));
  const stream = new ReadableStream({
    start: (controller) => {
      for (let n = 0; n < 12; n += 1) controller.enqueue(megabyte);
      controller.close();
    },
  });
  const init = { method: 'POST', body: stream, duplex: 'half' } as const;
  const response = await fetch(`${listening.url}/auth/1.0/token`, init);
  expect(response.status).toBe(400);
});

test.each([
  ['drop-before', 0],
  ['drop-after', 1],
] as const)('%s breaks the connection', async (fault, written) => {
  const { emulator, put } = await startListening({ faults: [{ fault, method: 'PUT', at: 1 }] });
  await expect(put(body)).rejects.toThrow('fetch failed');
  expect(emulator.records('course')).toHaveLength(written);
  expect((await put(body)).ok).toBe(true);
});

test('truncated is a whole HTTP answer with broken JSON', async () => {
  const { put } = await startListening({ faults: [{ fault: 'truncated', method: 'PUT' }] });
  const text = await (await put(body)).text();
  expect(text).toMatch(/^\{"course":\{"/);
  expect(() => JSON.parse(text)).toThrow();
});

test('cut-off breaks the connection in the middle of the body', async () => {
  const { emulator, put } = await startListening({ faults: [{ fault: 'cut-off', method: 'PUT' }] });
  const response = await put(body);
  expect(response.status).toBe(201);
  await expect(response.text()).rejects.toThrow('terminated');
  expect(emulator.records('course')).toEqual([sample.course]);
});

test('slow-body sends a whole answer piece by piece', async () => {
  const faults = [{ fault: 'slow-body', ms: 100, method: 'PUT' }] as const;
  const { put } = await startListening({ faults });
  const response = await put(body);
  const before = performance.now();
  expect(await response.json()).toEqual({ course: sample.course });
  expect(performance.now() - before).toBeGreaterThan(50);
});

test('a port that is taken is said in a sentence', async () => {
  const { port } = (await startListening()).listening;
  await expect(listen(start(), { port })).rejects.toThrow(
    `The emulator cannot listen on port ${port}: another program uses it.`,
  );
});

test('closing ends idle and half-open connections at once', async () => {
  const { listening, put } = await startListening();
  await (await put(body)).text();
  const socket = connect(listening.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET / HTTP/1.1\r\n');
  const ended = new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
  await listening.close();
  await ended;
  await expect(put(body)).rejects.toThrow('fetch failed');
});

test('no global of the process is replaced', async () => {
  const before = [globalThis.Request, globalThis.Response];
  await startListening();
  expect([globalThis.Request, globalThis.Response]).toEqual(before);
});
