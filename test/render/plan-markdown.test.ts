import { describe, expect, test } from 'vitest';
import { problem } from '../../src/model/problem.ts';
import { renderers } from '../../src/text/renderers.ts';
import { created, empty, mixed, plain, planOf } from './examples.ts';

test('a plan with every action', () => {
  expect(renderers.markdown.plan(mixed, plain)).toBe(`\
### Plan for production

**Plan: 1 to add, 1 to change, 2 to move, 0 to retire.**

- course "AlphaTok"
  - \`~\` unit "Main ideas" \`catalog/a.yaml:12\`
    - \`+\` lesson "Finding it" \`catalog/a.yaml:14\`
    - \`↕\` lesson "Details" moves: unit "Old unit" &#35;&#8203;3 → unit "Main ideas" &#35;&#8203;2 \`catalog/a.yaml:16\`
    - \`↕\` lesson "Summaries" re-ordered: &#35;&#8203;4 → &#35;&#8203;3 \`catalog/a.yaml:18\`

<details>
<summary>Fields of 1 node to add</summary>

- lesson "Finding it" \`l1\`

  \`\`\`diff
  + title: "Finding it"
  + subjects: ["Reading"]
  + metadata: {metrics: {xp: 10}}
  \`\`\`

</details>

<details>
<summary>Fields of 1 node to change</summary>

- unit "Main ideas" \`u1\`

  \`\`\`diff
  - title: "Main idea"
  + title: "Main ideas"
  - metadata.metrics.totalXp: 10
  + metadata.metrics.totalXp: 20
  + metadata."v1.2": null
  \`\`\`

</details>

<details>
<summary>Fields of 1 node to move</summary>

- lesson "Summaries" \`l3\`

  \`\`\`diff
  - subjects: ["Reading", "Maths"]
  + subjects: ["Reading", "Science"]
  \`\`\`

</details>

412 nodes unchanged, 1 unmanaged on the platform (left untouched).

\`https://api.example.org\`, dialect \`partner\`, plan hash \`d1\`
`);
});

describe('less detail', () => {
  test('tree: no fields', () => {
    const shown = renderers.markdown.plan(mixed, { ...plain, detail: 'tree' });
    expect(shown).toContain('- `+` lesson');
    expect(shown).not.toContain('<details>');
  });

  test('summary: no outline', () => {
    expect(renderers.markdown.plan(mixed, { ...plain, detail: 'summary' })).toBe(`\
### Plan for production

**Plan: 1 to add, 1 to change, 2 to move, 0 to retire.**

412 nodes unchanged, 1 unmanaged on the platform (left untouched).

\`https://api.example.org\`, dialect \`partner\`, plan hash \`d1\`
`);
  });
});

test('no changes, and a warning', () => {
  const detail = 'The *grade* 08 is odd.';
  const plan = { ...empty, warnings: [problem('yaml/hazard', { detail, address: 'lesson/l1' })] };
  expect(renderers.markdown.plan(plan, plain)).toBe(`\
### Plan for production

**No changes. The platform matches your manifests.**

412 nodes unchanged, 0 unmanaged on the platform (left untouched).

- **Warning** \`yaml/hazard\` Value may not be what it looks like \`lesson/l1\`

  The &#42;grade&#42; 08 is odd.

\`https://api.example.org\`, dialect \`partner\`, plan hash \`d1\`
`);
});

test('a text of several lines differs line by line', () => {
  const plan = planOf([
    {
      action: 'update',
      address: 'course/c',
      title: 'C',
      source: { file: 'a.yaml', start: { line: 1, column: 1 } },
      fields: [{ path: ['text'], kind: 'changed', before: 'a\n```\nb', after: 'a\n```\nc' }],
    },
  ]);
  expect(renderers.markdown.plan(plan, plain)).toContain(`
  \`\`\`\`diff
    text:
      a
      \`\`\`
  -   b
  +   c
  \`\`\`\`
`);
});

describe('hostile texts stay text, in the outline and in the fields', () => {
  const shownWith = (hostile: string) => {
    const change = created('course', 'c');
    return renderers.markdown.plan(
      planOf([
        {
          ...change,
          title: hostile,
          source: { file: `${hostile}.yaml`, start: { line: 1, column: 1 } },
          action: 'update',
          fields: [{ path: [hostile], kind: 'changed', before: hostile, after: `${hostile}!` }],
        },
      ]),
      plain,
    );
  };

  test.each([
    { name: 'end of the folded part', hostile: '</details>' },
    { name: 'script', hostile: '<script>alert(1)</script>' },
    { name: 'mention', hostile: '@team' },
    { name: 'image', hostile: '![x](https://evil.example/x.png)' },
    { name: 'link', hostile: '[x](https://evil.example)' },
    { name: 'table', hostile: '|a|b|' },
    { name: 'emphasis', hostile: '**bold**' },
  ])('$name', ({ hostile }) => {
    const prose = shownWith(hostile)
      .replace(/```diff[\s\S]*?```/g, '')
      .replace(/`[^`\n]*`/g, '')
      .replace(/^<\/details>$/m, '');
    expect(prose).toContain('Fields of');
    expect(prose).not.toContain(hostile);
  });

  test.each([
    { name: 'line break', hostile: 'a\n# heading\n</details>' },
    { name: 'end of the block', hostile: '\n```\n' },
    { name: 'override of the direction', hostile: '\u202egnp.exe' },
    { name: 'ESC', hostile: '\u001b[2J' },
  ])('$name', ({ hostile }) => {
    const shown = shownWith(hostile);
    expect(shown).not.toMatch(/^(# heading|```$)|[^\P{Cc}\n]|\p{Cf}/mu);
    expect(shown.match(/^<\/details>$/gm)).toHaveLength(1);
  });
});
