import { describe, expect, test } from 'vitest';
import { checkIdentity } from '../../src/identity/check-identity.ts';
import type { GateInput } from '../../src/identity/id-checks.ts';
import { course, ledger, lesson, type Outline, resource, snapshot, unit } from './node.ts';

const units = (...lessons: readonly Outline[]) =>
  snapshot([course('crs', 'Maths', [unit('unt', 'Numbers', lessons)])]);
const known = ['course crs', 'unit unt'];
const fractions = lesson('les-frac', 'Fractions');
const ratios = lesson('les-ratio', 'Ratios', { description: 'One number for another.' });

/** Each problem in short: `code file:line (old place)`. */
const said = (evidence: GateInput) =>
  checkIdentity(evidence).problems.map(({ code, span, related }) =>
    [
      code,
      ...(span ? [`${span.file}:${span.start.line}`] : []),
      ...(related ? [`(${related.span.file}:${related.span.start.line})`] : []),
    ].join(' '),
  );

describe('a course is copied, and a part of the old one retired, in one change', () => {
  const grade = (title: string, parts: readonly Outline[]) => course(`crs${title}`, title, parts);
  const numbers = (id: string, ...lessons: readonly Outline[]) => unit(id, 'Numbers', lessons);
  const shapes = (id: string) => unit(id, 'Shapes', [lesson(`${id}-angles`, 'Angles')]);
  const frac = (id: string) => lesson(id, 'Fractions', { description: 'Parts of one whole.' });
  const other = (id: string) => lesson(id, 'Decimals');
  const before = snapshot([grade('5', [numbers('n', frac('f'), other('d')), shapes('s')])]);
  const copy = grade('6', [numbers('n6', frac('f6'), other('d6')), shapes('s6')]);

  test.each([
    {
      name: 'a lesson',
      parts: [numbers('n', other('d')), shapes('s')],
      retired: ['lesson f'],
    },
    { name: 'a unit', parts: [shapes('s')], retired: ['lesson f', 'lesson d', 'unit n'] },
  ])('$name', ({ parts, retired }) => {
    const after = snapshot([grade('5', parts), copy]);
    const lines = [...before.values(), ...after.values()].map((n) => `${n.kind} ${n.sourcedId}`);
    const live = [...new Set(lines)].filter((line) => !retired.includes(line));
    const ledgerAfter = ledger([...live, ...retired.map((line) => `${line} retired`)]);
    expect(said({ before, after, ledgerAfter })).toEqual([]);
  });
});

describe('lessons that stand in many units are copied with none', () => {
  const of = (id: string, titles: readonly string[], ...others: readonly Outline[]) =>
    unit(id, `Unit ${id}`, [...titles.map((title) => lesson(`${id}-${title}`, title)), ...others]);
  const main = (id: string) => lesson(id, 'The main idea', { metadata: { slug: 'main-idea' } });
  const template = ['Introduction', 'Practice', 'Quiz'];

  test.each([
    { name: 'three of each unit', titles: template, first: [], here: template, again: template },
    { name: 'the one quiz', titles: ['Quiz'], first: [], here: [], again: ['Quiz'] },
    {
      name: 'those of each unit, and one of the unit',
      titles: template,
      first: ['Details'],
      here: template,
      again: [...template, 'Details'],
    },
  ])('$name, in the new unit of what was retired and added again', (given) => {
    const { titles, first, here, again } = given;
    const old = [...titles, ...first];
    const unitsOf = (...all: readonly Outline[]) => snapshot([course('c', 'Reading', all)]);
    const before = unitsOf(of('a', old, main('old')), of('b', here));
    const after = unitsOf(of('a', old), of('b', here), of('n', again, main('new')));
    const lines = [...before.values(), ...after.values()].map((n) => `${n.kind} ${n.sourcedId}`);
    const live = [...new Set(lines)].filter((line) => line !== 'lesson old');
    const ledgerAfter = ledger([...live, 'lesson old retired']);
    expect(said({ before, after, ledgerAfter }).map((text) => text.split(' ')[0])).toEqual([
      'identity/re-minted',
    ]);
  });
});

describe('against a base', () => {
  const before = snapshot(
    [course('crs', 'Maths', [unit('unt', 'Numbers', [fractions, ratios])])],
    'old/maths.yaml',
  );

  test('a re-minted id: both places, what matched, the cure in one line', () => {
    const after = units(lesson('les-frac-v2', 'Fractions'), ratios);
    const { problems, cures } = checkIdentity({ before, after });
    expect(problems).toMatchObject([
      {
        code: 'identity/re-minted',
        address: 'lesson/les-frac',
        span: { file: 'catalog/a.yaml', start: { line: 3, column: 3 } },
        related: { span: { file: 'old/maths.yaml', start: { line: 3 } } },
        detail:
          'The lesson "Fractions" had the id les-frac and has les-frac-v2 now (same title, same place in unit "Numbers").',
        hint: 'Restore the id in catalog/a.yaml:3: les-frac-v2 → les-frac; `timeback-catalog check --base REF --fix` does it. If it is another lesson, `timeback-catalog confirm les-frac-v2 --replaces les-frac --reason "…"`.',
      },
    ]);
    expect(cures).toEqual([
      {
        file: 'catalog/a.yaml',
        line: 3,
        column: 3,
        kind: 'lesson',
        from: 'les-frac-v2',
        to: 'les-frac',
      },
    ]);
  });

  test('two candidates: named, and nothing is fixed', () => {
    const after = units(lesson('f1', 'Fractions'), lesson('f2', 'Fractions'), ratios);
    const { problems, cures } = checkIdentity({ before, after });
    expect(cures).toEqual([]);
    expect(problems[0]?.detail).toContain('f2 (catalog/a.yaml:4)');
    expect(problems[0]?.hint).toContain('confirm f1 --replaces les-frac --reason');
  });

  test('a new id that something else names is not fixed', () => {
    const after = units(
      lesson('f1', 'Fractions'),
      lesson('les-ratio', 'Ratios', { after: ['f1'] }),
    );
    expect(checkIdentity({ before, after }).cures).toEqual([]);
  });

  test('swapped ids are given back together', () => {
    const after = units(
      lesson('les-ratio', 'Fractions'),
      lesson('les-frac', 'Ratios', { description: 'One number for another.' }),
    );
    const { problems, cures } = checkIdentity({ before, after });
    expect(problems.map(({ code }) => code)).toEqual(['identity/swapped', 'identity/swapped']);
    expect(cures.map(({ line, from, to }) => [line, from, to])).toEqual([
      [3, 'les-ratio', 'les-frac'],
      [4, 'les-frac', 'les-ratio'],
    ]);
  });

  test('swapped ids are given back even if something names them: it means the ids', () => {
    const named = lesson('les-third', 'Third', { after: ['les-frac', 'les-ratio'] });
    const text = { description: 'One number for another.' };
    const { cures } = checkIdentity({
      before: units(fractions, ratios, named),
      after: units(lesson('les-ratio', 'Fractions'), lesson('les-frac', 'Ratios', text), named),
    });
    expect(cures).toHaveLength(2);
  });

  test.each([
    { name: 'a lesson that was there', at: 'les-third', before: ['film-a'], after: ['film-b'] },
    { name: 'a lesson that is new', at: 'les-new', before: ['film-a'], after: ['film-b'] },
  ])('swapped ids are not fixed if what names them was changed along: $name', (row) => {
    const films = (a: string, b: string) => [
      resource(a, 'The lake', { vendorResourceId: 'film-1' }),
      resource(b, 'The hill', { vendorResourceId: 'film-2' }),
    ];
    const tree = (named: readonly Outline[], a: string, b: string) =>
      snapshot([course('crs', 'Maths', [unit('unt', 'Numbers', named)]), ...films(a, b)]);
    const third = lesson('les-third', 'Third', { resources: row.before });
    const named = lesson(row.at, 'Third', { resources: row.after });
    const state = {
      before: tree([third], 'film-a', 'film-b'),
      after: tree(row.at === 'les-third' ? [named] : [third, named], 'film-b', 'film-a'),
    };
    const { problems, cures } = checkIdentity(state);
    const swapped = problems.filter(({ code }) => code === 'identity/swapped');
    expect(swapped).toHaveLength(2);
    expect(cures).toEqual([]);
    for (const { hint } of swapped) {
      expect(hint).toContain(
        `other nodes refer to it and changed too; restore them together: ${row.at}`,
      );
      expect(hint).not.toContain('--fix');
    }
  });

  test('an id that came to another kind: which it was, and where it went', () => {
    const after = snapshot([
      course('crs', 'Maths', [unit('unt', 'Numbers', [ratios]), unit('les-frac', 'Fractions')]),
    ]);
    const [only, ...rest] = checkIdentity({ before, after }).problems;
    expect(rest).toEqual([]);
    expect(only).toMatchObject({
      code: 'identity/retyped',
      detail: 'The id les-frac belongs to a lesson, but it is at the unit "Fractions".',
      related: { span: { file: 'old/maths.yaml', start: { line: 3 } } },
    });
  });

  test('titles that may have been exchanged on purpose are refused and not fixed', () => {
    const two = (first: string, second: string) => units(lesson('a', first), lesson('b', second));
    const { problems, cures } = checkIdentity({
      before: two('One', 'Two'),
      after: two('Two', 'One'),
    });
    expect(problems).toHaveLength(2);
    expect(cures).toEqual([]);
  });

  test.each([
    {
      name: 'vanished: at its line of the ledger',
      evidence: {
        before,
        after: units(ratios),
        ledgerBefore: ledger([...known, 'lesson les-frac', 'lesson les-ratio']),
        ledgerAfter: ledger([...known, 'lesson les-frac', 'lesson les-ratio']),
      },
      found: ['identity/vanished catalog.ids:5 (old/maths.yaml:3)'],
    },
    {
      name: 'vanished without a ledger: at its parent',
      evidence: { before, after: units(ratios) },
      found: ['identity/vanished catalog/a.yaml:2 (old/maths.yaml:3)'],
    },
    {
      name: 'retired',
      evidence: {
        before,
        after: units(ratios),
        ledgerAfter: ledger([...known, 'lesson les-frac retired', 'lesson les-ratio']),
      },
      found: [],
    },
    {
      name: 'handed on',
      evidence: {
        before,
        after: units(lesson('new-id', 'Fractions'), ratios, lesson('les-frac', 'Decimals')),
      },
      found: ['identity/handed-on catalog/a.yaml:3 (old/maths.yaml:3)'],
    },
    {
      name: 'a line of the ledger removed',
      evidence: {
        before: units(ratios),
        after: units(ratios),
        ledgerBefore: ledger([...known, 'lesson les-ratio', 'lesson gone retired']),
        ledgerAfter: ledger([...known, 'lesson les-ratio']),
      },
      found: ['identity/ledger-edited'],
    },
    {
      name: 'a line of the ledger removed, its node there: both places',
      evidence: {
        before,
        after: units(fractions, ratios),
        ledgerBefore: ledger([...known, 'lesson les-ratio', 'lesson les-frac']),
        ledgerAfter: ledger([...known, 'lesson les-ratio']),
      },
      found: ['identity/ledger-edited catalog/a.yaml:3 (old/maths.yaml:3)'],
    },
    {
      name: 'the whole ledger removed: said once',
      evidence: {
        before: units(ratios),
        after: units(ratios),
        ledgerBefore: ledger([...known, 'lesson les-ratio']),
      },
      found: ['identity/ledger-edited'],
    },
    {
      name: 'a ledger removed that held nothing',
      evidence: { before: units(ratios), after: units(ratios), ledgerBefore: ledger([]) },
      found: [],
    },
    {
      name: 'came and went on the branch, where the base had no ledger',
      evidence: {
        before: units(ratios),
        after: units(ratios),
        ledgerAfter: ledger([...known, 'lesson les-ratio', 'lesson tried']),
      },
      found: ['identity/left-over catalog.ids:6'],
    },
    {
      name: 'came and was retired on the branch',
      evidence: {
        before: units(ratios),
        after: units(ratios),
        ledgerBefore: ledger([...known, 'lesson les-ratio']),
        ledgerAfter: ledger([...known, 'lesson les-ratio', 'lesson tried retired']),
      },
      found: [],
    },
    {
      name: 'gone, and only now in the ledger: vanished, not left over',
      evidence: {
        before,
        after: units(ratios),
        ledgerBefore: ledger([...known, 'lesson les-ratio']),
        ledgerAfter: ledger([...known, 'lesson les-ratio', 'lesson les-frac']),
      },
      found: ['identity/vanished catalog.ids:6 (old/maths.yaml:3)'],
    },
    {
      name: 'came and went on the branch',
      evidence: {
        before: units(ratios),
        after: units(ratios),
        ledgerBefore: ledger([...known, 'lesson les-ratio']),
        ledgerAfter: ledger([...known, 'lesson les-ratio', 'lesson tried']),
      },
      found: ['identity/left-over catalog.ids:6'],
    },
    {
      name: 'released, and still in a manifest',
      evidence: {
        before,
        after: units(fractions, ratios),
        ledgerBefore: ledger([...known, 'lesson les-ratio', 'lesson les-frac']),
        ledgerAfter: ledger([...known, 'lesson les-ratio', 'lesson les-frac released other']),
      },
      found: ['identity/lives-elsewhere catalog/a.yaml:3 (old/maths.yaml:3)'],
    },
    {
      name: 'released, and nowhere',
      evidence: {
        before,
        after: units(ratios),
        ledgerBefore: ledger([...known, 'lesson les-ratio', 'lesson les-frac']),
        ledgerAfter: ledger([...known, 'lesson les-ratio', 'lesson les-frac released other']),
      },
      found: [],
    },
    {
      name: 'taken: no hazard of its id can be mended',
      evidence: {
        before: units(ratios),
        after: units(ratios, lesson('11111111-1111-4111-8111-111111111111', 'Ones')),
        ledgerBefore: ledger([...known, 'lesson les-ratio']),
        ledgerAfter: ledger([
          ...[...known, 'lesson les-ratio'],
          'lesson 11111111-1111-4111-8111-111111111111 taken other',
        ]),
      },
      found: [],
    },
    {
      name: 'without a node here and at the base: once for all of them',
      evidence: {
        before: units(ratios),
        after: units(ratios),
        ledgerBefore: ledger([...known, 'lesson les-ratio', 'lesson tried', 'lesson dropped']),
        ledgerAfter: ledger([...known, 'lesson les-ratio', 'lesson tried', 'lesson dropped']),
      },
      found: ['identity/without-node catalog.ids:6'],
    },
    {
      name: 'without a node here, and the base cannot be read whole',
      evidence: {
        before: units(ratios),
        after: units(ratios),
        isPartial: true,
        ledgerBefore: ledger([...known, 'lesson les-ratio', 'lesson tried']),
        ledgerAfter: ledger([...known, 'lesson les-ratio', 'lesson tried']),
      },
      found: ['identity/vanished catalog.ids:6'],
    },
    {
      name: 'forgotten, and no manifest of the base had it',
      evidence: {
        before: units(ratios),
        after: units(ratios),
        ledgerBefore: ledger([...known, 'lesson les-ratio', 'lesson tried']),
        ledgerAfter: ledger([...known, 'lesson les-ratio']),
      },
      found: [],
    },
    {
      name: 'nothing as it was',
      evidence: {
        before: snapshot([unit('u', 'U', [ratios]), unit('v', 'V')]),
        after: snapshot([
          unit('u', 'U'),
          unit('v', 'V', [lesson('les-ratio', 'Frogs', { description: 'Green amphibia' })]),
        ]),
      },
      found: ['identity/unlike catalog/a.yaml:3 (catalog/a.yaml:2)'],
    },
  ])('$name', ({ evidence, found }) => {
    expect(said(evidence)).toEqual(found);
  });

  test('the whole ledger removed: which, and how much was in it', () => {
    const ledgerBefore = ledger([...known, 'lesson les-ratio']);
    expect(
      checkIdentity({ before: units(ratios), after: units(ratios), ledgerBefore }).problems,
    ).toMatchObject([
      {
        detail: 'The base has the ledger catalog.ids with 3 ids, but here it is missing.',
        hint: 'Restore catalog.ids from the base.',
      },
    ]);
  });

  test('came and went: an error here, a warning where it came to the base', () => {
    const tried = ledger([...known, 'lesson les-ratio', 'lesson tried']);
    const both = { before: units(ratios), after: units(ratios), ledgerAfter: tried };
    const made = checkIdentity({ ...both, baseName: 'main', ledgerBefore: ledger(known) }).problems;
    expect(made).toMatchObject([
      {
        severity: 'error',
        hint: 'Run `timeback-catalog retire tried --never-published --base main`, or put the lesson back.',
      },
    ]);
    const met = checkIdentity({ ...both, baseName: 'main', ledgerBefore: tried }).problems;
    expect(met).toMatchObject([
      {
        severity: 'warning',
        detail:
          'The lesson tried is in the ledger, but in no manifest, here or at main. This change did not lose it.',
        hint: 'If it was never published: `timeback-catalog retire tried --never-published --env ENV`. Otherwise restore the lesson, or `timeback-catalog retire tried --reason "…"`.',
      },
    ]);
  });

  test('only of what the base shows it is said that it went since', () => {
    const lines = ledger([...known, 'lesson les-ratio', 'lesson tried']);
    const [unseen] = checkIdentity({
      ...{ before: units(ratios), after: units(ratios), isPartial: true },
      ...{ ledgerBefore: lines, ledgerAfter: lines },
    }).problems;
    expect(unseen?.detail).not.toContain('since the base');
    const [seen] = checkIdentity({ before, after: units(ratios) }).problems;
    expect(seen?.detail).toContain('since the base');
  });

  test('what the base knows may have been published: two ways out', () => {
    const hint = checkIdentity({ before, after: units(ratios) }).problems[0]?.hint;
    expect(hint).toBe(
      'Restore it, or `timeback-catalog retire lesson/les-frac --reason "…"`, or if another catalog has it now `timeback-catalog release lesson/les-frac --to NAME`.',
    );
  });
});

describe('without a base only the ledger speaks', () => {
  test('a released id in a manifest: where it lives, and both ways out', () => {
    const lines = [...known, 'lesson les-ratio', 'lesson les-frac released maths'];
    const found = checkIdentity({
      after: units(fractions, ratios),
      ledgerAfter: ledger(lines),
    }).problems;
    expect(found).toMatchObject([
      {
        code: 'identity/lives-elsewhere',
        detail:
          'The id les-frac was released to the catalog maths, but it is at the lesson "Fractions". Two catalogs would publish it and overwrite each other.',
        hint: '`timeback-catalog release les-frac --to maths` removes the lesson from the manifests (catalog/a.yaml:3); or, if it came back, `timeback-catalog take les-frac --from maths`.',
      },
    ]);
  });

  test.each([
    { name: 'no ledger yet', after: units(ratios), lines: undefined, found: [] },
    {
      name: 'all in it',
      after: units(ratios),
      lines: [...known, 'lesson les-ratio'],
      found: [],
    },
    {
      name: 'vanished',
      after: units(ratios),
      lines: [...known, 'lesson les-ratio', 'lesson les-frac'],
      found: ['identity/vanished catalog.ids:6'],
    },
    {
      name: 're-minted: nearly the same id',
      after: units(lesson('les-frac-v2', 'Fractions'), lesson('other', 'Other')),
      lines: [...known, 'lesson les-frac', 'lesson lost'],
      found: [
        'identity/re-minted catalog/a.yaml:3 (catalog.ids:5)',
        'identity/vanished catalog.ids:6',
        'identity/not-in-ledger catalog/a.yaml:4',
      ],
    },
    {
      name: 're-minted: one lost and one new',
      after: units(lesson('8c1f', 'Fractions'), ratios),
      lines: [...known, 'lesson les-ratio', 'lesson 77aa'],
      found: ['identity/re-minted catalog/a.yaml:3 (catalog.ids:6)'],
    },
    {
      name: 'resurrected',
      after: units(ratios),
      lines: [...known, 'lesson les-ratio retired'],
      found: ['identity/resurrected catalog/a.yaml:3 (catalog.ids:5)'],
    },
    {
      name: 'retyped',
      after: units(ratios),
      lines: [...known, 'unit les-ratio'],
      found: ['identity/retyped catalog/a.yaml:3 (catalog.ids:5)'],
    },
    {
      name: 'several new ones: one warning',
      after: units(ratios, fractions),
      lines: known,
      found: ['identity/not-in-ledger catalog/a.yaml:3'],
    },
  ])('$name', ({ after, lines, found }) => {
    expect(said({ after, ...(lines && { ledgerAfter: ledger(lines) }) })).toEqual(found);
  });

  test('three ways out', () => {
    const ledgerAfter = ledger([...known, 'lesson les-ratio', 'lesson les-frac']);
    expect(checkIdentity({ after: units(ratios), ledgerAfter }).problems[0]?.hint).toBe(
      'Restore it, or `timeback-catalog retire les-frac --reason "…"`, or if another catalog has it now `timeback-catalog release les-frac --to NAME`, or if it was never merged or published `timeback-catalog retire les-frac --never-published --env ENV`.',
    );
  });

  test('nothing is certain', () => {
    const after = units(lesson('les-frac-v2', 'Fractions'));
    const { problems, cures } = checkIdentity({
      after,
      ledgerAfter: ledger([...known, 'lesson les-frac']),
    });
    expect(problems[0]?.hint).toContain('les-frac-v2 → les-frac; or');
    expect(cures).toEqual([]);
  });
});
