import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../support/catalog-folder.ts';
import { hasGit } from '../support/repository.ts';
import { smallHistory, smallTruth } from './small-history.ts';

const script = join(import.meta.dirname, '../../scripts/replay.ts');
const lines = smallHistory.map((revision) => JSON.stringify(revision)).join('\n');

/** Runs with a temporary folder of its own, where nothing may be left. */
function run(args: readonly string[], cwd: string) {
  const tmp = folderWith();
  const result = spawnSync(process.execPath, [script, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: tmp, TMP: tmp, TEMP: tmp },
  });
  return { ...result, left: readdirSync(tmp) };
}

describe.skipIf(!hasGit)('npm run replay', () => {
  test('prints the table and leaves nothing behind', () => {
    const folder = folderWith({
      'small.jsonl': lines,
      'small.events.json': JSON.stringify(smallTruth),
    });
    const { status, stdout, left } = run(['small.jsonl'], folder);
    expect(stdout).toMatch(/`uuid_changes\.fresh` +\| 1 +\| 1 +\| 0 +\| 0 /);
    expect(stdout).toContain('after 5 of them a second plan was empty');
    expect(status).toBe(0);
    expect(left).toEqual([]);
  });

  test('without a ground truth the events are read off the texts', () => {
    const folder = folderWith({ 'small.jsonl': lines });
    const { status, stdout } = run(['small.jsonl', '--limit', '3'], folder);
    expect(stdout).toMatch(
      /another uuid under the same key +\| `uuid_changes\.fresh` +\| 1 +\| 1 +\| 0 /,
    );
    expect(status).toBe(0);
  });

  test('an event that was missed ends it with 1', () => {
    const [event] = smallTruth.events;
    const events = [{ ...event, rev: 'fine-2' }];
    const folder = folderWith({
      'small.jsonl': lines,
      'small.events.json': JSON.stringify({ events }),
    });
    const { status, stdout } = run(['small.jsonl', '--limit', '2'], folder);
    expect(stdout).toContain('Missed:\n\n- `fine-2` lesson signals');
    expect(status).toBe(1);
  });

  test('--swaps judges each file and ends with 0 if nothing was silent', () => {
    const folder = folderWith({ 'small.jsonl': lines });
    const { status, stdout, left } = run(['--swaps', 'small.jsonl', 'small.jsonl'], folder);
    const table = /the ids of two neighbours exchanged +\| 1 +\| 1 +\| 0 +\| 0 +\| 0\.00 /g;
    expect(stdout.match(table)).toHaveLength(2);
    expect(status).toBe(0);
    expect(left).toEqual([]);
  });

  test.each<{ name: string; args: readonly string[]; says: string }>([
    { name: 'no file', args: [], says: 'Name one FILE.' },
    { name: 'a file that is not there', args: ['none.jsonl'], says: 'There is no none.jsonl.' },
    { name: 'no revision', args: ['bad.jsonl'], says: 'bad.jsonl:1 is no revision' },
    { name: 'two files', args: ['bad.jsonl', 'bad.jsonl'], says: 'Name one FILE.' },
    { name: 'no catalog', args: ['--swaps', 'bad.jsonl'], says: 'it has no "courses"' },
    { name: 'a limit of swaps', args: ['--swaps', 'bad.jsonl', '--limit', '3'], says: '--swaps' },
    { name: 'an unknown option', args: ['bad.jsonl', '--all'], says: "'--all'" },
    { name: 'a limit of none', args: ['bad.jsonl', '--limit', '0'], says: 'whole number from 1' },
    { name: 'a page about unknown data', args: ['bad.jsonl', '--write'], says: 'licence' },
  ])('wrong usage: $name', ({ args, says }) => {
    const { status, stderr } = run(args, folderWith({ 'bad.jsonl': '{"rev":1}\n' }));
    expect(stderr).toContain(says);
    expect(status).toBe(64);
  });
});
