// Somebody who has the emulator open, and a web page: its own name can lead to 127.0.0.1, so that its
// scripts may read what answers there. The name stays in the request.
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';
import { listen } from '../../src/features/emulator/server/listen.ts';

async function start() {
  const emulator = createEmulator();
  const { port, close } = await listen(emulator, { port: 0, hosts: ['box.test'] });
  onTestFinished(async () => {
    await close();
    emulator.close();
  });
  /** Sends bytes as they stand; gives the status of the answer, and its text. */
  const send = async (lines: readonly string[]) => {
    const socket = connect(port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const end = ['connection: close', '', ''];
    socket.write([...lines.map((line) => line.replace('PORT', String(port))), ...end].join('\r\n'));
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    await once(socket, 'close');
    return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text };
  };
  return { emulator, send };
}

test.each([
  { what: 'its address', host: '127.0.0.1:PORT' },
  { what: 'its address without a port', host: '127.0.0.1' },
  { what: 'the name of this machine to itself', host: 'LocalHost:PORT' },
  { what: 'the same in IPv6', host: '[::1]:PORT' },
  { what: 'a name that was given', host: 'box.test:PORT' },
])('answers who asks for $what', async ({ host }) => {
  const { send } = await start();
  expect((await send(['GET / HTTP/1.1', `host: ${host}`])).status).toBe(200);
  const absolute = [`GET http://${host}/ HTTP/1.1`, `host: ${host}`];
  expect((await send(absolute)).status).toBe(200);
});

const basic = `authorization: Basic ${Buffer.from('emulator:emulator').toString('base64')}`;
const grant = 'grant_type=client_credentials';
const requests: readonly (readonly [string, ...string[]])[] = [
  ['GET /', 'accept: text/html'],
  ['GET /no/such/path'],
  ['POST /auth/1.0/token', basic, `content-length: ${grant.length}`],
  ['GET /rostering/1.0/lessons?limit=100'],
  ['PUT /rostering/1.0/courses/evil', 'content-length: 0'],
  ['OPTIONS /rostering/1.0/courses/evil'],
  ['OPTIONS *'],
];

test.each([
  { what: 'the page itself', host: ['host: evil.test:PORT'] },
  { what: 'a name that begins like its own', host: ['host: 127.0.0.1.evil.test'] },
  { what: 'a name that ends like its own', host: ['host: evil.localhost:PORT'] },
  { what: 'another port', host: ['host: localhost:1'] },
  { what: 'an empty name', host: ['host:'] },
  { what: 'user information', host: ['host: x@127.0.0.1:PORT'] },
  { what: 'two hosts', host: ['host: 127.0.0.1:PORT', 'host: evil.test'] },
])('refuses every request in the name of $what', async ({ host }) => {
  const { emulator, send } = await start();
  for (const [first, ...more] of requests) {
    const { status, text } = await send([`${first} HTTP/1.1`, ...host, ...more]);
    // Several Host headers are refused by Node itself in some versions.
    expect([first, [403, 400].includes(status)]).toEqual([first, true]);
    expect(text).not.toMatch(/access_token|<html|"quirks"/);
  }
  expect(emulator.requests).toEqual([]);
});

test('a target that is a whole address counts for more than the header', async () => {
  const { send } = await start();
  const { status, text } = await send(['GET http://evil.test/ HTTP/1.1', 'host: 127.0.0.1:PORT']);
  expect(status).toBe(403);
  expect(text).toContain('not to \\"evil.test\\"');
  expect((await send(['GET / HTTP/1.0'])).status).toBe(403);
});
