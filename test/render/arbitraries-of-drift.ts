import { causes, type Drift, type FieldDrift, type NodeDrift } from '../../src/model/drift.ts';
import {
  type Difference,
  type Explanation,
  groupDifferences,
} from '../../src/model/explanation.ts';
import { kinds } from '../../src/model/node.ts';
import { fc } from '../support/laws.ts';
import { address, anyProblem, json, node, path, span } from './arbitraries.ts';
import { hostileText } from './hostile.ts';

const platform = fc.record({ name: hostileText, url: hostileText, dialect: hostileText });

const anyField: fc.Arbitrary<FieldDrift> = fc.record(
  {
    of: fc.constantFrom('field', 'place'),
    path,
    cause: fc.constantFrom(...causes),
    before: json,
    after: json,
    wanted: json,
  },
  { requiredKeys: ['of', 'path', 'cause', 'before', 'after'] },
);

const anyNode: fc.Arbitrary<NodeDrift> = fc.record(
  {
    address,
    title: hostileText,
    parent: address,
    source: span,
    action: fc.constantFrom('create', 'update', 'move', 'reorder', 'retire', 'restore', 'gone'),
    cause: fc.constantFrom(...causes),
    fields: fc.array(anyField, { maxLength: 3 }),
  },
  { requiredKeys: ['address', 'title', 'action', 'cause', 'fields'] },
);

/** A drift of plausible shape with hostile texts everywhere. */
export const anyDrift: fc.Arbitrary<Drift> = fc.record({
  platform,
  since: fc.oneof(
    fc.record({ from: fc.constant('commit' as const), ref: hostileText, commit: hostileText }),
    fc.record({ from: fc.constant('receipt' as const), file: hostileText, commit: hostileText }),
    fc.constant({ from: 'manifests' as const }),
  ),
  nodes: fc.array(anyNode, { maxLength: 4 }),
  defaults: fc.array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      path,
      addresses: address.map((one) => [one] as const),
    }),
    { maxLength: 2 },
  ),
  strangers: fc.array(node, { maxLength: 2 }),
  elsewhere: fc.nat(),
  context: fc.array(node, { maxLength: 2 }),
  unchanged: fc.nat(),
  settled: fc.nat(),
  warnings: fc.array(anyProblem, { maxLength: 1 }),
});

const differences: fc.Arbitrary<readonly Difference[]> = fc.array(
  fc.record({ address, title: hostileText, path, wanted: json, held: json }),
  { minLength: 1, maxLength: 6 },
);

const texts = fc.array(hostileText, { maxLength: 2 });
const row = fc.record(
  {
    row: fc.oneof(hostileText, fc.constantFrom('compare.ignored', 'status.retired')),
    value: fc.oneof(hostileText, texts),
    adds: texts,
  },
  { requiredKeys: ['row', 'value'] },
);

/** An explanation of plausible shape with hostile texts everywhere. */
export const anyExplanation: fc.Arbitrary<Explanation> = fc.record({
  platform,
  cures: fc.array(
    fc.record({
      rows: row.map((one) => [one] as const),
      settles: differences.map(groupDifferences),
    }),
    { maxLength: 2 },
  ),
  facts: fc.dictionary(hostileText, fc.oneof(hostileText, texts), { maxKeys: 3 }),
  open: fc.oneof(fc.constant([]), differences.map(groupDifferences)),
  missing: fc.array(fc.record({ address, title: hostileText }), { maxLength: 2 }),
});
