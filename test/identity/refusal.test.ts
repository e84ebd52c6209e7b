import { describe, expect, test } from 'vitest';
import { checkIdentity } from '../../src/identity/check-identity.ts';
import type { GateInput } from '../../src/identity/id-checks.ts';
import type { Ledger } from '../../src/model/ledger.ts';
import { ledgerFrom } from '../support/ledger.ts';
import { course, ledger, lesson, type Outline, snapshot, unit } from './node.ts';

const unitOf = (lessons: readonly Outline[], file?: string) =>
  snapshot([course('c', 'Maths', [unit('u', 'Numbers', lessons)])], file);
const [a, b] = [lesson('a', 'Fractions'), lesson('b', 'Ratios')];
const x = { description: 'Parts of a whole thing.' };
const y = { description: 'One number for another one.' };

/** A ledger in which one lesson is retired for a reason. */
function retiredFor(sourcedId: string, reason: string): Ledger {
  const entry = { sourcedId, kind: 'lesson', state: 'retired', reason, line: 3 } as const;
  return ledgerFrom(new Map([[sourcedId, entry]]));
}

describe('what a refusal says, and the way out that it shows', () => {
  test.each<{ name: string; evidence: GateInput; detail: string; hint: string }>([
    {
      name: 're-minted, not certain, without a rival',
      evidence: {
        before: snapshot([course('c', 'C', [unit('u', 'U', [a]), unit('v', 'V')])]),
        after: snapshot([
          course('c', 'C', [unit('u', 'U'), unit('v', 'V', [lesson('new', 'Fractions')])]),
        ]),
      },
      detail: 'The lesson "Fractions" had the id a and has new now (same title).',
      hint: 'Restore the id in catalog/a.yaml:4: new → a; or if it is another lesson, `timeback-catalog confirm new --replaces a --reason "…"`.',
    },
    {
      name: 're-minted, by an id that was retired',
      evidence: {
        before: unitOf([lesson('a', 'Fractions', x)]),
        after: unitOf([lesson('old', 'Fractions', x)]),
        ledgerBefore: retiredFor('old', 'too hard'),
        ledgerAfter: retiredFor('old', 'too hard'),
        baseName: 'main',
      },
      detail:
        'The lesson "Fractions" had the id a and has old now (same title, same place in unit "Numbers", same description), which was retired (too hard).',
      hint: 'Restore the id in catalog/a.yaml:3: old → a; `timeback-catalog check --base main --fix` does it. If it is another lesson, remove the id here, run `timeback-catalog fmt`, and `timeback-catalog retire lesson/a --reason "…"`.',
    },
    {
      name: 're-minted, by the id of another kind',
      evidence: {
        before: unitOf([a]),
        after: unitOf([lesson('film', 'Fractions')]),
        ledgerBefore: ledger(['resource film']),
        ledgerAfter: ledger(['resource film']),
        baseName: 'main',
      },
      detail:
        'The lesson "Fractions" had the id a and has film now (same title, same place in unit "Numbers"), which belongs to a resource.',
      hint: 'Restore the id in catalog/a.yaml:3: film → a; `timeback-catalog check --base main --fix` does it. If it is another lesson, remove the id here, run `timeback-catalog fmt`, and `timeback-catalog retire lesson/a --reason "…"`.',
    },
    {
      name: 'handed on, while another lesson has the id now',
      evidence: {
        before: unitOf([a]),
        after: unitOf([lesson('new', 'Fractions'), lesson('a', 'Decimals')]),
      },
      detail:
        'a belonged to the lesson "Fractions", which has the id new now (same title, same place in unit "Numbers").',
      hint: 'Restore the id in catalog/a.yaml:3: new → a; in catalog/a.yaml:4 remove the id and run `timeback-catalog fmt`. If this is intended, `timeback-catalog confirm new --replaces a --reason "…"`.',
    },
    {
      name: 'handed on, while nothing has the id now',
      evidence: { before: unitOf([a, b]), after: unitOf([lesson('b', 'Fractions')]) },
      detail:
        'a belonged to the lesson "Fractions", which has the id b now (same title, same place in unit "Numbers").',
      hint: 'Restore the id in catalog/a.yaml:3: b → a; then restore the lesson "Ratios" (b) as well, or `timeback-catalog retire lesson/b --reason "…"`. If this is intended, `timeback-catalog confirm b --replaces a --reason "…"`.',
    },
    {
      name: 'swapped for certain',
      evidence: {
        before: unitOf([lesson('a', 'Fractions', x), lesson('b', 'Ratios', y)]),
        after: unitOf([lesson('b', 'Fractions', x), lesson('a', 'Ratios', y)]),
        baseName: 'main',
      },
      detail:
        'a belonged to the lesson "Fractions", which has the id b now (same title, same place in unit "Numbers", same description).',
      hint: 'Restore the id in catalog/a.yaml:3: b → a; `timeback-catalog check --base main --fix` does it. If this is intended, `timeback-catalog confirm b --replaces a --reason "…"`.',
    },
    {
      name: 'swapped, perhaps on purpose',
      evidence: {
        before: unitOf([a, b]),
        after: unitOf([lesson('a', 'Ratios'), lesson('b', 'Fractions')]),
      },
      detail:
        'a belonged to the lesson "Fractions", which has the id b now (same title, same unit "Numbers").',
      hint: 'Restore the id in catalog/a.yaml:4: b → a. If this is intended, `timeback-catalog confirm b --replaces a --reason "…"`.',
    },
    {
      name: 'resurrected, retired at the base already',
      evidence: {
        before: unitOf([]),
        after: unitOf([a]),
        ledgerBefore: retiredFor('a', 'merged'),
        ledgerAfter: retiredFor('a', 'merged into b'),
      },
      detail: 'The id a was retired (merged into b), but it is at the lesson "Fractions".',
      hint: 'Take the node out, `timeback-catalog retire a --reason "…"`; or for a new node remove the id in catalog/a.yaml:3 and run `timeback-catalog fmt`.',
    },
    {
      name: 'resurrected, retired since the base',
      evidence: {
        before: unitOf([a]),
        after: unitOf([a]),
        ledgerBefore: ledger(['lesson a']),
        ledgerAfter: ledger(['lesson a retired']),
      },
      detail: 'The id a was retired, but it is at the lesson "Fractions".',
      hint: 'Take the node out, `timeback-catalog retire a --reason "…"`, or make it live again, `timeback-catalog retire --undo a --base REF`.',
    },
    {
      name: 'resurrected, while the ledger is gone',
      evidence: {
        before: unitOf([]),
        after: unitOf([a]),
        ledgerBefore: retiredFor('a', 'merged'),
      },
      detail: 'The id a was retired (merged), but it is at the lesson "Fractions".',
      hint: 'Take the node out, `timeback-catalog retire a --reason "…"`; or for a new node remove the id in catalog/a.yaml:3 and run `timeback-catalog fmt`.',
    },
    {
      name: 'resurrected, and the ledger forgot it',
      evidence: {
        before: unitOf([]),
        after: unitOf([a]),
        ledgerBefore: retiredFor('a', 'merged'),
        ledgerAfter: ledger([]),
      },
      detail: 'The id a was retired (merged), but it is at the lesson "Fractions".',
      hint: 'Take the node out, `timeback-catalog retire a --reason "…"`; or for a new node remove the id in catalog/a.yaml:3 and run `timeback-catalog fmt`.',
    },
    {
      name: 'retyped, by the ledger of the base',
      evidence: {
        before: unitOf([]),
        after: unitOf([a]),
        ledgerBefore: ledger(['resource a']),
        ledgerAfter: ledger(['resource a']),
      },
      detail: 'The id a belongs to a resource, but it is at the lesson "Fractions".',
      hint: 'Remove the id in catalog/a.yaml:3 and run `timeback-catalog fmt`; then restore the resource, or `timeback-catalog retire resource/a --reason "…"`.',
    },
    {
      name: 'retyped, by the ledger of now alone',
      evidence: { after: unitOf([a]), ledgerAfter: ledger(['resource a']) },
      detail: 'The id a belongs to a resource, but it is at the lesson "Fractions".',
      hint: 'If the line of the ledger was changed, restore it in catalog.ids:3: resource → lesson. If the lesson got the id of another node, `timeback-catalog check --base REF` says which.',
    },
    {
      name: 'ledger edited: a line removed',
      evidence: {
        before: unitOf([a]),
        after: unitOf([a]),
        ledgerBefore: ledger(['lesson a']),
        ledgerAfter: ledger([]),
      },
      detail: 'The id a was removed from the ledger.',
      hint: 'Restore the line of the base: `a lesson live`.',
    },
    {
      name: 'ledger edited: another kind',
      evidence: {
        before: unitOf([]),
        after: unitOf([]),
        ledgerBefore: ledger(['lesson a retired']),
        ledgerAfter: ledger(['unit a retired']),
      },
      detail: 'The id a changed its kind in the ledger.',
      hint: 'Restore the line of the base: `a lesson retired`.',
    },
    {
      name: 'ledger edited: live again',
      evidence: {
        before: unitOf([]),
        after: unitOf([]),
        ledgerBefore: ledger(['lesson a retired']),
        ledgerAfter: ledger(['lesson a']),
      },
      detail: 'The id a was retired at the base and is live in the ledger now.',
      hint: 'Restore the line of the base: `a lesson retired`.',
    },
    {
      name: 'vanished, with the unit that it was in',
      evidence: {
        before: snapshot([unit('u', 'U', [a])]),
        after: snapshot([]),
        ledgerAfter: ledger(['unit u retired']),
      },
      detail: 'The lesson "Fractions" (a) is missing since the base, and nobody retired it.',
      hint: 'Restore it, or `timeback-catalog retire lesson/a --reason "…"`, or if another catalog has it now `timeback-catalog release lesson/a --to NAME`.',
    },
  ])('$name', ({ evidence, detail, hint }) => {
    const told = checkIdentity(evidence).problems.find(({ address }) => address === 'lesson/a');
    expect({ detail: told?.detail, hint: told?.hint }).toEqual({ detail, hint });
  });
});
