// Pages of results that are no plan: headings, lists, and tables with headers.
import { describe, expect, test } from 'vitest';
import type { Drift } from '../../src/model/drift.ts';
import type { Plan } from '../../src/model/plan.ts';
import { problem } from '../../src/model/problem.ts';
import type { PerEnvironment } from '../../src/model/report.ts';
import { renderers } from '../../src/text/renderers.ts';
import { empty, explained, mixed, plain, platform } from './examples.ts';

const { html } = renderers;

/** What a page has between its first heading and its end. */
const mainOf = (page: string) => /<main[\s\S]*<\/main>/.exec(page)?.[0] ?? '';

describe('several environments', () => {
  const refused = problem('auth/refused', { detail: 'The client is not known there.' });
  const several: readonly PerEnvironment<Plan>[] = [
    { environment: 'staging', result: { ok: true, value: mixed, problems: [] } },
    { environment: 'eu', result: { ok: true, value: empty, problems: [] } },
    { environment: 'down', result: { ok: false, problems: [refused] } },
  ];
  const page = mainOf(html.plans(several, plain));

  test('a table with a header for each environment and each node', () => {
    expect(page).toContain(
      '<thead><tr><td></td><th scope="col">staging</th><th scope="col">eu</th><th scope="col">down</th></tr></thead>',
    );
    expect(page).toContain(
      '<tr><th scope="row" class="d1">unit &#34;Main ideas&#34;</th><td data-label="staging"><span class="yellow">~</span> 3 fields</td><td class="none">·</td><td data-label="down"><span class="dim">?</span></td></tr>',
    );
    expect(page).not.toContain('<pre>');
  });

  test('each environment under a heading of its own, with anchors that no other has', () => {
    expect(page).toContain('<h1>Plans for staging, eu and down</h1>');
    for (const heading of ['staging', 'eu', 'down: no plan']) {
      expect(page).toContain(`<h2>${heading}</h2>`);
    }
    expect(page).toContain('id="e1-c1"');
    expect(page).toContain('The client is not known there.');
  });
});

test('problems: a box each, with place, source and help, and their number above', () => {
  const unknown = {
    ...problem('schema/unknown-field', {
      detail: 'A lesson has no field named "titel".',
      hint: 'Did you mean "title"?',
      span: { file: 'catalog/a.yaml', start: { line: 10, column: 3 } },
    }),
    frame: { firstLine: 10, lines: ['  titel: <b>'] },
  };
  const page = mainOf(html.problems([unknown], plain));
  expect(page).toContain('<h1>Problems</h1>\n<p><strong>1 error</strong></p>');
  expect(page).toContain('<section class="problem error">');
  expect(page).toContain('<code class="soft">catalog/a.yaml:10:3</code>');
  expect(page).toContain('<pre>10 |   titel: &#60;b&#62;\n   |   ^</pre>');
  expect(page).toContain('<p>What to do: Did you mean &#34;title&#34;?</p>');
});

test('no problems, no page', () => {
  expect(html.problems([], plain)).toBe('');
});

test('a report: what was done as a list, and what would settle the rest to be copied', () => {
  const outcomes = mixed.changes.map(({ address, title, action }) => ({
    address,
    title,
    action,
    status: 'applied' as const,
  }));
  const settled = { state: 'differs', fields: [], explanation: explained } as const;
  const report = { platform, digest: 'd1', outcomes, unchanged: 0, settled };
  const page = mainOf(html.report(report, mixed, plain));
  expect(page).toContain('<h1>Apply to production</h1>');
  expect(page).toMatch(/<li class="create"><div class="line">.*lesson &#34;Finding it&#34; added/);
  expect(page).toMatch(/<pre>environments:\n {2}production:\n {4}facts:/);
});

test('drift: fields before and after in a table, with what changed them as its heading', () => {
  const drift: Drift = {
    platform,
    since: { from: 'manifests' },
    nodes: [
      {
        address: 'lesson/l1',
        title: 'Finding it',
        action: 'update',
        cause: 'changed on the server',
        fields: [
          {
            of: 'field',
            path: ['title'],
            cause: 'changed on the server',
            before: 'Finding it',
            after: 'Found',
          },
        ],
      },
    ],
    defaults: [],
    strangers: [],
    elsewhere: 0,
    context: [],
    unchanged: 0,
    settled: 0,
    warnings: [],
  };
  const page = mainOf(html.drift(drift, plain));
  expect(page).toContain('<h1>Drift on production</h1>');
  expect(page).toContain('<th scope="col">Before</th><th scope="col">After</th>');
  expect(page).toContain('<th scope="rowgroup" colspan="3">changed on the platform</th>');
  expect(page).toContain(
    '<del>&#34;Finding it&#34;</del></td><td data-label="After"><ins>&#34;Found&#34;</ins>',
  );
});
