import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/node.ts';
import type { Plan } from '../../src/model/plan.ts';
import { buildPlan } from '../../src/plan/build.ts';
import type { PlanScope } from '../../src/plan/select-changes.ts';
import { dependencies } from '../../src/plan/select-changes.ts';
import { fc } from '../support/laws.ts';
import {
  catalogOf,
  remoteOf,
  retiredInLedger,
  rules,
  type Short,
  sha256,
  withRetired,
} from '../support/nodes.ts';

/** Two courses; in the first a new unit with a lesson that moves in, in the second a rename. */
const here: readonly Short[] = [
  ['course', 'c', undefined],
  ['unit', 'old', 'c'],
  ['lesson', 'stays', 'old', { title: 'Other title' }],
  ['unit', 'new', 'c'],
  ['lesson', 'moves', 'new'],
  ['lesson', 'fresh', 'new', { resources: ['video'] }],
  ['resource', 'video', undefined],
  ['course', 'd', undefined],
  ['unit', 'e', 'd', { title: 'Renamed' }],
];
const there: Parameters<typeof remoteOf>[0] = [
  ['course', 'c', undefined],
  ['unit', 'old', 'c', {}, 10],
  ['lesson', 'stays', 'old', {}, 10],
  ['lesson', 'moves', 'old', {}, 20],
  ['course', 'd', undefined],
  ['unit', 'e', 'd', {}, 10],
];

function planOf(
  scope: { readonly target?: readonly Address[]; readonly exclude?: readonly Address[] },
  frozen: readonly Address[] = [],
): Plan {
  const { nodes } = catalogOf(here);
  const catalog = {
    nodes: new Map(
      [...nodes].map(([address, node]) => [
        address,
        { ...node, ...(frozen.includes(address) && { freeze: true as const }) },
      ]),
    ),
  };
  const wanted: PlanScope = { target: new Set(scope.target), exclude: new Set(scope.exclude) };
  const result = buildPlan({ catalog, remote: remoteOf(there), rules, sha256, scope: wanted });
  if (!result.ok) throw new Error(result.problems.map(({ code }) => code).join());
  return result.value;
}
const addresses = ({ changes }: Plan) => changes.map(({ address }) => address).sort();
const heldOf = ({ held }: Plan) => held.map(({ address, because, on }) => [address, because, on]);

const all = [
  'lesson/fresh',
  'lesson/moves',
  'lesson/stays',
  'resource/video',
  'unit/e',
  'unit/new',
];

test('without a scope everything is planned and nothing is marked', () => {
  const plan = planOf({});
  expect(addresses(plan)).toEqual(all);
  expect(plan.partial).toBeUndefined();
  expect(plan.held).toEqual([]);
});

describe('--target', () => {
  test.each<{ name: string; target: Address[]; changes: string[]; brought: string[] }>([
    { name: 'a lesson alone', target: ['lesson/stays'], changes: ['lesson/stays'], brought: [] },
    {
      name: 'a subtree, and the resource that a lesson in it places',
      target: ['unit/new'],
      changes: ['lesson/fresh', 'lesson/moves', 'resource/video', 'unit/new'],
      brought: ['resource/video'],
    },
    {
      name: 'a lesson with the new unit that it goes to',
      target: ['lesson/moves'],
      changes: ['lesson/moves', 'unit/new'],
      brought: ['unit/new'],
    },
    { name: 'a course', target: ['course/d'], changes: ['unit/e'], brought: [] },
    {
      name: 'two nodes',
      target: ['course/d', 'lesson/stays'],
      changes: ['lesson/stays', 'unit/e'],
      brought: [],
    },
    { name: 'what does not change', target: ['unit/old'], changes: ['lesson/stays'], brought: [] },
  ])('$name', ({ target, changes, brought }) => {
    const plan = planOf({ target });
    expect(addresses(plan)).toEqual(changes);
    expect(plan.partial).toEqual({
      target: [...target].sort(),
      exclude: [],
      brought,
      outside: all.length - changes.length,
    });
  });
});

describe('--exclude', () => {
  test('leaves a subtree, and says so of each change', () => {
    const plan = planOf({ exclude: ['course/d'] });
    expect(addresses(plan)).toEqual(all.filter((address) => address !== 'unit/e'));
    expect(heldOf(plan)).toEqual([['unit/e', 'excluded', 'course/d']]);
  });

  test('leaves what comes out of the subtree as well', () => {
    expect(heldOf(planOf({ exclude: ['unit/old'] }))).toEqual([
      ['lesson/stays', 'excluded', 'unit/old'],
      ['lesson/moves', 'excluded', 'unit/old'],
    ]);
  });

  test('leaves what needs something that is left', () => {
    const plan = planOf({ exclude: ['resource/video'] });
    expect(heldOf(plan)).toContainEqual(['lesson/fresh', 'needs', 'resource/video']);
    expect(addresses(plan)).not.toContain('lesson/fresh');
  });

  test('leaves what a target would bring along, and what needs it', () => {
    const plan = planOf({ target: ['lesson/fresh'], exclude: ['resource/video'] });
    expect(addresses(plan)).toEqual(['unit/new']);
    expect(plan.partial).toMatchObject({ brought: ['unit/new'] });
  });

  test('is named in the plan, sorted, with nothing outside', () => {
    expect(planOf({ exclude: ['unit/e', 'lesson/stays'] }).partial).toEqual({
      target: [],
      exclude: ['lesson/stays', 'unit/e'],
      brought: [],
      outside: 0,
    });
  });

  test('wins over a target', () => {
    const plan = planOf({ target: ['unit/new'], exclude: ['lesson/moves'] });
    expect(addresses(plan)).toEqual(['lesson/fresh', 'resource/video', 'unit/new']);
    expect(heldOf(plan)).toEqual([['lesson/moves', 'excluded', 'lesson/moves']]);
  });
});

describe('a frozen course', () => {
  test('holds back all of it and names itself; resources are not part of it', () => {
    const plan = planOf({}, ['course/c']);
    expect(addresses(plan)).toEqual(['resource/video', 'unit/e']);
    expect(plan.held.map(({ because, on }) => `${because} ${on}`)).toEqual(
      Array(4).fill('frozen course/c'),
    );
    expect(plan.partial).toBeUndefined();
    expect(plan.context.map(({ address }) => address)).toContain('course/c');
  });

  test('holds back nothing if nothing of it changes', () => {
    const { held } = planOf({ exclude: ['unit/e'] }, ['course/d']);
    expect(held.map(({ because }) => because)).toEqual(['excluded']);
  });
});

describe('what a change cannot do without', () => {
  const unit = (id: string, fields = {}): Short => ['unit', id, 'c', fields];
  const lesson = (id: string, resources?: string[]): Short => {
    return ['lesson', id, 'u', resources ? { resources } : {}];
  };
  const published: Parameters<typeof remoteOf>[0] = [
    ['course', 'c', undefined],
    ['unit', 'u', 'c', {}, 10],
    ['lesson', 'l', 'u', {}, 10],
  ];
  function narrowed(
    wanted: readonly Short[],
    scope: { readonly target?: readonly Address[]; readonly exclude?: readonly Address[] },
    retired: readonly Address[] = [],
  ): Plan {
    const result = buildPlan({
      catalog: catalogOf(wanted),
      remote: remoteOf(published),
      rules,
      sha256,
      ledger: retiredInLedger(retired),
      scope: { target: new Set(scope.target), exclude: new Set(scope.exclude) },
    });
    if (!result.ok) throw new Error(result.problems.map(({ code }) => code).join());
    return result.value;
  }
  const c: Short = ['course', 'c', undefined];

  test('is not an edit of its parent', () => {
    const wanted = [c, unit('u', { title: 'Edited' }), lesson('l'), lesson('new')];
    const plan = narrowed(wanted, { target: ['lesson/new'] });
    expect(addresses(plan)).toEqual(['lesson/new']);
    expect(plan.partial).toMatchObject({ brought: [], outside: 1 });
  });

  test('is that a retired parent is made live again', () => {
    const wanted = [c, unit('u', { title: 'Edited' }), lesson('l'), lesson('new')];
    const result = buildPlan({
      catalog: catalogOf(wanted),
      remote: withRetired(remoteOf(published), ['unit/u']),
      rules,
      sha256,
      restore: new Set(['unit/u']),
      scope: { target: new Set(['lesson/new']), exclude: new Set() },
    });
    expect(result).toMatchObject({ value: { partial: { brought: ['unit/u'] } } });
  });

  test('is whatever leaves a node that retires', () => {
    const retired: Address[] = ['unit/u', 'lesson/l'];
    expect(addresses(narrowed([c], { target: ['unit/u'] }, retired))).toEqual(retired.toReversed());
    const plan = narrowed([c, unit('v'), ['lesson', 'l', 'v']], { target: ['unit/u'] }, ['unit/u']);
    expect(plan.partial).toMatchObject({ brought: ['unit/v', 'lesson/l'] });
  });

  test('holds back all that need it when it is held, however far away', () => {
    const wanted: Short[] = [
      c,
      unit('u'),
      lesson('l', ['video']),
      lesson('m', ['video']),
      ['resource', 'video', undefined],
      ['resource', 'free', undefined],
    ];
    const plan = narrowed(wanted, { exclude: ['resource/video'] });
    expect(addresses(plan)).toEqual(['resource/free']);
    expect(heldOf(plan)).toEqual([
      ['lesson/l', 'needs', 'resource/video'],
      ['lesson/m', 'needs', 'resource/video'],
      ['resource/video', 'excluded', 'resource/video'],
    ]);
  });

  test('is not what stands under a parent that nobody holds any more', () => {
    const wanted: Short[] = [c, unit('u'), ['lesson', 'l', 'nowhere']];
    expect(addresses(narrowed(wanted, { target: ['course/c'] }))).toEqual([]);
  });
});

test('the digest tells a part from the whole, and one part from another', () => {
  const digests = [
    planOf({}),
    planOf({ target: ['course/c', 'course/d', 'resource/video'] }),
    planOf({ target: ['course/c'] }),
    planOf({ exclude: ['course/d'] }),
    planOf({ exclude: ['unit/e'] }),
  ].map(({ digest }) => digest);
  expect(new Set(digests).size).toBe(digests.length);
  expect(planOf({ target: ['course/d', 'course/c'] }).digest).toBe(
    planOf({ target: ['course/c', 'course/d'] }).digest,
  );
});

test('law: a narrowed plan is part of the whole, can be carried out, and adds up', () => {
  const some = fc.subarray<Address>(
    ['course/c', 'course/d', 'unit/old', 'unit/new', 'unit/e', 'lesson/stays', 'lesson/moves'],
    { maxLength: 3 },
  );
  const whole = planOf({});
  fc.assert(
    fc.property(
      some,
      some,
      fc.subarray<Address>(['course/c', 'course/d']),
      (target, exclude, frozen) => {
        const plan = planOf({ target, exclude }, frozen);
        for (const change of plan.changes) expect(whole.changes).toContainEqual(change);
        const known = new Map(plan.changes.map((change) => [change.address, change]));
        const before = dependencies(whole.changes);
        for (const change of plan.changes) {
          for (const address of before(change)) {
            const needed = whole.changes.find((one) => one.address === address);
            if (needed?.action === 'create') expect(known.has(address)).toBe(true);
          }
        }
        const outside = plan.partial?.outside ?? 0;
        expect(plan.changes.length + plan.held.length + outside).toBe(whole.changes.length);
      },
    ),
  );
});
