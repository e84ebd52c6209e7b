import { describe, expect, test } from 'vitest';
import { checkIdentity } from '../../src/identity/check-identity.ts';
import { differInNumberOnly } from '../../src/identity/content.ts';
import type { GateInput } from '../../src/identity/id-checks.ts';
import type { Snapshot } from '../../src/model/catalog.ts';
import type { Problem } from '../../src/model/problem.ts';
import { fc, runs } from '../support/laws.ts';
import { asSnapshot, type Draft, type Drafts, pick } from './drafts.ts';
import { ledger } from './node.ts';

const subject = fc.constantFrom(
  ...[
    'lakes',
    'hills',
    'rivers',
    'towns',
    'roads',
    'bridges',
    'fields',
    'woods',
    'coasts',
    'mines',
  ],
);

/** How the lessons of a catalog are worded: all alike, as authors do it. */
const wording = fc.constantFrom<(about: string, index: number) => Omit<Draft, 'id'>>(
  (about) => ({ title: about }),
  (about) => ({ title: `All about ${about}` }),
  (about) => ({ title: about, text: `In this lesson we will learn how ${about} came to be.` }),
  (about, index) => ({ title: `Lesson ${index}: ${about}` }),
  (about, index) => ({ title: `Lesson ${index}`, text: `Learn about ${about}.` }),
  (about) => ({ title: 'Quiz', text: `Ten questions about ${about}.` }),
  (_, index) => ({ title: `Day ${index}` }),
  (about, index) => (index % 2 === 0 ? { title: about } : { title: 'Quiz', text: about }),
);

/** Small catalogs: there is little to count in them. */
const catalogs: fc.Arbitrary<Drafts> = fc
  .tuple(wording, fc.array(fc.array(subject, { maxLength: 4 }), { minLength: 1, maxLength: 3 }))
  .map(([word, units]) =>
    units.map((subjects, at) =>
      subjects.map((about, index) => ({ id: `les-${at}-${index}`, ...word(about, index + 1) })),
    ),
  );

const withIds = (drafts: Drafts, ids: ReadonlyMap<string, string>): Drafts =>
  drafts.map((unit) => unit.map((draft) => ({ ...draft, id: ids.get(draft.id) ?? draft.id })));

function told(
  before: Snapshot,
  after: Snapshot,
  ledgers: Pick<GateInput, 'ledgerBefore' | 'ledgerAfter'> = {},
): readonly Problem[] {
  const quiet = ['identity/hazard', 'identity/not-in-ledger'];
  return checkIdentity({ before, after, ...ledgers }).problems.filter(
    ({ code }) => !quiet.includes(code),
  );
}

/** Some lessons of different content, drawn by lot. */
function distinct(drafts: Drafts, picks: readonly number[]): readonly Draft[] {
  const left = new Map(drafts.flat().map((each) => [`${each.title}\n${each.text}`, each]));
  return picks.flatMap((number) => {
    const [key, draft] = [...left][number % Math.max(1, left.size)] ?? [];
    if (key !== undefined) left.delete(key);
    return draft ?? [];
  });
}

test('two ids exchanged are never silent, and both are named', () => {
  fc.assert(
    fc.property(catalogs, pick, pick, (start, m, n) => {
      const [x, y] = distinct(start, [m, n]);
      fc.pre(x !== undefined && y !== undefined);
      const ids = new Map([
        [x.id, y.id],
        [y.id, x.id],
      ]);
      const problems = told(asSnapshot(start), asSnapshot(withIds(start, ids)));
      for (const { id } of [x, y]) {
        expect(problems.some(({ detail }) => detail.includes(id))).toBe(true);
      }
    }),
    runs(500),
  );
});

test('three ids that went round are all named', () => {
  fc.assert(
    fc.property(catalogs, pick, pick, pick, (start, ...picks) => {
      const three = distinct(start, picks);
      fc.pre(three.length === 3);
      const ids = new Map(three.map(({ id }, index) => [id, three.at(index - 1)?.id ?? id]));
      const problems = told(asSnapshot(start), asSnapshot(withIds(start, ids)));
      const subjects = problems.map(({ address }) => address);
      expect(three.every(({ id }) => subjects.includes(`lesson/${id}`))).toBe(true);
    }),
    runs(500),
  );
});

test('an id handed on to a new lesson is never silent', () => {
  fc.assert(
    fc.property(catalogs, pick, (start, n) => {
      const [x] = distinct(start, [n]);
      fc.pre(x !== undefined);
      const other = { id: x.id, title: 'Weather', text: 'Rain, and what comes after it.' };
      const after = start.map((unit) =>
        unit.flatMap((draft) => (draft === x ? [{ ...x, id: 'new' }, other] : [draft])),
      );
      const problems = told(asSnapshot(start), asSnapshot(after));
      expect(problems.some(({ detail }) => detail.includes(x.id))).toBe(true);
    }),
    runs(500),
  );
});

describe.each(['retired', 'released other'])('an id that is %s in the same change', (state) => {
  const inLedger = (start: Drafts, gone: string) =>
    ledger(start.flat().map(({ id }) => `lesson ${id}${id === gone ? ` ${state}` : ''}`));

  /** What tells of one id among others: an error or a warning. */
  const names = (problems: readonly Problem[], id: string) =>
    problems.some(({ detail }) => detail.includes(id));

  test('its content is never silent under the id of a neighbour', () => {
    fc.assert(
      fc.property(catalogs, pick, pick, fc.boolean(), (start, m, n, staysPut) => {
        const [x, y] = distinct(start, [m, n]);
        fc.pre(x !== undefined && y !== undefined && !isCounting(x, y));
        // If several lessons had it, one of them may as well be worded like the others.
        fc.pre(
          start.flat().every((one) => one === x || one.title !== x.title || one.text !== x.text),
        );
        // What x was stands in the place of x or of y, with the id of y.
        const [place, left] = staysPut ? [x, y] : [y, x];
        const after = start.map((unit) =>
          unit.flatMap((draft) => {
            if (draft === left) return [];
            return draft === place ? [{ ...x, id: y.id }] : [draft];
          }),
        );
        const ledgers = { ledgerBefore: inLedger(start, ''), ledgerAfter: inLedger(start, x.id) };
        expect(names(told(asSnapshot(start), asSnapshot(after), ledgers), x.id)).toBe(true);
      }),
      runs(500),
    );
  });

  test('alone is fine, whatever stays', () => {
    fc.assert(
      fc.property(catalogs, pick, (start, n) => {
        const [x] = distinct(start, [n]);
        fc.pre(x !== undefined);
        const after = start.map((unit) => unit.filter((draft) => draft !== x));
        const ledgers = { ledgerBefore: inLedger(start, ''), ledgerAfter: inLedger(start, x.id) };
        expect(told(asSnapshot(start), asSnapshot(after), ledgers)).toEqual([]);
      }),
      runs(500),
    );
  });
});

test('two titles exchanged across units are never silent', () => {
  fc.assert(
    fc.property(catalogs, pick, pick, (start, m, n) => {
      const [x, y] = distinct(start, [m, n]);
      fc.pre(x !== undefined && y !== undefined && x.title !== y.title && !isCounting(x, y));
      const unitOf = (draft: Draft) => start.findIndex((unit) => unit.includes(draft));
      fc.pre(unitOf(x) !== unitOf(y));
      // Only the titles: a text that stays speaks for the id that it stays with.
      fc.pre(x.text === undefined && y.text === undefined);
      const titles = new Map([
        [x, y.title],
        [y, x.title],
      ]);
      const after = start.map((unit) =>
        unit.map((draft) => ({ ...draft, title: titles.get(draft) ?? draft.title })),
      );
      const problems = told(asSnapshot(start), asSnapshot(after));
      for (const { id } of [x, y]) {
        expect(problems.some(({ detail }) => detail.includes(id))).toBe(true);
      }
    }),
    runs(500),
  );
});

/** After one of "Day 1" and "Day 2" is gone the other is "Day 1": that is how authors count on. */
function isCounting(x: Draft, y: Draft): boolean {
  return differInNumberOnly(x.title, y.title) && (x.text ?? '') === (y.text ?? '');
}

/** What authors do all day: no id leaves its lesson. */
const edit = fc.constantFrom<(drafts: Drafts, chosen: Draft) => Drafts>(
  (drafts, chosen) => changed(drafts, chosen, ({ title }) => ({ title: `${title}, once more` })),
  (drafts, chosen) => changed(drafts, chosen, () => ({ title: 'A name that nobody had' })),
  (drafts, chosen) => changed(drafts, chosen, () => ({ text: 'Wholly other words, and better.' })),
  (drafts, chosen) =>
    changed(drafts, chosen, () => ({ title: 'A name that nobody had', text: 'Other words.' })),
  (drafts, chosen) =>
    drafts.map((unit, at) => {
      const rest = unit.filter((each) => each !== chosen);
      return at === 0 ? [...rest, chosen] : rest;
    }),
  (drafts) => drafts.map((unit) => unit.toReversed()),
  (drafts) => drafts.map((unit) => unit.map((each) => ({ ...each, title: `New: ${each.title}` }))),
  (drafts, chosen) =>
    drafts.map((unit, at) => (at === 0 ? [...unit, { ...chosen, id: 'new' }] : unit)),
  (drafts) => [
    ...drafts,
    ...drafts.map((unit) => unit.map((each) => ({ ...each, id: `copy-${each.id}` }))),
  ],
);

function changed(drafts: Drafts, chosen: Draft, change: (draft: Draft) => Partial<Draft>): Drafts {
  return drafts.map((unit) =>
    unit.map((draft) => (draft === chosen ? { ...draft, ...change(draft) } : draft)),
  );
}

test('an edit that leaves each id where it was is never refused', () => {
  fc.assert(
    fc.property(catalogs, pick, edit, (start, n, change) => {
      const all = start.flat();
      const chosen = all[n % Math.max(1, all.length)];
      fc.pre(chosen !== undefined);
      expect(told(asSnapshot(start), asSnapshot(change(start, chosen)))).toEqual([]);
    }),
    runs(1000),
  );
});
