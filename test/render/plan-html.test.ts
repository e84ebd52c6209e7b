import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/node.ts';
import type { Plan } from '../../src/model/plan.ts';
import { problem } from '../../src/model/problem.ts';
import { renderers } from '../../src/text/renderers.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { chromium, openInChromium } from '../support/chromium.ts';
import { fc } from '../support/laws.ts';
import { anyLook, anyRun } from './arbitraries.ts';
import { created, empty, mixed, plain, planOf } from './examples.ts';
import { hostileTexts } from './hostile.ts';

const shown = (plan: Plan, look = plain) => renderers.html.plan(plan, look);
/** What a reader sees, tags taken out. */
const textOf = (page: string) =>
  page
    .replace(/^[\s\S]*<main[^>]*>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/\s+/g, ' ');

describe('a plan with every action', () => {
  const page = shown(mixed);

  test('says how many changes there are of each kind, and what is left alone', () => {
    const text = textOf(page);
    expect(text).toMatch(/\+ to add 1 ~ to change 1 ↕ to move 2 − to retire 0 /);
    expect(text).toContain('412 nodes unchanged, 1 unmanaged on the platform');
  });

  test('each change in its place, with its file and id, for eyes and ears', () => {
    expect(textOf(page)).toMatch(
      /course AlphaTok ~ Changed: unit Main ideas catalog\/a.yaml:12 u1 .*\+ Added: lesson Finding it catalog\/a.yaml:14 l1/,
    );
  });

  test('fields side by side, with what differs marked', () => {
    expect(page).toContain(
      '<th scope="row"><code>metadata.metrics.totalXp</code></th><td data-label="On the platform"><del>10</del></td><td data-label="In the manifests"><ins>20</ins></td>',
    );
    expect(page).toContain(
      '<td data-label="On the platform">&#34;Reading&#34;\n<del>&#34;Maths&#34;</del>\n</td><td data-label="In the manifests">&#34;Reading&#34;\n<ins>&#34;Science&#34;</ins>\n</td>',
    );
    expect(page).toContain(
      '<span class="soft">(none)</span></td><td data-label="In the manifests"><ins>null</ins></td>',
    );
    expect(page).toContain('<th scope="col">On the platform</th>');
  });

  test('of a text the words that differ are marked', () => {
    const path = ['title'] as const;
    const [before, after] = ['Finding the main idea', 'Finding the big idea'];
    const change = { ...created('lesson', 'l'), action: 'update' } as const;
    const page = shown(planOf([{ ...change, fields: [{ path, kind: 'changed', before, after }] }]));
    expect(page).toContain(
      'Finding the <del>main</del> idea</td><td data-label="In the manifests">Finding the <ins>big</ins> idea</td>',
    );
  });

  test('a move at both of its ends, each leading to the other', () => {
    expect(page).toMatch(/<li class="move" id="c3">.*href="#c3-from">unit &#34;Old unit&#34; #3</s);
    expect(page).toMatch(
      /Old unit<.*<li class="move ghost" id="c3-from">.*href="#c3">unit &#34;Main ideas&#34; #2</s,
    );
  });

  test('a choice of kinds that works without a script', () => {
    expect([...page.matchAll(/class="show-(\w+)"> (.*?)</g)].map(([, ...of]) => of)).toEqual([
      ['create', 'added (1)'],
      ['update', 'changed (1)'],
      ['move', 'moved (2)'],
    ]);
    expect(page).not.toContain('<script');
  });

  test('no link leads nowhere, and no anchor is there twice', () => {
    const anchors = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    const links = [...page.matchAll(/ href="#([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(anchors).size).toBe(anchors.length);
    for (const link of links) expect(anchors).toContain(link);
  });
});

test('a plan against a commit says that it cannot be applied', () => {
  const against = { ref: 'main', commit: 'e949ccd438910000000000000000000000000000' };
  const text = textOf(shown({ ...mixed, against }));
  expect(text).toContain('this plan cannot be applied');
  expect(text).not.toMatch(/digest|On the platform/);
});

test('what hangs on a node that moves, at the node and in all', () => {
  const [moved] = mixed.changes.filter(({ action }) => action === 'move');
  const tied = { results: 412, classes: 2, enrollments: 31 };
  const nodes = moved ? [{ address: moved.address, ...tied }] : [];
  const text = textOf(shown({ ...mixed, impact: { ...tied, nodes } }));
  expect(text.match(/⚠ .*?2 open classes with 31 enrollments/g)).toHaveLength(2);
});

describe('how far to zoom in', () => {
  test('tree: no fields', () => {
    const page = shown(mixed, { ...plain, detail: 'tree' });
    expect(page).toContain('Finding it');
    expect(page).not.toContain('<table');
  });

  test('summary: no outline', () => {
    const page = shown(mixed, { ...plain, detail: 'summary' });
    expect(textOf(page)).toContain('to add');
    expect(page).not.toContain('Finding it');
  });
});

test('no changes: nothing to choose from, and a warning in its words', () => {
  const warning = problem('yaml/hazard', { detail: 'The grade 08 is odd.', hint: 'Quote it.' });
  const page = shown({ ...empty, warnings: [warning] });
  expect(textOf(page)).toContain('No changes. The platform matches your manifests.');
  expect(textOf(page)).toContain('The grade 08 is odd. What to do: Quote it.');
  expect(page).not.toContain('<fieldset');
});

describe('a plan too large for a page', () => {
  const changed = (count: number, text: string) =>
    planOf(
      Array.from({ length: count }, (_, at) => ({
        action: 'update',
        address: `lesson/l${at}` satisfies Address,
        title: `Lesson ${at}`,
        source: { file: 'a.yaml', start: { line: at + 1, column: 1 } },
        fields: [{ path: ['title'], kind: 'changed', before: text, after: `${text}!` }],
      })),
    );

  test('shows the first changes and counts the others', () => {
    const page = shown(changed(2500, 'x'));
    expect(page.match(/<li class="update"/g)).toHaveLength(2000);
    expect(textOf(page)).toContain('omits 500 more changes.');
    expect(textOf(page)).toContain('to change 2500');
  });

  test('shows fields as long as there is room', () => {
    const page = shown(changed(400, 'word '.repeat(1800)));
    expect(page.length).toBeLessThan(3_000_000);
    expect(textOf(page)).toMatch(/omits the fields of \d+ changes\./);
    expect(page.match(/<li class="update"/g)).toHaveLength(400);
  });

  test('new nodes by the thousand are counted', () => {
    const lessons = Array.from({ length: 20_000 }, (_, at) => created('lesson', `l${at}`));
    const page = shown(planOf(lessons));
    expect(page.length).toBeLessThan(1_000_000);
    expect(textOf(page)).toMatch(/and 19\d\d\d more lessons/);
  });
});

/** Elements as the page writes them: lower-case names, attributes in double quotes. */
const element = /<\/?[a-z][a-z0-9]*(?: [a-z-]+(?:="[^"<>]*")?)*>/g;

test('law: nothing from outside is structure', () => {
  const names =
    /<(?!\/|!doctype|(?:html|head|meta|title|style|body|a|main|h[1-3]|p|section|div|dl|dt|dd|ul|li|span|bdi|code|pre|strong|details|summary|table|caption|thead|tbody|tr|th|td|ins|del|fieldset|legend|label|input)[ >])/;
  fc.assert(
    fc.property(anyRun, anyLook, ({ plan }, look) => {
      const page = shown(plan, look).replace(/<style>[\s\S]*?<\/style>/, '');
      expect(page).not.toMatch(names);
      expect(page.replace('<!doctype html>', '').replace(element, '')).not.toMatch(/[<>]/);
      // Links lead to places of the page, and nothing but links leads anywhere.
      expect(page).not.toMatch(/ (?:on\w+|src|srcset|action|style)="| href="(?!#)/);
    }),
  );
});

const hostilePlan = planOf(
  [...hostileTexts, '</title><script>document.title=1</script>', '"><img src=x onerror=x>'].map(
    (text, at) => ({
      action: 'update',
      address: `lesson/${at}${text}` satisfies Address,
      title: text,
      source: { file: `${text}.yaml`, start: { line: 1, column: 1 } },
      fields: [{ path: [text], kind: 'changed', before: text, after: `${text}!` }],
    }),
  ),
  { platform: { name: '<b>x</b>', url: '"><script>', dialect: "'" } },
);

test.skipIf(chromium === undefined)(
  'in a browser: all is shown, the style is let through, nothing runs (needs chromium)',
  async () => {
    const folder = folderWith();
    const open = async (plan: Plan) => {
      const file = join(folder, 'plan.html');
      writeFileSync(file, shown(plan).toWellFormed());
      return openInChromium(pathToFileURL(file).href);
    };
    const dom = await open(hostilePlan);
    expect(dom).toContain('<title>Plan for &lt;b&gt;x&lt;/b&gt;</title>');
    expect(dom).not.toMatch(/<(script|img|b|iframe|svg)\b/i);
    expect(dom.match(/<li class="update"/g)).toHaveLength(hostilePlan.changes.length);
    const plain = await open(mixed);
    expect(plain).toMatch(/<input type="radio" name="show" checked="">/);
    expect(plain).toContain('<td data-label="On the platform"><del>10</del></td>');
  },
);

test.skipIf(chromium === undefined)(
  'in a browser: the choice of a kind hides the others, without a script of the page (needs chromium)',
  async () => {
    const file = join(folderWith(), 'plan.html');
    // Stands for the reader, who chooses one kind after the other; let in past the policy of the page.
    const reader = `<script>
      const visible = () => [...document.querySelectorAll('main li')].filter((li) => li.checkVisibility());
      const choose = (radio) => { radio.checked = true; return visible().map((li) => li.classList[0]).join(' '); };
      document.title = [...document.querySelectorAll('input')].map(choose).join(',');
    </script>`;
    const page = shown(mixed).replace(/<meta http-equiv[^>]*>/, '');
    writeFileSync(file, page.replace('</body>', `${reader}</body>`));
    const dom = await openInChromium(pathToFileURL(file).href);
    // What contains a change of the kind stays in sight.
    expect(/<title>(.*?)<\/title>/.exec(dom)?.[1]?.split(',')).toEqual([
      'same update create move move same move',
      'same update create',
      'same update',
      'same update move move same move',
    ]);
  },
);
