import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { noSources } from '../../src/document/place.ts';
import type { Plan } from '../../src/model/plan.ts';
import { problem } from '../../src/model/problem.ts';
import type { AppliedPlan, PerEnvironment } from '../../src/model/report.ts';
import { section } from '../../src/text/document.ts';
import { plansFromJson } from '../../src/text/json/plan-from-json.ts';
import { plansToJson } from '../../src/text/json/plans-json.ts';
import { renderers } from '../../src/text/renderers.ts';
import { writeTerminal } from '../../src/text/terminal.ts';
import { tableOf } from '../../src/text/views/several-view.ts';
import { reportColumn, rowsOf } from '../../src/text/words/table-rows.ts';
import { fc } from '../support/laws.ts';
import { anySeveral, plansOf } from './arbitraries-of-several.ts';
import { created, empty, mixed, plain, planOf } from './examples.ts';

const schemaOf = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../schemas/${name}`, import.meta.url), 'utf8'));
const fits = new Ajv({ allErrors: true })
  .addSchema(schemaOf('plan.schema.json'), 'plan.schema.json')
  .compile(schemaOf('plans.schema.json'));

function on(environment: string, plan: Plan): PerEnvironment<Plan> {
  const platform = { name: environment, url: `https://${environment}.test`, dialect: 'partner' };
  return { environment, result: { ok: true, value: { ...plan, platform }, problems: [] } };
}
const failed = (environment: string): PerEnvironment<never> => ({
  environment,
  result: {
    ok: false,
    problems: [problem('auth/refused', { detail: 'The client is not known there.' })],
  },
});

const isSecond = ({ address }: { readonly address: string }) => address === 'unit/u1';
const other = planOf(
  mixed.changes
    .filter(({ action }) => action !== 'create')
    .map((change) =>
      isSecond(change) && change.action === 'update'
        ? {
            ...change,
            fields: [{ path: ['title'], kind: 'changed', before: 'X', after: 'Main ideas' }],
          }
        : change,
    ),
  { context: mixed.context, unchanged: 3 },
);
const several = [on('staging', mixed), on('production', other), on('eu', empty), failed('down')];

describe('as golden text', () => {
  test.each([
    { name: 'fields', look: plain },
    { name: 'tree', look: { ...plain, detail: 'tree' } },
    { name: 'summary', look: { ...plain, detail: 'summary' } },
    { name: 'narrow', look: { ...plain, width: 40, detail: 'tree' } },
    { name: 'ascii', look: { ...plain, unicode: false, detail: 'tree' } },
  ] as const)('plans: $name', async ({ name, look }) => {
    await expect(renderers.human.plans(several, look)).toMatchFileSnapshot(
      `golden/several-${name}.txt`,
    );
  });

  test('plans: markdown and JSON', async () => {
    await expect(renderers.markdown.plans(several, plain)).toMatchFileSnapshot('golden/several.md');
    await expect(renderers.json.plans(several, plain)).toMatchFileSnapshot(
      'golden/several.json.txt',
    );
  });

  test.each([{ format: 'human' }, { format: 'markdown' }, { format: 'json' }] as const)(
    'reports: $format',
    async ({ format }) => {
      await expect(renderers[format].reports(applied(), plain)).toMatchFileSnapshot(
        `golden/several-reports.${format}.txt`,
      );
    },
  );
});

/** All done on one, the first change failed on the other, nothing to do on a third. */
function applied(): readonly PerEnvironment<AppliedPlan>[] {
  return several.map(({ environment, result }) => {
    if (!result.ok) return { environment, result };
    const plan = result.value;
    const outcomes = plan.changes.map(({ address, title, action }, index) => {
      const common = { address, title, action };
      if (environment !== 'production') return { ...common, status: 'applied' as const };
      return index === 0
        ? {
            ...common,
            status: 'failed' as const,
            problem: problem('remote/rejected', { detail: 'No.' }),
          }
        : { ...common, status: 'not-tried' as const, because: 'interrupted' as const };
    });
    const { platform, digest, unchanged } = plan;
    const report = {
      platform,
      digest,
      unchanged,
      outcomes,
      settled: { state: 'converged' },
    } as const;
    return { environment, result: { ok: true, value: { plan, report }, problems: [] } };
  });
}

describe('rows', () => {
  const shown = (lists: readonly (readonly string[])[]) => {
    const columns = lists.map((ids, index) => ({
      environment: String(index),
      nodes: ids.map((id) => created('course', id)),
      context: [],
      cells: new Map(),
    }));
    return rowsOf(columns)
      .map(({ address }) => address.slice('course/'.length))
      .join(' ');
  };

  test.each([
    {
      name: 'the same in both',
      lists: [
        ['a', 'b'],
        ['a', 'b'],
      ],
      is: 'a b',
    },
    {
      name: 'more in the second',
      lists: [
        ['a', 'c'],
        ['a', 'b', 'c'],
      ],
      is: 'a b c',
    },
    { name: 'the second begins earlier', lists: [['b'], ['a', 'b', 'c']], is: 'a b c' },
    { name: 'nothing in common', lists: [['a'], ['b']], is: 'b a' },
    { name: 'nothing in the first', lists: [[], ['a', 'b']], is: 'a b' },
  ])('$name', ({ lists, is }) => {
    expect(shown(lists)).toBe(is);
  });

  test('law: each changed node has one row, under its parent', () => {
    fc.assert(
      fc.property(anySeveral, (any) => {
        const columns = any.map(reportColumn);
        const rows = rowsOf(columns).map(({ address }) => address);
        expect(new Set(rows).size).toBe(rows.length);
        for (const { address } of columns.flatMap(({ nodes }) => nodes)) {
          expect(rows).toContain(address);
        }
      }),
    );
  });
});

describe('many rows that say the same', () => {
  const lessons = (unit: string, from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) =>
      created('lesson', `l${from + index}`, `unit/${unit}`),
    );
  const many = [
    created('unit', 'u1'),
    ...lessons('u1', 0, 40),
    created('unit', 'u2'),
    ...lessons('u2', 40, 80),
  ];
  const tree = { ...plain, detail: 'tree' } as const;

  test('are counted, with their cells', () => {
    const text = renderers.human.plans([on('a', planOf(many)), on('b', empty)], tree);
    expect(text).toContain('… and 1 more unit, 71 more lessons');
    expect(text).toMatch(/71 more lessons +\+ add +·/);
  });

  test('what is hidden stays in sight where the next row hangs under it', () => {
    const updated = planOf(
      many.map((change) =>
        change.address === 'lesson/l79' && change.action === 'create'
          ? {
              ...change,
              action: 'update' as const,
              fields: [{ path: ['title'], kind: 'added', after: 'X' }],
            }
          : change,
      ),
    );
    const text = renderers.human.plans([on('a', updated)], tree);
    const lines = text.split('\n').map((line) => line.trim());
    const at = lines.findIndex((line) => line.startsWith('… and 70 more lessons'));
    expect(lines[at + 1]).toMatch(/^unit "Title u2" +\+ add$/);
    expect(lines[at + 2]).toMatch(/^lesson "Title l79" +~ 1 field$/);
  });
});

test('law: whatever the titles hold, every row of a table in Markdown has its cells', () => {
  fc.assert(
    fc.property(anySeveral, (any) => {
      const look = { ...plain, detail: 'tree' } as const;
      const texts = [
        renderers.markdown.plans(plansOf(any), look),
        renderers.markdown.reports(any, look),
      ];
      for (const row of texts.flatMap((text) => text.match(/^\|.*$/gm) ?? [])) {
        expect(row.split('|')).toHaveLength(any.length + 3);
      }
    }),
  );
});

test('law: no line of a table is longer than the screen', () => {
  fc.assert(
    fc.property(anySeveral, fc.integer({ min: 60, max: 200 }), (any, width) => {
      const look = { ...plain, width };
      const table = tableOf(any.map(reportColumn), look, () => []);
      const text = writeTerminal({ title: '', sections: [section('body', table)] }, look);
      const lines = text.split('\n');
      const isStacked = !lines[0]?.startsWith(' ');
      for (const line of isStacked ? [] : lines)
        expect([...line].length).toBeLessThanOrEqual(width);
    }),
  );
});

describe('the JSON', () => {
  test('fits its schema', () => {
    expect(fits(plansToJson(several, noSources)), JSON.stringify(fits.errors)).toBe(true);
  });

  test('law: read again it is the same', () => {
    fc.assert(
      fc.property(anySeveral, (any) => {
        const named = plansOf(any).map(({ environment, result }) => ({
          environment,
          result: result.ok
            ? {
                ...result,
                value: {
                  ...result.value,
                  platform: { ...result.value.platform, name: environment },
                },
              }
            : result,
        }));
        const again = plansFromJson(JSON.parse(JSON.stringify(plansToJson(named, noSources))));
        expect(
          again?.map(({ environment, result }) => [environment, result.ok && result.value]),
        ).toEqual(named.map(({ environment, result }) => [environment, result.ok && result.value]));
      }),
    );
  });

  test('another name beside a plan than in it is refused', () => {
    const json = plansToJson([on('a', mixed)], noSources);
    expect(
      plansFromJson(
        JSON.parse(JSON.stringify(json).replace('{"name":"a","plan"', '{"name":"b","plan"')),
      ),
    ).toBeUndefined();
  });
});
