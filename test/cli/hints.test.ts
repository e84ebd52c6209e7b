// What a failure advises can be done with the command that failed.

import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandNames } from '../../src/cli/commands.ts';
import { parseCommandLine } from '../../src/cli/program.ts';
import type { Offers } from '../../src/remote/http/failures.ts';
import { failureProblem, rejection } from '../../src/remote/http/failures.ts';
import type { RequestFailure } from '../../src/remote/http/retry.ts';
import type { HttpAnswer } from '../../src/remote/http/transport.ts';
import { catalogFiles, courseManifest, folderWith, put } from '../support/catalog-folder.ts';
import { cli, commandLine } from '../support/command-line.ts';
import { receiptsOf } from '../support/interrupted.ts';
import { startCli } from '../support/program.ts';
import { configFor, credentials, deadUrl, serveCatalog } from '../support/served-catalog.ts';

const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

const answer = (status: number, text = ''): HttpAnswer => ({
  type: 'answered',
  status,
  headers: new Headers({ location: 'https://other.example/' }),
  text,
  json: undefined,
  size: { bytes: text.length, values: 0 },
});
const lost = (code: string) =>
  ({ type: 'lost', cause: Object.assign(new Error(''), { code }) }) as const;

const failures: readonly RequestFailure['why'][] = [
  ...['ECONNREFUSED', 'ENOTFOUND', 'EPROTO', 'CERT_HAS_EXPIRED', 'SELF_SIGNED_CERT_IN_CHAIN'].map(
    lost,
  ),
  { type: 'out of time' },
  { type: 'garbled', answer: answer(200, '<html>') },
  { type: 'garbled', answer: answer(200) },
  ...[429, 500, 503, 520].map((status) => ({ type: 'later', answer: answer(status) }) as const),
  { type: 'given up' },
  { type: 'interrupted' },
];
const statuses = [307, 400, 401, 403, 404, 409, 422, 501];

/** Every hint that a platform's answers can lead to in a command. */
function hintsIn(offers: Offers): readonly string[] {
  const told = failures.map((why) =>
    failureProblem(
      { type: 'failed', why, tries: 1, elapsed: 1, mayHaveArrived: false },
      'Reading lessons',
      offers,
    ),
  );
  const rejected = [true, false].flatMap((isWrite) =>
    statuses.map((status) => rejection(answer(status), 'Writing', { isWrite, offers })),
  );
  return [...told, ...rejected].flatMap(({ hint }) => hint ?? []);
}

/** The commands that talk to a platform, with what each takes. */
async function talking(): Promise<readonly Offers[]> {
  const silent = { version: '0', writeOut: () => {}, writeErr: () => {} };
  const lines = commandNames.map((name): readonly string[] => {
    const more: Record<string, readonly string[]> = {
      undo: ['undo', 'receipt.jsonl'],
      retire: ['retire', 'ID'],
      explain: ['explain', 'ID'],
      import: ['import', 'remote'],
    };
    return more[name] ?? [name];
  });
  const parsed = await Promise.all(
    lines.map((line) => parseCommandLine(line, silent).catch(() => undefined)),
  );
  return parsed.flatMap((one) => (one?.offers.options.has('--insecure-http') ? one.offers : []));
}

test('no hint names an option that its command lacks, nor --resume, nor doctor in doctor', async () => {
  const commands = await talking();
  expect(commands.map(({ command }) => command).toSorted()).toEqual([
    'apply',
    'check',
    'doctor',
    'explain',
    'import',
    'plan',
    'probe',
    'rehearse',
    'retire',
    'tree',
    'undo',
  ]);
  const wrong = commands.flatMap((offers) =>
    hintsIn(offers).flatMap((hint) => {
      const named = [...hint.matchAll(/--[a-z][a-z-]*/g)].map(([option]) => option);
      const lacking = named.filter((option) => !offers.options.has(option));
      const isOwn = offers.command === 'doctor' && hint.includes('doctor');
      const isWriting = ['apply', 'undo'].includes(offers.command);
      const isOdd = !isWriting && hint.includes('not written twice');
      return lacking.length > 0 || isOwn || isOdd || hint.includes('--resume')
        ? [`${offers.command}: ${hint}`]
        : [];
    }),
  );
  expect(wrong).toEqual([]);
});

test('an option is named where the command has it', async () => {
  const commands = await talking();
  const naming = (option: string) =>
    commands.filter((one) => hintsIn(one).some((hint) => hint.includes(option)));
  expect(naming('--exclude').map(({ command }) => command)).toEqual(['plan', 'apply']);
  expect(naming('--parallelism').map(({ command }) => command)).toContain('undo');
});

describe('a platform that cannot be reached', () => {
  test.each(['plan', 'doctor', 'rehearse', 'tree'])('%s', async (command) => {
    const config = configFor(await deadUrl());
    const cwd = folderWith({ ...catalogFiles(), 'timeback-catalog.yaml': config });
    const around = { cwd, env: { ...credentials, TIMEBACK_APP_ID: 'app' } };
    const { stdout, stderr } = await commandLine([command, '--env', 'test'], around);
    const text = flat(stdout + stderr);
    expect(text).toContain('there is no server at that address');
    expect(text).toContain('Run the command again.');
    expect(text.includes('timeback-catalog doctor')).toBe(command !== 'doctor');
    expect(text).not.toContain('--exclude');
  });
});

describe('a run that did not come to its end', () => {
  const resuming = 'timeback-catalog apply --env test --resume';

  test('a redirection: once the address is right, running again publishes', async () => {
    const to = 'http://127.0.0.1:9/moved';
    const faults = [{ fault: 'redirect', to, method: 'PUT', path: 'lesson-1' }] as const;
    const { around, folder } = await serveCatalog({ faults });
    const { stdout } = await commandLine(['apply', '--env', 'test', '-y'], around);
    expect(flat(stdout)).toContain(resuming);
    const { url } = await serveCatalog();
    put(folder, 'timeback-catalog.yaml', configFor(url));
    const resumed = await commandLine(['apply', '--env', 'test', '--resume', '-y'], around);
    expect(flat(resumed.stderr)).toContain('run `timeback-catalog apply --env test` without');
    const again = await commandLine(['apply', '--env', 'test', '-y'], around);
    expect(again.code).toBe(0);
  });

  test('413: the hint is about the size', async () => {
    const faults = [{ fault: 'html', status: 413, method: 'PUT', path: 'lesson-1' }] as const;
    const { around } = await serveCatalog({ faults });
    const { stdout } = await commandLine(['apply', '--env', 'test', '-y'], around);
    expect(flat(stdout)).toContain('Shorten the texts of the record');
  });

  test.each([400, 403, 422])(
    '%d: going on would meet it again, so it is not advised',
    async (status) => {
      const faults = [{ fault: 'html', status, method: 'PUT', path: 'lesson-1' }] as const;
      const { around } = await serveCatalog({ faults });
      for (const format of ['human', 'markdown']) {
        const { code, stdout } = await commandLine(
          ['apply', '--env', 'test', '-y', '-f', format],
          around,
        );
        expect(code).toBe(format === 'human' ? 4 : status === 403 ? 3 : 1);
        const text = flat(stdout);
        expect(text).toContain('Correct what was refused, then run the command again');
        // Its one mention is the reason not to.
        expect(text.replace(': --resume would send the same content', '')).not.toContain(
          '--resume',
        );
      }
    },
  );

  test.each(['500', 'drop-before'] as const)(
    '%s: resuming is advised, and finishes',
    async (fault) => {
      const faults = [{ fault, method: 'PUT', path: 'lesson-1', times: 8 }] as const;
      const { around } = await serveCatalog({ faults });
      const { stdout } = await commandLine(['apply', '--env', 'test', '-y'], around);
      expect(flat(stdout)).toContain(resuming);
      const resumed = await commandLine(['apply', '--env', 'test', '--resume', '-y'], around);
      expect(resumed).toMatchObject({ code: 0 });
    },
  );

  test('an undo that broke off is started anew, by the receipt it takes back', async () => {
    // The first two writes of the lesson are those of two runs; the undo takes the second back.
    const faults = Array.from(
      { length: 8 },
      (_, time) => ({ fault: '500', method: 'PUT', path: 'lesson-1', at: 3 + time }) as const,
    );
    const { around, folder } = await serveCatalog({ faults });
    await commandLine(['apply', '--env', 'test', '-y'], around);
    put(folder, 'catalog/course.yaml', courseManifest(2).replace('Lesson 1', 'Lesson one'));
    expect((await commandLine(['apply', '--env', 'test', '-y'], around)).code).toBe(0);
    const [, receipt = ''] = receiptsOf(folder);
    const file = relative(folder, receipt);
    const { stdout } = await commandLine(['undo', file, '--env', 'test', '-y'], around);
    expect(flat(stdout)).toContain(`timeback-catalog undo ${file} --env test`);
    expect(stdout).not.toContain('--resume');
    const again = await commandLine(['undo', file, '--env', 'test', '-y'], around);
    expect(again).toMatchObject({ code: 0 });
  });

  test.each(['apply', 'undo'])(
    '%s that is interrupted before it sends leaves no receipt and no lock',
    async (command) => {
      const slow = { fault: 'latency', ms: 300, method: 'GET' } as const;
      const { around, folder, writes } = await serveCatalog({ faults: [slow] });
      if (command === 'undo') await cli(['apply', '--env', 'test', '-y'], around);
      const before = { receipts: receiptsOf(folder), writes: writes().length };
      const words = command === 'undo' ? [command, before.receipts[0] ?? ''] : [command];
      const running = startCli([...words, '--env', 'test', '-y'], around);
      await running.until(({ stderr }) => stderr.includes('Reading test'));
      running.interrupt();
      const { code, stdout } = await running.ended;
      expect(code).toBe(130);
      expect(stdout).not.toContain('Receipt');
      expect({ receipts: receiptsOf(folder), writes: writes().length }).toEqual(before);
      expect(existsSync(join(folder, '.timeback-catalog/test.lock'))).toBe(false);
    },
  );
});
