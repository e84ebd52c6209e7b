import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createEmulator, defaultClient } from '../../src/features/emulator/server/emulator.ts';
import { terminalLines } from '../../src/text/terminal.ts';
import {
  ciCommand,
  hostileTexts,
  hostileTitles,
  markdownStructure,
  runningText,
  unsafe,
} from '../render/hostile.ts';
import { folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { configFor, credentials } from '../support/served-catalog.ts';
import { talkative } from '../support/talkative.ts';

const all = hostileTexts.join(' ');
/** As manifests may hold them: half characters are refused there. */
const titles = hostileTitles;

const text = JSON.stringify(all.toWellFormed());
/** A key of YAML has at most 1,024 characters, escapes and quotes among them. */
const keys = titles.map((title) => JSON.stringify(title)).filter((key) => key.length < 1000);

/** A course with a lesson for each title. What JSON quotes YAML reads as the same. */
function manifest(lessons: readonly string[], more = '1'): string {
  const lines = lessons.flatMap((title, index) => [
    `      - sourcedId: lesson-${index}`,
    `        title: ${JSON.stringify(title)}`,
  ]);
  return `kind: course
sourcedId: course-1
title: ${text}
metadata:
${[...new Set(keys)].map((key) => `  ${key}: [${text}]`).join('\n')}
  more: ${more}
units:
  - sourcedId: unit-1
    title: ${JSON.stringify(titles[0])}
    lessons:
${lines.join('\n')}
`;
}

/** What is in the catalog beside the text of a test. The titles are tried all at once by the first test. */
const few = 'kind: course\nsourcedId: course-1\ntitle: Reading\n';

function start(course: string) {
  const emulator = createEmulator();
  onTestFinished(emulator.close);
  const platform = talkative(emulator, defaultClient);
  const cwd = folderWith({
    'timeback-catalog.yaml': `${configFor('https://timeback.test')}catalog: ["catalog/*.yaml", "*error*.yaml"]\n`,
    'catalog/a.yaml': course,
    [`::error::${'\u202e\u001b[2J'}@team|.yaml`]:
      'kind: course\nsourcedId: course-2\ntitle: Other\n',
  });
  const env = { ...credentials, GITHUB_ACTOR: all };
  const run = async (...args: readonly string[]) => {
    const ended = await commandLine(args, { cwd, env }, { fetch: platform.fetch });
    expectHarmless(ended.stderr, 'human');
    expectHarmless(ended.stdout, formatOf(args));
    return ended;
  };
  return { cwd, platform, emulator, run };
}

function formatOf(args: readonly string[]): string {
  const at = args.indexOf('-f');
  return at < 0 ? 'human' : (args[at + 1] ?? 'human');
}

function expectHarmless(shown: string, format: string): void {
  expect(unsafe.exec(shown)).toBeNull();
  expect(ciCommand.exec(shown)).toBeNull();
  if (format === 'json') JSON.parse(shown);
  if (format === 'markdown') expect(markdownStructure.exec(runningText(shown))).toBeNull();
}

const formats = ['human', 'json', 'markdown'] as const;

test('a whole life of a catalog with hostile texts', async () => {
  const { cwd, run } = start(manifest(titles));
  await run('fmt', '--check');
  const formatted = await run('fmt');
  expect(formatted.code, formatted.stderr).toBe(0);
  expect((await run('check')).code).toBe(0);
  for (const format of formats) {
    expect((await run('plan', '--env', 'test', '-f', format)).code).toBe(0);
  }
  await run('plan', '--env', 'test', '-o', 'p.json', '-o', 'p.md', '-o', 'p.txt');
  for (const format of formats) await run('show', 'p.json', '-f', format);
  expect((await run('apply', 'p.json')).code).toBe(0);
  await run('show', 'course-1');
  await run('show', 'course-1', '-f', 'json');
  const [some, others] = [titles.slice(0, 8), titles.slice(8)];
  // Ids that would be exchanged are refused.
  put(cwd, 'catalog/a.yaml', manifest([...some.toReversed(), ...others], text));
  for (const format of formats) {
    expect((await run('plan', '--env', 'test', '-f', format)).code).toBe(5);
  }
  const renamed = some.map((title) => `${title} ${title}`);
  put(cwd, 'catalog/a.yaml', manifest([...renamed, ...others], text));
  for (const format of formats) {
    await run('plan', '--env', 'test', '-f', format);
    await run('plan', '--env', 'test', '--refresh-only', '-f', format);
    await run('doctor', '--explain-drift', '--env', 'test', '-f', format);
  }
  const reason = all.toWellFormed().replaceAll('\0', '');
  expect((await run('retire', 'lesson-1', 'lesson-2', '--reason', reason)).code).toBe(0);
  const retired = await run('plan', '--env', 'test', '-f', 'markdown');
  expect(retired.stdout).toContain('2 to retire');
  expect((await run('apply', '--env', 'test', '--yes', '-f', 'markdown')).code).toBe(0);
  const folder = '.timeback-catalog/receipts/test';
  for (const name of readdirSync(join(cwd, folder)).sort().reverse()) {
    expectHarmless(readFileSync(join(cwd, folder, name), 'utf8'), 'lines');
    await run('undo', '--env', 'test', join(folder, name), '--yes');
  }
  for (const [name, format] of [
    ['p.json', 'json'],
    ['p.md', 'markdown'],
    ['p.txt', 'human'],
  ] as const) {
    expectHarmless(readFileSync(join(cwd, name), 'utf8'), format);
  }
});

const table = hostileTexts.map((text) => ({ name: terminalLines(JSON.stringify(text)), text }));

describe.each(table)('a catalog and a platform full of $name', ({ text }) => {
  const seed = {
    kind: 'course',
    record: { sourcedId: text, status: 'active', title: text, metadata: { [text]: text } },
  } as const;

  test('as records that nobody here manages', async () => {
    const { emulator, run } = start(few);
    emulator.seed([seed]);
    for (const format of formats) {
      await run('plan', '--env', 'test', '-f', format);
      await run('plan', '--env', 'test', '--refresh-only', '-f', format);
    }
  });

  test.each([
    ['token', 'human'],
    ['GET', 'json'],
    ['PUT', 'markdown'],
  ] as const)('as a refusal to %s, in %s', async (of, format) => {
    const { platform, run } = start(few);
    platform.leak = {
      of,
      by: () =>
        Response.json({ imsx_description: text, details: [{ [text]: text }] }, { status: 422 }),
    };
    await run('apply', '--env', 'test', '--yes', '-f', format);
    await run('doctor', '--env', 'test');
    platform.leak = { of, by: () => new Response(`${text}\n${text}`, { status: 403 }) };
    await run('apply', '--env', 'test', '--yes');
  });

  test('as words of the command line', async () => {
    const { run } = start(few);
    await run('show', '--', text);
    await run('show', '--', `${text}.json`);
    await run('plan', '--env', 'test', `--target=${text}`);
    await run('plan', `--env=${text}`);
    await run('check', `--base=${text}`);
    await run('retire', `--reason=${text}`, '--', text);
    await run('undo', '--env', 'test', '--yes', '--', text);
    await run('apply', '--env', 'test', `--resume=${text}`);
  });

  test('as a manifest, a config and a ledger that cannot be read', async () => {
    const { cwd, run } = start(few);
    put(cwd, 'catalog/b.yaml', `kind: course\ntitle: [${text}\n${text}: ${text}\n`);
    for (const format of formats) await run('check', '-f', format);
    put(cwd, 'catalog/b.yaml', JSON.stringify({ kind: text, [text]: text }));
    for (const format of formats) await run('check', '-f', format);
    put(cwd, 'catalog.ids', `${text}\nx course live ${text}\n${text} course retired ${text}\n`);
    await run('check', '-f', 'markdown');
    put(
      cwd,
      'timeback-catalog.yaml',
      JSON.stringify({ [text]: text, environments: { [text]: text } }),
    );
    for (const format of formats) await run('check', '-f', format);
  });
});
