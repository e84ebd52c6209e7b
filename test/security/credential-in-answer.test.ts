// A platform that repeats a credential in a success. It is data and would be written down and written
// back, so the run ends before there is a plan.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createEmulator, type Emulator } from '../../src/features/emulator/server/emulator.ts';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { configFor } from '../support/served-catalog.ts';

const secret = 'pa/ss+w"ö rd&<7>=%.x';
const env = { TIMEBACK_CLIENT_ID: 'school-7', TIMEBACK_CLIENT_SECRET: secret };

/** The JSON text of a title that holds a credential. */
const spellings: Readonly<Record<string, (value: string) => string>> = {
  plain: (value) => JSON.stringify(`see ${value}!`),
  'URL-encoded': (value) => JSON.stringify(encodeURIComponent(value)),
  'URL-encoded in lower case': (value) =>
    JSON.stringify(encodeURIComponent(value).replace(/%../g, (code) => code.toLowerCase())),
  'in Base64': (value) => JSON.stringify(Buffer.from(`id:${value}`).toString('base64')),
  'with escapes': (value) =>
    `"${[...value].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`,
};

function platform(spelled: (credentials: { secret: string; token: string }) => string | undefined) {
  const emulator = createEmulator({ clients: [{ id: 'school-7', secret, canWrite: true }] });
  onTestFinished(emulator.close);
  const seen = new Set<string>();
  const fetch: Emulator['fetch'] = async (request) => {
    const token = request.headers.get('authorization')?.split(' ')[1] ?? '';
    if (request.url.includes('/rostering/')) seen.add(token);
    const title = request.url.includes('/lessons?') ? spelled({ secret, token }) : undefined;
    if (title === undefined) return emulator.fetch(request);
    return new Response(`{"lessons":[{"sourcedId":"l-1","title":${title}}],"total":1}`);
  };
  return { fetch, seen };
}

const cases = Object.keys(spellings).flatMap((how) =>
  (['secret', 'token'] as const).map((what) => ({ how, what })),
);

test.each(cases)('the $what, $how: no command writes it down', async ({ how, what }) => {
  const spell = spellings[how];
  const { fetch, seen } = platform((known) => spell?.(known[what]));
  const cwd = folderWith({
    ...catalogFiles(),
    'timeback-catalog.yaml': configFor('https://t.test'),
  });
  let written = '';
  for (const command of [
    'plan -o plan.json -o plan.html --debug',
    'apply --yes --debug',
    'doctor --debug',
    'import remote --debug',
  ]) {
    const args = [...command.split(' '), '--env', 'test'];
    const { code, stdout, stderr } = await commandLine(args, { cwd, env }, { fetch });
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('remote/credential-in-answer');
    written += stdout + stderr;
  }
  written += readdirSync(cwd, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(cwd, name)).isFile())
    .map((name) => readFileSync(join(cwd, name), 'utf8'))
    .join('');
  expect(written.replace(/\s+/g, ' ')).toContain('"title" of the record "l-1"');
  for (const value of [secret, ...seen]) {
    for (const form of [value, encodeURIComponent(value), Buffer.from(value).toString('base64')]) {
      expect(written.toLowerCase().includes(form.toLowerCase())).toBe(false);
    }
  }
});

test('an ordinary title beside it is read', async () => {
  const { fetch } = platform(() => '"pa/ss"');
  const cwd = folderWith({
    ...catalogFiles(),
    'timeback-catalog.yaml': configFor('https://t.test'),
  });
  const { code } = await commandLine(['plan', '--env', 'test'], { cwd, env }, { fetch });
  expect(code).toBe(0);
});
