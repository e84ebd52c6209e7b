import { describe, expect, test } from 'vitest';
import { exchangedOnPlatform } from '../../src/identity/on-platform.ts';
import type { Ledger, Replacement } from '../../src/model/ledger.ts';
import type { Address } from '../../src/model/node.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { withOtherIds } from '../../src/plan/other-ids.ts';
import { fc } from '../support/laws.ts';
import { type LedgerLine, ledgerFrom } from '../support/ledger.ts';
import { catalogOf, remoteOf, rules, type Short, sha256 } from '../support/nodes.ts';

type There = Parameters<typeof remoteOf>[0];

interface Publishing {
  readonly there: There;
  readonly here: readonly Short[];
  readonly ledger?: Ledger;
  /** What the run writes; all, if absent. */
  readonly writes?: readonly Address[];
  /** Ids of the platform by those of the manifests. */
  readonly otherIds?: Readonly<Record<string, string>>;
}

function problemsOf({ there, here, ledger, writes, otherIds = {} }: Publishing) {
  const catalog = withOtherIds(catalogOf(here), (_, id) => otherIds[id] ?? id);
  const remote = remoteOf(there);
  const given = ledger ? { ledger } : {};
  const plan = buildPlan({ catalog, remote, rules, sha256, ...given });
  if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
  const { changes } = plan.value;
  const all = changes.map(({ address }) => address);
  return exchangedOnPlatform({
    ...{ catalog, changes, remote, ...given },
    writes: new Set(writes ?? all),
  });
}

/** `swapped a → b`: what the platform has as a is b here. */
const toldOf = (publishing: Publishing) =>
  problemsOf(publishing).map(({ code, address, detail }) => {
    const now = /has the id (\S+) now/.exec(detail)?.[1];
    return `${code.replace('identity/', '')} ${address}${now === undefined ? '' : ` → ${now}`}`;
  });

const lesson = (id: string, title: string, description?: string, unit = 'u'): Short => [
  ...(['lesson', id, unit] as const),
  { title, ...(description !== undefined && { metadata: { description } }) },
];
const above: readonly Short[] = [
  ['course', 'c', undefined, { title: 'Reading' }],
  ['unit', 'u', 'c', { title: 'Main ideas' }],
  ['unit', 'v', 'c', { title: 'Inference' }],
];
const [gist, details, claims] = [
  ['Finding the main idea', 'What a text is mostly about.'],
  ['Supporting details', 'Facts and examples that stand behind it.'],
  ['Drawing conclusions', 'From hints to an opinion that can be defended.'],
] as const;

const published: There = [
  ...above,
  [...lesson('a', ...gist), 10],
  [...lesson('b', ...details), 20],
  [...lesson('x', ...claims, 'v'), 10],
] as There;

const swapped = [lesson('b', ...gist), lesson('a', ...details), lesson('x', ...claims, 'v')];

const ledgerWith = (
  lines: readonly Partial<Replacement>[],
  states: readonly LedgerLine[] = [],
) => ({
  ...ledgerFrom(new Map(states.map((entry) => [entry.sourcedId, entry]))),
  replacements: lines.map((line) => ({
    ...{ sourcedId: '', kind: 'lesson' as const, replaced: '', reason: 'on purpose' },
    ...{ file: 'catalog.ids', line: 1, ...line },
  })),
});

describe('what the platform has under other ids', () => {
  test.each<{ name: string; told: readonly string[] } & Partial<Publishing>>([
    {
      name: 'two lessons exchanged their ids',
      here: swapped,
      told: ['swapped lesson/a → b', 'swapped lesson/b → a'],
    },
    {
      name: 'three went round, across units',
      here: [lesson('x', ...gist), lesson('a', ...details), lesson('b', ...claims, 'v')],
      told: ['handed-on lesson/a → x', 'handed-on lesson/b → a', 'handed-on lesson/x → b'],
    },
    {
      name: 'an id went to a new lesson, and its content has a new id',
      here: [
        lesson('a', 'Signal words', 'Because, but, therefore.'),
        lesson('n', ...gist),
        lesson('b', ...details),
        lesson('x', ...claims, 'v'),
      ],
      told: ['handed-on lesson/a → n'],
    },
    {
      name: 'what is retired stands under the id of a neighbour',
      here: [lesson('b', ...gist), lesson('x', ...claims, 'v')],
      ledger: ledgerWith([], [{ sourcedId: 'a', kind: 'lesson', state: 'retired', line: 1 }]),
      told: ['handed-on lesson/a → b'],
    },
    {
      name: 'two units that are called the same, by what is in them',
      there: [
        ['course', 'c', undefined, { title: 'Reading' }],
        ['unit', 'u', 'c', { title: 'Practice' }, 10],
        ['unit', 'v', 'c', { title: 'Practice' }, 20],
        [...lesson('a', ...gist), 10],
        [...lesson('b', ...details), 20],
        [...lesson('x', ...claims, 'v'), 10],
      ] as There,
      here: [
        ['course', 'c', undefined, { title: 'Reading' }],
        ['unit', 'v', 'c', { title: 'Practice' }],
        ['unit', 'u', 'c', { title: 'Practice' }],
        lesson('a', ...gist, 'v'),
        lesson('b', ...details, 'v'),
        lesson('x', ...claims, 'u'),
      ],
      told: ['swapped unit/u → v', 'swapped unit/v → u'],
    },
    {
      name: 'the server keeps more than manifests say',
      there: [
        ...above,
        ['lesson', 'a', 'u', { title: gist[0], metadata: { description: gist[1], by: 'x' } }, 10],
        ['lesson', 'b', 'u', { title: details[0], metadata: { description: details[1] } }, 20],
        [...lesson('x', ...claims, 'v'), 10],
      ] as There,
      here: swapped,
      told: ['swapped lesson/a → b', 'swapped lesson/b → a'],
    },
    {
      name: 'a run that writes one of the two',
      here: swapped,
      writes: ['lesson/a'],
      told: ['swapped lesson/a → b', 'swapped lesson/b → a'],
    },
    { name: 'a run that writes none of them', here: swapped, writes: ['lesson/x'], told: [] },
    {
      name: 'a line of the ledger says that it was meant, in either direction',
      here: swapped,
      ledger: ledgerWith([{ sourcedId: 'a', replaced: 'b' }]),
      told: ['confirmed lesson/a'],
    },
    {
      name: 'a line about others',
      here: swapped,
      ledger: ledgerWith([{ sourcedId: 'a', replaced: 'x' }]),
      told: ['swapped lesson/a → b', 'swapped lesson/b → a'],
    },
  ])('refused or told: $name', ({ there = published, here = [], told, ...others }) => {
    const nodes = here[0]?.[0] === 'course' ? here : [...above, ...here];
    expect(toldOf({ ...others, there, here: nodes })).toEqual(told);
  });

  test.each<{ name: string } & Partial<Publishing>>([
    {
      name: 'a lesson was renamed',
      here: [lesson('a', 'The gist', gist[1]), lesson('b', ...details)],
    },
    {
      name: 'two lessons were rewritten from top to bottom',
      here: [
        lesson('a', 'Signal words', 'Because, but, therefore.'),
        lesson('b', 'Irony', 'When words say the opposite of what they mean.'),
      ],
    },
    {
      name: 'lessons moved with their ids, and one was edited',
      here: [
        lesson('b', ...details),
        lesson('a', 'The main idea', gist[1], 'v'),
        lesson('x', ...claims, 'v'),
      ],
    },
    {
      name: 'one was rewritten, and a new one has the same general title',
      there: [...above, [...lesson('a', 'Quiz', 'Ten questions about the gist.'), 10]] as There,
      here: [
        lesson('a', 'Questions', 'Ten questions about the gist.'),
        lesson('n', 'Quiz', 'Eight tasks on irony, with a key.'),
      ],
    },
    {
      name: 'one was put in, so that the others count on',
      there: [...above, [...lesson('a', 'Day 1'), 10], [...lesson('b', 'Day 2'), 20]] as There,
      here: [lesson('n', 'Day 1'), lesson('a', 'Day 2'), lesson('b', 'Day 3')],
    },
    {
      name: 'what others put on the platform stands in a lesson now',
      there: [...published, [...lesson('foreign', 'Irony', 'The opposite.'), 30]] as There,
      here: [lesson('a', 'Irony', 'The opposite.'), lesson('b', ...details)],
    },
  ])('not refused: $name', ({ there = published, here = [], ...others }) => {
    expect(toldOf({ ...others, there, here: [...above, ...here] })).toEqual([]);
  });

  test('two titles that were exchanged, with all else where it was, are no more than doubtful', () => {
    const titles = [lesson('a', details[0], gist[1]), lesson('b', gist[0], details[1])];
    const told = toldOf({ there: published, here: [...above, ...titles] });
    expect(told.filter((one) => !one.startsWith('unlike'))).toEqual([]);
  });

  test('names the ids of the manifests where an environment has its own, and both ways back', () => {
    const otherIds = { a: 'p-1', b: 'p-2' };
    const there = [...above, [...lesson('p-1', ...gist), 10], [...lesson('p-2', ...details), 20]];
    const problems = problemsOf({
      ...{ there: there as There, otherIds },
      here: [...above, lesson('b', ...gist), lesson('a', ...details)],
    });
    expect(problems.map(({ hint }) => hint)).toEqual([
      expect.stringMatching(
        /: b → a; or, if the manifests are right, write `lesson\/b: p-1` in `environments.test.ids` .* confirm b --replaces a /,
      ),
      expect.stringMatching(/: a → b; .* write `lesson\/a: p-2` .* confirm a --replaces b /),
    ]);
    const ledger = ledgerWith([{ sourcedId: 'b', replaced: 'a' }]);
    const here = [...above, lesson('b', ...gist), lesson('a', ...details)];
    expect(toldOf({ there: there as There, otherIds, here, ledger })).toEqual([
      'confirmed lesson/b',
    ]);
  });

  test('says what to do with a new id that goes again', () => {
    const [problem] = problemsOf({
      there: published,
      here: [
        ...above,
        lesson('a', 'Signal words', 'Because, but, therefore.'),
        lesson('n', ...gist),
        lesson('b', ...details),
      ],
      ledger: ledgerWith([], [{ sourcedId: 'n', kind: 'lesson', state: 'live', line: 1 }]),
    });
    expect(problem?.hint).toContain(
      'n → a and `timeback-catalog retire n --never-published --env test`; in catalog/a.yaml:4 remove the id',
    );
    expect(problem?.related).toBeUndefined();
  });
});

const words = ['lake', 'hill', 'river', 'town', 'road', 'bridge', 'field', 'wood', 'coast', 'mine'];
/** Lessons of different content, worded alike. */
const lessonsOf = (subjects: readonly string[], unit: string) =>
  subjects.map((word, index) => ({
    ...{ id: `${unit}-${index}`, unit, title: `All about the ${word}` },
    description: `In this lesson we will learn how a ${word} came to be.`,
  }));
const catalogs = fc
  .tuple(fc.shuffledSubarray(words, { minLength: 2 }), fc.nat())
  .map(([subjects, number]) => {
    const at = number % (subjects.length + 1);
    return [...lessonsOf(subjects.slice(0, at), 'u'), ...lessonsOf(subjects.slice(at), 'v')];
  });
type Lessons = ReturnType<typeof lessonsOf>;
const asNodes = (lessons: Lessons): readonly Short[] => [
  ...above,
  ...lessons.map(({ id, title, description, unit }) => lesson(id, title, description, unit)),
];
const asThere = (lessons: Lessons): There =>
  asNodes(lessons).map((short, index) => [...short, 10 * index] as There[number]);

test('ids that were exchanged among lessons of different content are refused, each of them', () => {
  fc.assert(
    fc.property(catalogs, fc.infiniteStream(fc.nat()), (lessons, numbers) => {
      const ids = lessons.map(({ id }) => id);
      const drawn = ids.map((id) => ({ id, by: numbers.next().value ?? 0 }));
      const shuffled = drawn.toSorted((a, b) => a.by - b.by).map(({ id }) => id);
      const after = lessons.map((one, index) => ({ ...one, id: shuffled[index] ?? one.id }));
      const went = ids.filter((id, index) => shuffled[index] !== id);
      fc.pre(went.length > 0);
      const problems = problemsOf({ there: asThere(lessons), here: asNodes(after) });
      expect(
        problems
          .filter(({ severity }) => severity === 'error')
          .map((one) => one.address)
          .sort(),
      ).toEqual(went.map((id) => `lesson/${id}`).sort());
    }),
  );
});

const edits = fc.array(
  fc.record({
    at: fc.nat(),
    title: fc.option(fc.constantFrom('Volcanoes', 'Weather', 'Maps', 'Quiz', 'Summary')),
    description: fc.option(fc.constantFrom('Why the ground shakes.', 'How clouds form.', '')),
    moves: fc.boolean(),
  }),
);

test('no edit is refused by which ids stay with their nodes', () => {
  fc.assert(
    fc.property(catalogs, edits, (lessons, all) => {
      const after = all.reduce<Lessons>((now, { at, title, description, moves }) => {
        const chosen = now[at % now.length];
        if (!chosen) return now;
        const edited = {
          ...chosen,
          ...(title !== null && { title }),
          ...(description !== null && { description }),
          ...(moves && { unit: chosen.unit === 'u' ? 'v' : 'u' }),
        };
        const others = now.filter((one) => one !== chosen);
        return moves ? [...others, edited] : now.map((one) => (one === chosen ? edited : one));
      }, lessons);
      const problems = problemsOf({ there: asThere(lessons), here: asNodes(after) });
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    }),
  );
});
