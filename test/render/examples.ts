import { noSources } from '../../src/document/place.ts';
import { type Explanation, groupDifferences } from '../../src/model/explanation.ts';
import { type Address, addressOf, type Kind } from '../../src/model/node.ts';
import type { Change, Place, Plan } from '../../src/model/plan.ts';
import type { Look } from '../../src/text/look.ts';

export const plain: Look = {
  colour: false,
  width: 80,
  unicode: true,
  detail: 'fields',
  sources: noSources,
};
export const platform = { name: 'production', url: 'https://api.example.org', dialect: 'partner' };

const source = (file: string, line: number) => ({ file, start: { line, column: 7 } });

function place(parent: Address, position: number): Place {
  return { parent, position, sortOrder: position * 10 };
}

/** A new node with no field but its title. */
export function created(kind: Kind, sourcedId: string, parent?: Address): Change {
  const below = parent === undefined ? {} : { parent };
  return {
    action: 'create',
    address: addressOf(kind, sourcedId),
    title: `Title ${sourcedId}`,
    source: source('catalog/new.yaml', 1),
    ...below,
    after: { kind, sourcedId, ...below, fields: { title: `Title ${sourcedId}` } },
  };
}

export function planOf(changes: readonly Change[], more: Partial<Plan> = {}): Plan {
  return {
    platform,
    changes,
    context: [],
    unchanged: 0,
    unmanaged: [],
    held: [],
    restored: [],
    guards: [],
    warnings: [],
    digest: 'd1',
    ...more,
  };
}

export const empty = planOf([], { unchanged: 412 });

/** Every action once, under a course that does not change. */
export const mixed: Plan = planOf(
  [
    {
      action: 'update',
      address: 'unit/u1',
      title: 'Main ideas',
      parent: 'course/c1',
      source: source('catalog/a.yaml', 12),
      fields: [
        { path: ['title'], kind: 'changed', before: 'Main idea', after: 'Main ideas' },
        { path: ['metadata', 'metrics', 'totalXp'], kind: 'changed', before: 10, after: 20 },
        { path: ['metadata', 'v1.2'], kind: 'added', after: null },
      ],
    },
    {
      action: 'create',
      address: 'lesson/l1',
      title: 'Finding it',
      parent: 'unit/u1',
      source: source('catalog/a.yaml', 14),
      after: {
        kind: 'lesson',
        sourcedId: 'l1',
        parent: 'unit/u1',
        fields: { title: 'Finding it', subjects: ['Reading'], metadata: { metrics: { xp: 10 } } },
      },
      to: place('unit/u1', 1),
    },
    {
      action: 'move',
      address: 'lesson/l2',
      title: 'Details',
      parent: 'unit/u1',
      source: source('catalog/a.yaml', 16),
      from: place('unit/u2', 3),
      to: place('unit/u1', 2),
      fields: [],
    },
    {
      action: 'reorder',
      makesRoom: false,
      address: 'lesson/l3',
      title: 'Summaries',
      parent: 'unit/u1',
      source: source('catalog/a.yaml', 18),
      from: place('unit/u1', 4),
      to: place('unit/u1', 3),
      fields: [
        {
          path: ['subjects'],
          kind: 'changed',
          before: ['Reading', 'Maths'],
          after: ['Reading', 'Science'],
        },
      ],
    },
  ],
  {
    context: [
      { address: 'course/c1', title: 'AlphaTok' },
      { address: 'unit/u2', title: 'Old unit', parent: 'course/c1' },
    ],
    unchanged: 412,
    unmanaged: [{ address: 'course/x', title: 'Elsewhere' }],
  },
);

/** A title that a platform keeps in lower case, and a course code that nothing explains. */
export const explained: Explanation = {
  platform,
  cures: [
    {
      rows: [{ row: 'compare.letters', value: ['title'], adds: ['title'] }],
      settles: groupDifferences([
        { address: 'lesson/l1', title: 'Finding it', path: ['title'], wanted: 'A', held: 'a' },
      ]),
    },
  ],
  facts: { 'compare.letters': ['title'] },
  open: groupDifferences(
    [1, 2, 3, 4, 5].map((n) => ({
      address: `course/c${n}`,
      title: `Course ${n}`,
      path: ['courseCode'],
      wanted: `R-${n}`,
      held: n === 1 ? null : 'x'.repeat(80),
    })),
  ),
  missing: [{ address: 'lesson/l9', title: 'New' }],
};
