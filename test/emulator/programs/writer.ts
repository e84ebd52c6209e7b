// Puts courses into the data file that its argument names until it is killed, and writes each id
// to stdout once its PUT is acknowledged.
import { writeSync } from 'node:fs';
import { createEmulator } from '../../../src/features/emulator/server/emulator.ts';

const origin = 'http://emulator.test';
const emulator = createEmulator({ data: process.argv[2] ?? ':memory:' });
const credentials = { client_id: 'emulator', client_secret: 'emulator' };
const answer = await emulator.fetch(
  new Request(`${origin}/auth/1.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', ...credentials }),
  }),
);
const answered: { access_token: string } = JSON.parse(await answer.text());
const headers = {
  authorization: `Bearer ${answered.access_token}`,
  'content-type': 'application/json',
};

for (let n = 0; ; n += 1) {
  const sourcedId = `c${n}`;
  const body = JSON.stringify({ course: { sourcedId, status: 'active', title: 'Course' } });
  const request = new Request(`${origin}/rostering/1.0/courses/${sourcedId}`, {
    method: 'PUT',
    headers,
    body,
  });
  const { status } = await emulator.fetch(request);
  if (status === 201) writeSync(1, `${sourcedId}\n`);
}
