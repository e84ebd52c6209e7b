import { expect, test } from 'vitest';
import { checkIdentity as judgeAll } from '../../src/identity/check-identity.ts';
import type { GateInput } from '../../src/identity/id-checks.ts';
import type { Snapshot } from '../../src/model/catalog.ts';
import type { Ledger } from '../../src/model/ledger.ts';
import { fc, runs } from '../support/laws.ts';
import { asSnapshot, type Drafts, drafts } from './drafts.ts';
import { ledger } from './node.ts';

/** But for the ids themselves, which count on as those of no author do. */
function judge(evidence: GateInput) {
  const judgement = judgeAll(evidence);
  const problems = judgement.problems.filter(({ code }) => code !== 'identity/hazard');
  return { ...judgement, problems };
}

/** The ids that go over, some of whatever there is. */
const chosen = fc.array(fc.boolean(), { minLength: 20, maxLength: 20 });

/** The lessons that stay, and those that go. */
function parted(start: Drafts, goes: readonly boolean[]): { stay: Drafts; go: Drafts } {
  const numbers = new Map(start.flat().map((draft, at) => [draft, at]));
  const isGoing = (draft: Drafts[number][number]) => goes[numbers.get(draft) ?? 0] === true;
  return {
    stay: start.map((unit) => unit.filter((draft) => !isGoing(draft))),
    go: start.map((unit) => unit.filter(isGoing)),
  };
}

const idsIn = (some: Drafts) => some.flat().map(({ id }) => id);

/** All nodes as live, but for lessons of which a word says something else. */
function ledgerOf(nodes: Snapshot, ids: readonly string[] = [], word = 'live'): Ledger {
  const named = new Set(ids);
  return ledger([
    ...[...nodes.values()].flatMap(({ kind, sourcedId }) =>
      named.has(sourcedId) ? [] : [`${kind} ${sourcedId}`],
    ),
    ...ids.map((id) => `lesson ${id} ${word}`),
  ]);
}

test('what is handed over is refused on neither side, and counted on both', () => {
  fc.assert(
    fc.property(drafts, chosen, (start, goes) => {
      const { stay, go } = parted(start, goes);
      const ids = idsIn(go);
      const [all, left] = [asSnapshot(start), asSnapshot(stay)];
      const old = judge({
        ...{ before: all, after: left, ledgerBefore: ledgerOf(all) },
        ledgerAfter: ledgerOf(left, ids, 'released other'),
      });
      // The other catalog has the same units by chance: its lessons are the ones that came.
      const units = asSnapshot(start.map(() => []));
      const others = asSnapshot(go);
      const young = judge({
        ...{ before: units, after: others, ledgerBefore: ledgerOf(units) },
        ledgerAfter: ledgerOf(others, ids, 'taken other'),
      });
      for (const [{ problems, classified }, word] of [
        [old, 'released'],
        [young, 'taken'],
      ] as const) {
        expect(problems).toEqual([]);
        const counted = classified.filter(({ allowed: fine }) =>
          fine.some((each) => each === word),
        );
        expect(counted.map(({ sourcedId }) => sourcedId).sort()).toEqual([...ids].sort());
      }
    }),
    runs(300),
  );
});

test('what is released and still there is refused by name, and nothing else is', () => {
  fc.assert(
    fc.property(drafts, chosen, (start, goes) => {
      const ids = idsIn(parted(start, goes).go);
      const all = asSnapshot(start);
      const { problems } = judge({
        ...{ before: all, after: all, ledgerBefore: ledgerOf(all) },
        ledgerAfter: ledgerOf(all, ids, 'released other'),
      });
      expect(problems.map(({ code, address }) => `${code} ${address}`).sort()).toEqual(
        ids.map((id) => `identity/lives-elsewhere lesson/${id}`).sort(),
      );
    }),
    runs(300),
  );
});

test('lines without a node: refused where they are made, and forgotten wherever that is done', () => {
  fc.assert(
    fc.property(drafts, chosen, (start, goes) => {
      const { stay, go } = parted(start, goes);
      const ids = idsIn(go);
      const [left, bare] = [asSnapshot(stay), ledgerOf(asSnapshot(stay))];
      const more = ledgerOf(left, ids);
      const both = { before: left, after: left };
      const made = judge({ ...both, ledgerBefore: bare, ledgerAfter: more }).problems;
      expect(made.map(({ code, address }) => `${code} ${address}`).sort()).toEqual(
        ids.map((id) => `identity/left-over lesson/${id}`).sort(),
      );
      const met = judge({ ...both, ledgerBefore: more, ledgerAfter: more }).problems;
      expect(met.map(({ code }) => code)).toEqual(ids.length > 0 ? ['identity/without-node'] : []);
      const forgotten = judge({ ...both, ledgerBefore: more, ledgerAfter: bare });
      expect(forgotten.problems).toEqual([]);
      expect(forgotten.classified.map(({ allowed: fine }) => fine)).toEqual(
        ids.map(() => ['forgotten']),
      );
      // With a node at the base the same is a loss.
      const lost = judge({
        ...{ before: asSnapshot(start), after: left, ledgerBefore: more, ledgerAfter: bare },
      });
      expect(lost.classified.some(({ allowed: fine }) => fine.includes('forgotten'))).toBe(false);
      expect(lost.problems.length >= ids.length).toBe(true);
    }),
    runs(300),
  );
});
