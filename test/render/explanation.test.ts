import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { groupDifferences } from '../../src/model/explanation.ts';
import { factsYaml } from '../../src/text/json/results-json.ts';
import { renderers } from '../../src/text/renderers.ts';
import { fc } from '../support/laws.ts';
import { explained, plain } from './examples.ts';
import { hostileText } from './hostile.ts';

test('for a terminal', () => {
  expect(renderers.human.explanation(explained, plain)).toBe(`\
6 fields differ between the manifests and "production"; the dialect table can
resolve 1 of them. 1 node is missing on the platform.

title of 1 lesson: the same text in different case
  lesson "Finding it": manifests "A", platform "a"

Corrections for timeback-catalog.yaml, tested against the data of the platform.
They replace the facts of "production", and include those that are already
there:

    environments:
      production:
        facts:
          compare.letters: [title]

courseCode of 5 courses
  course "Course 1": manifests "R-1", platform nothing
  course "Course 2": manifests "R-2", platform "${'x'.repeat(58)}…
  course "Course 3": manifests "R-3", platform "${'x'.repeat(58)}…
  … and 2 more

No correction resolves this: somebody edited it on the platform, or it was not
published yet. \`timeback-catalog plan --refresh-only --env production\` shows
which, \`timeback-catalog apply --env production\` publishes the manifests. If
that does not help, the report of apply shows what the platform kept instead.
`);
});

test('if nothing differs', () => {
  const nothing = { ...explained, cures: [], facts: {}, open: [], missing: [] };
  expect(renderers.human.explanation(nothing, plain)).toBe(
    'No field differs between the manifests and "production".\n',
  );
});

test('as Markdown, with the lines to paste as code', () => {
  const shown = renderers.markdown.explanation(explained, plain);
  expect(shown).toContain(
    '- title of 1 lesson: the same text in different case\n  - lesson "Finding it"',
  );
  expect(shown).toContain('```yaml\nenvironments:\n  production:\n    facts:\n');
});

test('as JSON', () => {
  expect(JSON.parse(renderers.json.explanation(explained, plain))).toMatchObject({
    format_version: '1.0',
    platform: { name: 'production' },
    cures: [
      {
        rows: [{ row: 'compare.letters', value: ['title'], adds: ['title'] }],
        settles: [{ type: 'lesson', path: ['title'], nodes: [{ wanted: 'A', held: 'a' }] }],
      },
    ],
    facts: { 'compare.letters': ['title'] },
    open: [{ type: 'course', path: ['courseCode'] }],
    missing: [{ address: 'lesson/l9', title: 'New' }],
  });
});

test('a zero of which nothing is held: the row that may be so is named', () => {
  const node = { address: 'lesson/l', title: 'A', path: ['metadata', 'xp'], held: null } as const;
  const openTo = (wanted: number) => groupDifferences([{ ...node, wanted }]);
  const shown = (wanted: number) =>
    renderers.human.explanation({ ...explained, cures: [], open: openTo(wanted) }, plain);
  expect(shown(0)).toContain('values.dropped');
  expect(shown(1)).not.toContain('values.dropped');
});

describe('the lines to paste', () => {
  const value = fc.oneof(hostileText, fc.array(hostileText), fc.integer(), fc.boolean());
  const words = fc.constantFrom('true', 'No', 'null', '', '5', 'a: b', '- x', 'metadata.v1.2', '#');
  const anyFacts = fc.dictionary(fc.oneof(hostileText, words), fc.oneof(value, words), {
    minKeys: 1,
  });

  test('law: they are read as what was meant, and a screen obeys nothing in them', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const wellFormed = JSON.parse(JSON.stringify(facts).toWellFormed());
        const lines = factsYaml('test', wellFormed);
        expect(parse(lines.join('\n'))).toEqual({ environments: { test: { facts: wellFormed } } });
        expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

test('hostile titles, keys and values stay on their lines', () => {
  const title = 'A\u001b[2J\n</details>';
  const open = groupDifferences([
    { address: 'unit/u', title, path: ['metadata', 'x\ny'], wanted: title, held: ['`@team`'] },
  ]);
  for (const format of ['human', 'markdown'] as const) {
    const shown = renderers[format].explanation({ ...explained, cures: [], open }, plain);
    expect(shown).not.toContain('\u001b');
    expect(shown).not.toContain('\n</details>');
    expect(shown).not.toContain('x\ny');
  }
});
