// apply --format jsonl: each event is told when it happens, and each line fits schemas/progress.schema.json,
// which `cli` checks of every run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/main.ts';
import type { OutStream } from '../../src/cli/terminal.ts';
import { ciCommand, hostileTitles, unsafe } from '../render/hostile.ts';
import { catalogFiles, put } from '../support/catalog-folder.ts';
import { cli, commandLine } from '../support/command-line.ts';
import { breaches } from '../support/contract.ts';
import { unhurried } from '../support/faulty.ts';
import { environmentIn } from '../support/program.ts';
import { serveCatalog } from '../support/served-catalog.ts';

const apply = ['apply', '--env', 'test', '-y', '--format', 'jsonl'];

interface Event extends Readonly<Record<string, unknown>> {
  readonly type: string;
  readonly environment?: string;
}

function eventsIn(stdout: string): readonly Event[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

function reportIn(stdout: string): Readonly<Record<string, unknown>> {
  return Object(eventsIn(stdout).find(({ type }) => type === 'report')?.['report']);
}

const typesIn = (stdout: string) => eventsIn(stdout).map(({ type }) => type);

test('a whole run, from its version to its exit code', async () => {
  const { around, writes } = await serveCatalog({ lessons: 2 });
  const { code, stdout } = await cli(apply, around);
  expect(code).toBe(0);
  expect(typesIn(stdout)).toEqual([
    ...['version', 'reading', 'read', 'planned'],
    ...Array(4).fill('planned_change'),
    'applying',
    ...Array(4).fill('outcome'),
    ...['proving', 'report', 'end'],
  ]);
  expect(writes()).toHaveLength(4);
  const events = eventsIn(stdout);
  const outcomes = events.filter(({ type }) => type === 'outcome');
  expect(outcomes).toMatchObject([1, 2, 3, 4].map((done) => ({ done, total: 4, level: 'info' })));
  expect(outcomes[0]).toMatchObject({
    message: 'course "Reading" added',
    outcome: { address: 'course/course-1', action: 'create', status: 'applied' },
  });
  expect(events.at(-2)).toMatchObject({ report: { settled: { state: 'converged' } } });
});

test('hostile titles: a line an event all the same, and nothing that a screen or a log obeys', async () => {
  const { around, folder } = await serveCatalog({ lessons: hostileTitles.length });
  const path = join(folder, 'catalog/course.yaml');
  const course = readFileSync(path, 'utf8').replaceAll(/title: Lesson (\d+)/g, (_, number) => {
    return `title: ${JSON.stringify(hostileTitles[Number(number) - 1])}`;
  });
  put(folder, 'catalog/course.yaml', course);
  const { code, stdout } = await cli(apply, around);
  expect(code).toBe(0);
  for (const line of stdout.split('\n')) {
    expect([line, unsafe.exec(line), ciCommand.exec(line)]).toEqual([line, null, null]);
  }
  const told = eventsIn(stdout).filter(({ type }) => type === 'outcome');
  expect(told.map(({ outcome }) => Object(outcome).status)).toEqual(
    Array(told.length).fill('applied'),
  );
  expect(told.length).toBeGreaterThan(hostileTitles.length);
});

test('its report is the one of --format json', async () => {
  const [streamed, whole] = await Promise.all(
    ['jsonl', 'json'].map(async (format) => {
      const { around } = await serveCatalog({ lessons: 2 });
      const { stdout } = await cli(['apply', '--env', 'test', '-y', '-f', format], around);
      return stdout;
    }),
  );
  const report = reportIn(streamed ?? '');
  const { receipt, digest, platform, ...own } = JSON.parse(whole ?? '');
  expect(report).toMatchObject(own);
  expect(Object.keys({ receipt, digest, platform, ...own }).sort()).toEqual(
    Object.keys(report).sort(),
  );
});

test('an outcome is told while the next changes are sent', async () => {
  const { around, emulator } = await serveCatalog({ lessons: 3 });
  const told: string[] = [];
  const stdout = remembering((line) => told.push(JSON.parse(line).type));
  const env = environmentIn(around);
  const code = await runCommandLine([...apply, '--parallelism', '1'], {
    terminal: {
      stdin: Object.assign(process.stdin, { isTTY: false }),
      ...{ stdout, stderr: remembering(() => {}), env, platform: process.platform },
    },
    cwd: around.cwd,
    place: {},
    isDevice: () => false,
    onInterrupt: () => {},
    parts: {
      fetch: (request) => {
        if (request.method === 'PUT') told.push('PUT');
        return emulator.fetch(request);
      },
    },
  });
  expect(code).toBe(0);
  const between = told.slice(told.indexOf('applying') + 1, told.indexOf('proving'));
  expect(between.filter((what) => what === 'PUT')).toHaveLength(5);
  const toldBefore = between.flatMap((what, index) =>
    what === 'PUT' ? [between.slice(0, index).filter((one) => one === 'outcome').length] : [],
  );
  // The next request may leave a moment before the answer to the one before it is told.
  expect(toldBefore.every((outcomes, sent) => outcomes >= sent - 1)).toBe(true);
});

describe('however it ends, the last line has the exit code', () => {
  test('nothing to do: the plan', async () => {
    const { around } = await serveCatalog({ lessons: 2 });
    await cli(apply, around);
    const { stdout } = await cli(apply, around);
    expect(typesIn(stdout).slice(-2)).toEqual(['plan', 'end']);
    expect(eventsIn(stdout).at(-2)).toMatchObject({ plan: { summary: { unchanged: 4 } } });
  });

  test('a change that fails, and those behind it', async () => {
    const { around } = await serveCatalog({ lessons: 2, faults: [refuseUnits] });
    const { code, stdout } = await commandLine(apply, around, { retryPolicy: unhurried });
    expect(code).toBe(4);
    const outcomes = eventsIn(stdout).filter(({ type }) => type === 'outcome');
    expect(outcomes).toMatchObject([
      { level: 'info' },
      { level: 'error', outcome: { status: 'failed', problem: { severity: 'error' } } },
      { outcome: { status: 'not-tried', blocked_by: 'unit/unit-1' } },
      { outcome: { status: 'not-tried' } },
    ]);
    expect(eventsIn(stdout).at(-1)).toMatchObject({ level: 'error', exit_code: 4 });
  });

  test('a refusal', async () => {
    const { around, folder } = await serveCatalog({ lessons: 2 });
    put(folder, 'catalog/course.yaml', 'kind: course\n');
    const { code, stdout } = await cli(apply, around);
    expect(code).toBe(1);
    expect(typesIn(stdout)).toEqual(['version', 'diagnostic', 'diagnostic', 'end']);
    expect(eventsIn(stdout)[1]).toMatchObject({
      level: 'error',
      diagnostic: { code: 'schema/missing-field' },
    });
  });

  test('wrong usage', async () => {
    const { around } = await serveCatalog();
    const { stdout } = await cli([...apply, '--unknown'], around);
    expect(eventsIn(stdout)).toMatchObject([
      { type: 'version' },
      { diagnostic: { code: 'usage/wrong' } },
      { exit_code: 64 },
    ]);
  });

  test('a file of --out that cannot be written', async () => {
    const { around, folder } = await serveCatalog({ lessons: 2 });
    put(folder, 'nowhere', '');
    const { code, stdout } = await cli([...apply, '-o', 'nowhere/report.md'], around);
    expect(code).toBe(1);
    expect(typesIn(stdout).slice(-2)).toEqual(['report', 'end']);
  });
});

test('an undo is told in the same way', async () => {
  const { around, folder } = await serveCatalog({ lessons: 2 });
  await cli(apply, around);
  const files = catalogFiles();
  const title = files['catalog/course.yaml']?.replace('Lesson 2', '読む 🚲') ?? '';
  put(folder, 'catalog/course.yaml', title);
  const changed = await cli(apply, around);
  const { file } = Object(reportIn(changed.stdout)['receipt']);
  const { code, stdout } = await cli(['undo', file, ...apply.slice(1)], around);
  expect(code).toBe(0);
  expect(typesIn(stdout).filter((type) => /change|outcome/.test(type))).toEqual([
    'planned_change',
    'outcome',
  ]);
});

test('several environments: each event names its own', async () => {
  const { around } = await serveCatalog({ lessons: 2 });
  const { code, stdout } = await cli(['apply', '--env', 'test,local', '-y', '-fjsonl'], around);
  expect(code).toBe(0);
  for (const name of ['test', 'local']) {
    const own = eventsIn(stdout).filter(({ environment }) => environment === name);
    expect(own.filter(({ type }) => type === 'outcome')).toHaveLength(4);
  }
  expect(typesIn(stdout).slice(-2)).toEqual(['reports', 'end']);
});

test('a line that is none would be noticed', () => {
  const at = '2026-01-01T00:00:00.000Z';
  const line = { type: 'end', level: 'info', timestamp: at, message: 'x', exit_code: 0 };
  const version = { ...line, type: 'version', format_version: '1.0', version: '1.0.0' };
  const stream = (...lines: object[]) => lines.map((one) => `${JSON.stringify(one)}\n`).join('');
  const found = (stdout: string) => breaches(apply, { code: 0, stdout });
  expect(found(stream(version, line))).toEqual([]);
  for (const broken of [{ level: 'bad' }, { timestamp: 'today' }, { message: 1 }]) {
    expect(found(stream(version, { ...line, ...broken }))).toHaveLength(1);
  }
  expect(found(stream(version, { ...line, type: 'outcome' }, line))).toHaveLength(1);
});

const refuseUnits = { fault: '500', path: 'unit', method: 'PUT' } as const;

function remembering(onLine: (line: string) => void): OutStream {
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      for (const line of String(chunk).split('\n').slice(0, -1)) onLine(line);
      done();
    },
  });
  return Object.assign(stream, { isTTY: false, columns: 0 });
}
