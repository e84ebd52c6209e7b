import { noSources } from '../../src/document/place.ts';
import type { Json } from '../../src/model/json.ts';
import { type Address, addressOf, kinds } from '../../src/model/node.ts';
import type {
  Change,
  ContextNode,
  FieldChange,
  Guard,
  HeldBackChange,
  Partial,
  Place,
  Plan,
} from '../../src/model/plan.ts';
import { type Problem, problem, type Span } from '../../src/model/problem.ts';
import type { ApplyReport, Outcome, Settled } from '../../src/model/report.ts';
import { details, type Look } from '../../src/text/look.ts';
import { fc } from '../support/laws.ts';
import { hostileText } from './hostile.ts';

const someText = hostileText.filter((value) => value !== '');
export const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(hostileText, fc.boolean(), fc.integer(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(hostileText, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;
const fields = fc.dictionary(hostileText, json, { maxKeys: 3, noNullPrototype: true });

export const address: fc.Arbitrary<Address> = fc
  .tuple(fc.constantFrom(...kinds), someText)
  .map(([kind, id]) => addressOf(kind, id));
const number = fc.integer({ min: 1, max: 9999 });
const point = fc.record({ line: number, column: number });
export const span: fc.Arbitrary<Span> = fc.record(
  { file: hostileText, start: point, end: point },
  { requiredKeys: ['file', 'start'] },
);
const place: fc.Arbitrary<Place> = fc.record({
  parent: address,
  position: number,
  sortOrder: fc.option(number),
});
export const path: fc.Arbitrary<readonly [string, ...string[]]> = fc
  .tuple(hostileText, fc.array(hostileText, { maxLength: 2 }))
  .map(([first, rest]) => [first, ...rest]);

const fieldChange: fc.Arbitrary<FieldChange> = fc.oneof(
  fc.record({ path, kind: fc.constant('added' as const), after: json }),
  fc.record({ path, kind: fc.constant('changed' as const), before: json, after: json }),
);

export const node: fc.Arbitrary<ContextNode> = fc.record(
  { address, title: hostileText, parent: address },
  { requiredKeys: ['address', 'title'] },
);

const frame = fc.record({
  firstLine: number,
  lines: fc.array(
    hostileText.map((line) => line.replaceAll('\n', '')),
    { minLength: 1, maxLength: 3 },
  ),
});

export const anyProblem: fc.Arbitrary<Problem> = fc
  .tuple(
    fc.constantFrom('yaml/hazard' as const, 'remote/rejected' as const),
    fc.record(
      {
        detail: hostileText,
        hint: hostileText,
        span,
        related: fc.record({ span, note: hostileText }),
        address,
        all: fc.array(fc.record({ address, span }), { maxLength: 3 }),
      },
      { requiredKeys: ['detail'] },
    ),
    fc.option(frame, { nil: undefined }),
  )
  .map(([code, particulars, lines]) => ({
    ...problem(code, particulars),
    ...(lines && { frame: lines }),
  }));

const base = fc.tuple(node, span).map(([named, source]) => ({ ...named, source }));

function createOf(named: ContextNode & { source: Span }): fc.Arbitrary<Change> {
  const [kind = 'course'] = kinds.filter((each) => named.address.startsWith(`${each}/`));
  const sourcedId = named.address.slice(kind.length + 1);
  const parent = named.parent === undefined ? {} : { parent: named.parent };
  return fc.tuple(fields, fc.option(place, { nil: undefined })).map(([written, to]) => ({
    ...named,
    action: 'create',
    after: { kind, sourcedId, ...parent, fields: written },
    ...(to && { to }),
  }));
}

const change: fc.Arbitrary<Change> = fc.oneof(
  base.chain(createOf),
  fc
    .tuple(base, fieldChange, fc.array(fieldChange, { maxLength: 2 }))
    .map(
      ([named, first, rest]): Change => ({ ...named, action: 'update', fields: [first, ...rest] }),
    ),
  fc
    .tuple(
      base,
      fc.constantFrom('move' as const, 'reorder' as const),
      fc.record({ from: place, to: place, fields: fc.array(fieldChange, { maxLength: 2 }) }),
    )
    .map(
      ([named, action, places]): Change =>
        action === 'move'
          ? { ...named, action, ...places }
          : { ...named, action, makesRoom: false, ...places },
    ),
  fc.tuple(base, fc.option(hostileText, { nil: undefined })).map(
    ([named, reason]): Change => ({
      ...named,
      action: 'retire',
      fields: [],
      ...(reason !== undefined && { reason }),
    }),
  ),
);

const held: fc.Arbitrary<HeldBackChange> = fc.record({
  address,
  title: hostileText,
  action: fc.constantFrom('create', 'update', 'move', 'reorder', 'retire'),
  because: fc.constantFrom('excluded', 'frozen', 'needs'),
  on: address,
});

const guard: fc.Arbitrary<Guard> = fc.record({
  guards: fc.constantFrom('retire', 'update'),
  count: fc.nat(),
  of: fc.nat(),
  limit: fc.nat(),
  problem: anyProblem,
});

const partial: fc.Arbitrary<Partial> = fc.record({
  target: fc.array(address, { maxLength: 2 }),
  exclude: fc.array(address, { maxLength: 2 }),
  brought: fc.array(address, { maxLength: 2 }),
  outside: fc.nat(),
});

/** What every plan has; how it was narrowed comes on top. */
const wholePlan = fc.record({
  platform: fc.record({ name: hostileText, url: hostileText, dialect: hostileText }),
  changes: fc.uniqueArray(change, { maxLength: 5, selector: ({ address: name }) => name }),
  context: fc.array(node, { maxLength: 3 }),
  unchanged: fc.nat(),
  unmanaged: fc.array(node, { maxLength: 2 }),
  held: fc.array(held, { maxLength: 2 }),
  restored: fc.array(address, { maxLength: 2 }),
  guards: fc.array(guard, { maxLength: 1 }),
  warnings: fc.array(anyProblem, { maxLength: 2 }),
  digest: hostileText,
});

/** A plan of plausible shape with hostile texts everywhere. */
export const anyPlan: fc.Arbitrary<Plan> = fc
  .tuple(
    wholePlan,
    fc.option(partial, { nil: undefined }),
    fc.option(fc.record({ ref: hostileText, commit: hostileText }), { nil: undefined }),
  )
  .map(([plan, narrowed, against]) => ({
    ...plan,
    ...(narrowed && { partial: narrowed }),
    ...(against && { against }),
  }));

function outcomeOf({ address: name, title, action }: Change): fc.Arbitrary<Outcome> {
  const common = { address: name, title, action };
  return fc.oneof(
    fc.constant<Outcome>({ ...common, status: 'applied' }),
    anyProblem.map((reason): Outcome => ({ ...common, status: 'failed', problem: reason })),
    fc
      .record({
        because: fc.constantFrom(
          'earlier failure' as const,
          'interrupted' as const,
          'platform failing' as const,
        ),
        blockedBy: address,
      })
      .map((reason): Outcome => ({ ...common, status: 'not-tried', ...reason })),
  );
}

const settled: fc.Arbitrary<Settled> = fc.oneof(
  fc.constant({ state: 'converged' as const }),
  anyProblem.map((reason) => ({ state: 'unread' as const, problem: reason })),
  fc
    .array(fc.record({ address, title: hostileText, path, sent: json, kept: json }), {
      minLength: 1,
      maxLength: 2,
    })
    .map((unkept) => ({ state: 'differs' as const, fields: unkept })),
);

const receipt = fc.record({ file: hostileText, problem: anyProblem }, { requiredKeys: ['file'] });
const resumed = fc.record({ earlier: fc.nat() });

/** A plan and a report that has one outcome for each of its changes. */
export const anyRun: fc.Arbitrary<{ plan: Plan; report: ApplyReport }> = anyPlan.chain((plan) =>
  fc
    .tuple(
      fc.tuple(...plan.changes.map(outcomeOf)),
      settled,
      fc.record({ receipt, resumed }, { requiredKeys: [] }),
    )
    .map(([outcomes, state, more]) => ({
      plan,
      report: {
        platform: plan.platform,
        digest: plan.digest,
        outcomes,
        unchanged: plan.unchanged,
        settled: state,
        ...more,
      },
    })),
);

export const anyLook: fc.Arbitrary<Look> = fc.record({
  colour: fc.boolean(),
  width: fc.constantFrom(1, 40, 80, 1000),
  unicode: fc.boolean(),
  detail: fc.constantFrom(...details),
  sources: fc.constant(noSources),
});
