// What a help says is copied into a shell, and an id may come from anybody: a real shell reads the commands.
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import {
  confirmation,
  forgetting,
  releaseCommand,
  releasing,
  retiring,
  reviving,
  taking,
} from '../../src/model/id-commands.ts';
import { sourcedIdFault } from '../../src/model/sourced-id.ts';

/** Ids that may stand in a manifest, and that a shell would take for something else. */
const hostile = [
  'x1;id',
  'x1$(id)',
  'x1`id`',
  '$IFS.1',
  'x1&&id',
  'x1|id',
  '~1',
  '*1',
  'x1>y',
  '(1)',
];

/** The words that the program would be started with. */
function wordsOf(command: string): readonly string[] {
  expect(command.startsWith('`') && command.endsWith('`')).toBe(true);
  const line = command.slice(1, -1).replace(/^timeback-catalog /, 'set -- ');
  const script = `set -f; ${line}; for word in "$@"; do printf '%s\\n' "$word"; done`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\n').slice(0, -1);
}

test('they may stand in a manifest', () => {
  expect(hostile.filter((id) => sourcedIdFault(id)?.type === 'malformed')).toEqual([]);
});

describe.skipIf(process.platform === 'win32')('a shell reads each id as one word', () => {
  test.each(hostile)('%s', (id) => {
    expect(wordsOf(retiring([id, id]))).toEqual(['retire', id, id, '--reason', '…']);
    expect(wordsOf(forgetting([id], '--env ENV'))).toEqual([
      'retire',
      id,
      '--never-published',
      '--env',
      'ENV',
    ]);
    expect(wordsOf(reviving(id, '--base REF'))).toEqual(['retire', '--undo', id, '--base', 'REF']);
    expect(wordsOf(releasing([id], id))).toEqual(['release', id, '--to', id]);
    expect(wordsOf(taking([id], id))).toEqual(['take', id, '--from', id]);
    expect(wordsOf(confirmation(id, id))).toEqual([
      'confirm',
      id,
      '--replaces',
      id,
      '--reason',
      '…',
    ]);
  });
});

test('ids that begin with a dash stand behind the options, where no program reads an option', () => {
  const [id, other] = ['-l1', '--env'];
  expect(sourcedIdFault(id)?.type).not.toBe('malformed');
  expect(retiring([id, other])).toBe('`timeback-catalog retire --reason "…" -- -l1 --env`');
  expect(forgetting([id], '--env ENV')).toBe(
    '`timeback-catalog retire --never-published --env ENV -- -l1`',
  );
  expect(reviving(id, '--base REF')).toBe('`timeback-catalog retire --undo --base REF -- -l1`');
  expect(releasing(['l2', id], 'B')).toBe('`timeback-catalog release --to B -- l2 -l1`');
  expect(releaseCommand([id], 'B')).toBe('timeback-catalog release --to B -- -l1');
  expect(taking([id], 'B')).toBe('`timeback-catalog take --from B -- -l1`');
  expect(confirmation(id, other)).toBe(
    '`timeback-catalog confirm --replaces --env --reason "…" -- -l1`',
  );
});

test('a command names twenty ids at most', () => {
  const ids = Array.from({ length: 25 }, (_, at) => `id-${at}`);
  expect(retiring(ids)).toContain(' id-19 --reason');
});
