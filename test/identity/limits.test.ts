// Input that no author writes, and catalogs larger than any author's.

import { describe, expect, test } from 'vitest';
import { checkIdentity } from '../../src/identity/check-identity.ts';
import { classify } from '../../src/identity/classify.ts';
import type { Snapshot } from '../../src/model/catalog.ts';
import { nodeKey } from '../../src/model/node.ts';
import { fc, runs } from '../support/laws.ts';
import { asSnapshot } from './drafts.ts';
import { ledger } from './node.ts';

/** Snapshots that no manifests give: any kind under anything, circles, equal positions. */
const wild: fc.Arbitrary<Snapshot> = fc
  .array(
    fc.record({
      kind: fc.constantFrom('course', 'unit', 'lesson', 'resource'),
      sourcedId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'constructor', '__proto__'),
      parent: fc.constantFrom('a', 'b', 'c', '__proto__', 'nowhere'),
      position: fc.integer(),
      title: fc.string({ unit: 'binary', maxLength: 6 }),
      fields: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })),
      span: fc.constant({ file: 'f', start: { line: 1, column: 1 } }),
    }),
    { maxLength: 8 },
  )
  .map((nodes) => {
    const made = nodes.map((node) => ({
      ...node,
      fields: JSON.parse(JSON.stringify(node.fields)),
    }));
    return new Map(made.map((node) => [nodeKey(node), node]));
  });

test('any two states end in an answer, never in an exception', () => {
  const state = fc.string({ unit: fc.constantFrom('a', 'b', 'e'), maxLength: 3 });
  const anyLedger = fc
    .array(fc.tuple(fc.constantFrom('unit', 'lesson'), state, fc.constantFrom('live', 'retired')))
    .map((lines) => ledger(lines.map((line) => line.join(' '))));
  const evidence = fc.record(
    { before: wild, after: wild, ledgerBefore: anyLedger, ledgerAfter: anyLedger },
    { requiredKeys: ['after'] },
  );
  fc.assert(
    fc.property(evidence, (each) => {
      for (const { detail } of checkIdentity(each).problems)
        expect(detail).not.toContain('undefined');
    }),
    runs(1000),
  );
});

describe('at scale', () => {
  const big = (end: (index: number) => string, name: (index: number) => string) =>
    asSnapshot(
      Array.from({ length: 100 }, (_, unitAt) =>
        Array.from({ length: 100 }, (_, at) => {
          const index = unitAt * 100 + at;
          return {
            id: `les-${index}${end(index)}`,
            title: name(index),
            text: `About ${name(index)}.`,
          };
        }),
      ),
    );

  test.each([
    { name: 'titles of their own', title: (index: number) => `Lesson on ${index * 7919}` },
    { name: 'all have one title', title: () => 'Quiz' },
  ])('500 ids lost among 10,000: $name', ({ title: name }) => {
    const lost = (index: number) => (index % 20 === 0 ? '-new' : '');
    const found = classify(
      big(() => '', name),
      big(lost, name),
    );
    expect(found.map(({ refused, was }) => [refused, `${was?.sourcedId}-new`])).toEqual(
      found.map(({ now }) => ['re-minted', now?.sourcedId]),
    );
    expect(found).toHaveLength(500);
  });
});
