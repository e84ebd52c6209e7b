import { expect, test } from 'vitest';
import { checkIdentity } from '../../src/identity/check-identity.ts';
import type { Classified } from '../../src/identity/classified.ts';
import { classify } from '../../src/identity/classify.ts';
import type { Snapshot } from '../../src/model/catalog.ts';
import type { Ledger } from '../../src/model/ledger.ts';
import { nodeKeysOf } from '../../src/model/node.ts';
import { atLeast, fc, runs } from '../support/laws.ts';
import {
  asSnapshot,
  type Draft,
  type Drafts,
  drafts,
  edit,
  freshWord,
  pick,
  twoStates,
} from './drafts.ts';
import { ledger } from './node.ts';

function ledgerOf(nodes: Snapshot, retired: readonly string[] = []): Ledger {
  return ledger([
    ...[...nodes.values()].map(({ kind, sourcedId }) => `${kind} ${sourcedId}`),
    ...retired.map((id) => `lesson ${id} retired`),
  ]);
}

test('edits that keep ids are never refused', () => {
  fc.assert(
    fc.property(drafts, fc.array(edit, { maxLength: 12 }), (start, edits) => {
      let now = start;
      const retired: string[] = [];
      edits.forEach((change, index) => {
        const result = change(now, freshWord(index));
        now = result.drafts;
        if (result.retired !== undefined) retired.push(result.retired);
      });
      const [before, after] = [asSnapshot(start), asSnapshot(now)];
      const known = retired.filter((id) => nodeKeysOf(id).some((key) => before.has(key)));
      const { problems } = checkIdentity({
        ...{ before, after, ledgerBefore: ledgerOf(before) },
        ledgerAfter: ledgerOf(after, known),
      });
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    }),
    runs(500),
  );
});

test('an id that is changed is refused by name, whatever else was edited', () => {
  let tried = 0;
  fc.assert(
    fc.property(drafts, fc.array(edit, { maxLength: 6 }), pick, (start, edits, n) => {
      const lost = start.flat()[n % Math.max(1, start.flat().length)];
      if (!lost) return;
      tried += 1;
      const renamed = start.map((unit) =>
        unit.map((draft) => (draft === lost ? { ...draft, id: 'another-id' } : draft)),
      );
      const now = edits.reduce((drafts, change, index) => {
        return change(drafts, freshWord(index)).drafts;
      }, renamed as Drafts);
      const refused = classify(asSnapshot(start), asSnapshot(now)).filter(
        ({ refused }) => refused !== undefined,
      );
      expect(refused.map(({ sourcedId }) => sourcedId)).toContain(lost.id);
    }),
    runs(500),
  );
  expect(tried).toBeGreaterThan(atLeast(300));
});

test('two ids exchanged between lessons with titles of their own are refused, both by name', () => {
  fc.assert(
    fc.property(drafts, pick, pick, (start, m, n) => {
      // Titles that differ in a number only may count on, so these have none.
      const named = start.map((unit, unitAt) =>
        unit.map((draft, index) => ({ ...draft, title: freshWord(10 * unitAt + index) })),
      );
      const all = named.flat();
      const [x, y] = [all[m % Math.max(1, all.length)], all[n % Math.max(1, all.length)]];
      fc.pre(x !== undefined && y !== undefined && x !== y);
      const swap = ({ id }: Draft) => (id === x.id ? y.id : id === y.id ? x.id : id);
      const after = named.map((unit) => unit.map((draft) => ({ ...draft, id: swap(draft) })));
      const refused = classify(asSnapshot(named), asSnapshot(after)).filter(
        ({ refused }) => refused === 'swapped',
      );
      expect(refused.map(({ sourcedId }) => sourcedId).sort()).toEqual([x.id, y.id].sort());
    }),
  );
});

/** What the reversed comparison must find for a finding. */
function mirrorOf({ allowed: fine, refused, was, now }: Classified): string {
  const [from, to] = [now?.sourcedId ?? '', was?.sourcedId ?? ''];
  if (fine.includes('added')) return `vanished ${from} `;
  if (refused === 'vanished') return `added  ${to}`;
  return asText({ fine, refused, from, to });
}

function plainOf({ allowed: fine, refused, was, now }: Classified): string {
  return asText({ fine, refused, from: was?.sourcedId ?? '', to: now?.sourcedId ?? '' });
}

/** Without the order of siblings, which is mirrored in number only. */
function asText(each: {
  readonly fine: Classified['allowed'];
  readonly refused: Classified['refused'];
  readonly from: string;
  readonly to: string;
}): string {
  const fine = each.fine.filter((change) => change !== 're-ordered');
  return `${each.refused ?? fine.join('+')} ${each.from} ${each.to}`;
}

const happened = (text: string) => !text.startsWith(' ');
const countReordered = (all: readonly Classified[]) =>
  all.filter(({ allowed: fine }) => fine.includes('re-ordered')).length;

test('B → A mirrors A → B', () => {
  fc.assert(
    fc.property(twoStates, ([a, b]) => {
      const [forth, back] = [classify(a, b), classify(b, a)];
      expect(forth.map(mirrorOf).filter(happened).sort()).toEqual(
        back.map(plainOf).filter(happened).sort(),
      );
      expect(countReordered(forth)).toBe(countReordered(back));
    }),
    runs(1000),
  );
});

test('nothing to say about a state and itself', () => {
  fc.assert(
    fc.property(drafts, (start) => {
      expect(classify(asSnapshot(start), asSnapshot(start))).toEqual([]);
    }),
  );
});

test('applied cures leave nothing to cure, and use no id twice', () => {
  fc.assert(
    fc.property(twoStates, ([before, after]) => {
      const { cures } = checkIdentity({ before, after });
      const by = new Map(cures.map(({ from, to }) => [from, to]));
      const cured = [...after.values()].map((node) => ({
        ...node,
        sourcedId: by.get(node.sourcedId) ?? node.sourcedId,
        ...(node.parent !== undefined && { parent: by.get(node.parent) ?? node.parent }),
      }));
      expect(new Set(cured.map(({ sourcedId }) => sourcedId)).size).toBe(after.size);
    }),
  );
});
