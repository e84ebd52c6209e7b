import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeText } from '../../src/document/source-text.ts';
import { compareLedgers } from '../../src/identity/ledger/compare.ts';
import { parseLedger, sortLedger } from '../../src/identity/ledger/parse.ts';
import {
  addToLedger,
  removeFromLedger,
  retireInLedger,
  reviveInLedger,
} from '../../test/support/ledger.ts';
import { area } from './area.ts';
import { expectChecked, expectProblems } from './expect.ts';
import { bytesOf, damaged, soup } from './mutate-text.ts';

const piece = fc.constantFrom(
  ...['a', 'b', 'lesson', 'unit', 'course', 'resource', 'org', 'live', 'retired', 'retried'],
  ...[' ', '\t', '\n', '\r\n', '\r', '#', '# why', '"', '\\', '/', '\ufeff', '\0', '\u2028', '😀'],
  ...['<<<<<<< HEAD\n', '=======\n', '>>>>>>> other\n', '||||||| base\n', '__proto__', '{{id}}'],
);
const line = fc
  .tuple(
    fc.constantFrom('a', 'b', 'c', '00000000-0000-4000-8000-000000000001', 'ä'),
    fc.constantFrom('lesson', 'unit', 'course', 'resource'),
    fc.constantFrom(
      'live',
      'retired 2026-01-01 merged',
      'retired',
      'live # remark',
      'taken x',
      'released x why',
      'replaces d meant so',
    ),
  )
  .map((words) => words.join(' '));
const valid = fc.array(line, { maxLength: 8 }).map((lines) => `${lines.join('\n')}\n`);
const bytes = fc.oneof(
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  { weight: 6, arbitrary: fc.oneof(soup(piece), damaged(valid, piece)).map(bytesOf) },
);

/** The ledger: any bytes give entries or problems, and every edit of it gives a ledger again. */
export const ledger = area('ledger', fc.tuple(bytes, bytes), ([one, other]) => {
  const [before, after] = [read(one), read(other)];
  if (before && after) assert.ok(Array.isArray(compareLedgers(before, after)));
});

function read(given: Uint8Array) {
  const text = decodeText('catalog.ids', given);
  expectProblems(text.problems);
  if (!text.ok) return undefined;
  const parsed = parseLedger('catalog.ids', text.value);
  expectChecked(parsed);
  // `retire` refuses a node that another catalog publishes.
  const isReleased = parsed.ok && parsed.value.entries.get('component/a')?.state === 'released';
  const edits = [
    sortLedger(text.value),
    addToLedger(text.value, [{ sourcedId: 'new', kind: 'lesson' }]),
    ...(isReleased ? [] : [retireInLedger(text.value, ['a'], 'why\nnot')]),
    reviveInLedger(text.value, ['a']),
    removeFromLedger(text.value, ['a']),
  ];
  for (const edit of edits) {
    const again = parseLedger('catalog.ids', edit);
    expectChecked(again);
    assert.ok(!parsed.ok || again.ok || edit.trim() === '', 'an edit spoilt the ledger');
  }
  return parsed.ok ? parsed.value : undefined;
}
