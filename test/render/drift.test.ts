import { expect, test } from 'vitest';
import type { Drift, NodeDrift } from '../../src/model/drift.ts';
import { renderers } from '../../src/text/renderers.ts';
import { plain, platform } from './examples.ts';

const quiet: Drift = {
  platform,
  since: { from: 'commit', ref: 'published', commit: '0123456789abcdef' },
  nodes: [],
  defaults: [],
  strangers: [],
  elsewhere: 0,
  context: [],
  unchanged: 12,
  settled: 0,
  warnings: [],
};

const at = (line: number) => ({ file: 'catalog/a.yaml', start: { line, column: 1 } });
const lesson = (id: string, line: number) => ({
  address: `lesson/${id}` as const,
  title: `Title ${id}`,
  parent: 'unit/u' as const,
  source: at(line),
});
const gitOnly: NodeDrift = {
  ...lesson('new', 9),
  action: 'create',
  cause: 'edited in git',
  fields: [],
};

const mixed: Drift = {
  ...quiet,
  nodes: [
    {
      ...lesson('a', 4),
      action: 'move',
      cause: 'both',
      fields: [
        {
          of: 'place',
          path: ['parent'],
          cause: 'changed on the server',
          before: 'unit/u',
          after: 'unit/v',
          wanted: 'unit/u',
        },
        { of: 'field', path: ['title'], cause: 'both', before: 'A', after: 'B', wanted: 'C' },
        {
          of: 'field',
          path: ['metadata', 'xp'],
          cause: 'edited in git',
          before: 1,
          after: 1,
          wanted: 2,
        },
      ],
    },
    {
      ...lesson('b', 5),
      action: 'reorder',
      cause: 'changed on the server',
      fields: [
        {
          of: 'place',
          path: ['order'],
          cause: 'changed on the server',
          before: 1,
          after: 2,
          wanted: 1,
        },
      ],
    },
    { ...lesson('c', 6), action: 'gone', cause: 'changed on the server', fields: [] },
    { ...lesson('d', 7), action: 'retire', cause: 'edited in git', fields: [] },
    gitOnly,
  ],
  defaults: [
    { kind: 'course', path: ['metadata', 'AlphaLearn'], addresses: ['course/1', 'course/2'] },
  ],
  strangers: [{ address: 'unit/s', title: 'Strange', parent: 'course/1' }],
  elsewhere: 3,
  context: [
    { address: 'unit/u', title: 'Ours' },
    { address: 'unit/v', title: 'Theirs' },
    { address: 'course/1', title: 'Reading' },
  ],
  settled: 1,
};

test('for a terminal', () => {
  expect(renderers.human.drift(mixed, plain)).toMatchInlineSnapshot(`
    "Drift on production (https://api.example.org), dialect partner, since commit 0123456789ab (published):

    ↕ lesson "Title a" in unit "Ours"  catalog/a.yaml:4  a
          changed on the platform
            parent: unit "Ours" → unit "Theirs"
          conflict: on the platform
            title: "A" → "B"
          conflict: in git
            title: "A" → "C"
          not applied yet
            metadata.xp: 1 → 2
    ↕ lesson "Title b" in unit "Ours"  catalog/a.yaml:5  b
          changed on the platform
            order: #1 → #2
    ! lesson "Title c" in unit "Ours" is gone (changed on the platform)  catalog/a.yaml:6  c

    Not applied yet:
      - lesson "Title d" in unit "Ours" will be retired (not applied yet)  catalog/a.yaml:7  d
      + new: 1 lesson (not applied yet)

    Defaults of the platform, in no manifest, and left untouched:
      metadata.AlphaLearn on 2 courses

    On the platform, in no manifest, and left untouched:
      unit "Strange" in course "Reading" (s)

    12 nodes unchanged since the last apply, 1 edited field already on the platform, 3 unmanaged on the platform.
    Drift: 3 changed on the platform, 1 conflict, 3 not applied yet, 2 platform defaults.
    "
  `);
});

test('for an issue', () => {
  expect(renderers.markdown.drift(mixed, plain)).toMatchInlineSnapshot(`
    "### Drift on production

    \`https://api.example.org\`, dialect \`partner\`, since commit 0123456789ab (published)

    **Drift: 3 changed on the platform, 1 conflict, 3 not applied yet, 2 platform defaults.**

    - \`↕\` lesson "Title a" in unit "Ours" (conflict, changed on the platform, not applied yet) \`catalog/a.yaml:4\`
    - \`↕\` lesson "Title b" in unit "Ours" (changed on the platform) \`catalog/a.yaml:5\`
    - \`!\` lesson "Title c" in unit "Ours" is gone (changed on the platform) \`catalog/a.yaml:6\`

    <details>
    <summary>Not applied yet</summary>

    - \`-\` lesson "Title d" in unit "Ours" will be retired (not applied yet) \`catalog/a.yaml:7\`
    - \`+\` new: 1 lesson (not applied yet)

    </details>

    <details>
    <summary>Fields of 2 nodes</summary>

    - lesson "Title a" \`a\`

      \`\`\`diff
      @@ changed on the platform @@
        parent: unit "Ours" → unit "Theirs"
      @@ conflict: on the platform @@
      - title: "A"
      + title: "B"
      @@ conflict: in git @@
      - title: "A"
      + title: "C"
      @@ not applied yet @@
      - metadata.xp: 1
      + metadata.xp: 2
      \`\`\`
    - lesson "Title b" \`b\`

      \`\`\`diff
      @@ changed on the platform @@
        order: #1 → #2
      \`\`\`

    </details>

    <details>
    <summary>Defaults of the platform, in no manifest, and left untouched</summary>

    - metadata.AlphaLearn on 2 courses

    </details>

    <details>
    <summary>On the platform, in no manifest, and left untouched</summary>

    - unit "Strange" in course "Reading" (s)

    </details>

    12 nodes unchanged since the last apply, 1 edited field already on the platform, 3 unmanaged on the platform.
    "
  `);
});

test('nothing to tell', () => {
  expect(renderers.human.drift(quiet, plain)).toMatchInlineSnapshot(`
    "Drift on production (https://api.example.org), dialect partner, since commit 0123456789ab (published):

    12 nodes unchanged since the last apply.
    No drift. The platform holds what was last applied.
    "
  `);
});

test('what only git edited is folded when it is much', () => {
  const nodes = Array.from(
    { length: 40 },
    (_, index): NodeDrift => ({ ...gitOnly, address: `lesson/${index}`, action: 'retire' }),
  );
  const lines = renderers.human.drift({ ...quiet, nodes }, plain).split('\n');
  expect(lines).toContain('  … and 20 more nodes');
  expect(lines.length).toBeLessThan(30);
});
