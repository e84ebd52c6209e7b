import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';
import type { Drift } from '../../src/model/drift.ts';
import type { Json } from '../../src/model/json.ts';
import type { FieldChange } from '../../src/model/plan.ts';
import { problem } from '../../src/model/problem.ts';
import type { ApplyReport } from '../../src/model/report.ts';
import { renderers } from '../../src/text/renderers.ts';
import { explained, mixed, plain, planOf, platform } from '../render/examples.ts';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { configFor, credentials } from '../support/served-catalog.ts';

const long = 512 * 1024;
const repeated = (text: string) => text.repeat(Math.ceil(long / text.length));

/** Texts of half a megabyte, each long in another way. */
const longTexts = {
  'one word': repeated('x'),
  'many words': repeated('word '),
  'no two words alike': Array.from({ length: 80_000 }, (_, index) => index.toString(36)).join(' '),
  'many lines': repeated('line\n'),
  'nothing but line breaks': repeated('\n'),
  'nothing but blanks': repeated(' '),
  'nothing but escapes': repeated('\u001b'),
  'nothing but back-ticks': repeated('` '),
  'nothing but emoji': repeated('🎓'),
  'nothing but half characters': repeated('\ud800'),
  'nothing but colons': repeated('\n::'),
} as const;

/** A run whose every text is this one. */
function everywhere(text: string) {
  const address = `lesson/${text}` as const;
  const source = { file: text, start: { line: 1, column: 1 } };
  const node = { address, title: text, parent: 'unit/u' as const };
  const values: readonly (readonly [Json, Json])[] = [
    [text, `${text}!`],
    [`a${text}`, [...text].reverse().join('')],
    [
      [text, 'x'],
      ['x', text],
    ],
    [{ [text]: text }, null],
    [Array.from({ length: 50_000 }, (_, index) => index), text.split(' ').slice(0, 50_000)],
  ];
  const fields = values.map(
    ([before, after]): FieldChange => ({
      path: ['metadata', text],
      kind: 'changed',
      before,
      after,
    }),
  );
  const [first, ...rest] = fields;
  if (!first) throw new Error('no field');
  const trouble = {
    ...problem('remote/rejected', { detail: text, hint: text, span: source, address }),
    frame: { firstLine: 1, lines: [text] },
    related: { span: source, note: text },
  };
  const plan = planOf(
    [
      { ...node, source, action: 'update', fields: [first, ...rest] },
      { ...node, address: 'lesson/b', source, action: 'retire', fields: [], reason: text },
      {
        ...node,
        address: 'lesson/c',
        source,
        action: 'create',
        after: {
          kind: 'lesson',
          sourcedId: 'c',
          fields: { title: text, metadata: { [text]: text } },
        },
      },
    ],
    { unmanaged: [node], warnings: [trouble], context: [{ address: 'unit/u', title: text }] },
  );
  const report: ApplyReport = {
    platform,
    digest: 'd',
    unchanged: 0,
    outcomes: plan.changes.map((change) => ({ ...change, status: 'failed', problem: trouble })),
    settled: {
      state: 'differs',
      fields: [{ address, title: text, path: [text], sent: text, kept: `${text}?` }],
    },
  };
  const drift: Drift = {
    platform,
    since: { from: 'commit', ref: text, commit: text },
    nodes: [
      {
        ...node,
        source,
        action: 'update',
        cause: 'both',
        fields: values.map(([before, after]) => ({
          of: 'field',
          path: [text],
          cause: 'both',
          before,
          after,
          wanted: text,
        })),
      },
    ],
    defaults: [{ kind: 'unit', path: [text], addresses: ['unit/u'] }],
    strangers: [node],
    elsewhere: 0,
    context: [],
    unchanged: 0,
    settled: 0,
    warnings: [],
  };
  const open = [
    {
      kind: 'lesson' as const,
      path: [text] as const,
      nodes: [{ address, title: text, path: [text] as const, wanted: text, held: null }] as const,
    },
  ];
  return { plan, report, drift, problems: [trouble], explanation: { ...explained, open } };
}

describe.each(Object.entries(longTexts))('a text of half a megabyte: %s', (_, text) => {
  let made: ReturnType<typeof everywhere>;
  beforeAll(() => {
    made = everywhere(text);
  });
  test.each(['human', 'markdown'] as const)('is told by its beginning in %s', (format) => {
    const { plan, report, drift, problems, explanation } = made;
    const renderer = renderers[format];
    const shown = [
      renderer.plan(plan, plain),
      renderer.report(report, plan, plain),
      renderer.drift(drift, plain),
      renderer.explanation(explanation, plain),
      renderer.problems(problems, plain),
    ];
    expect(shown.map(({ length }) => length).filter((length) => length > long)).toEqual([]);
    expect(shown[0]).toMatch(/\.\.\. \(\d+ characters\)/);
  });
});

test('in JSON it is whole: a saved plan is applied as it is', () => {
  const title = longTexts['many words'];
  const json = renderers.json.plan({ ...mixed, unmanaged: [{ address: 'unit/x', title }] }, plain);
  expect(JSON.parse(json).unmanaged[0].title).toBe(title);
  expect(json.length).toBeLessThan(2 * long);
});

test('the command line, from the manifest to the receipt', async () => {
  const emulator = createEmulator();
  onTestFinished(emulator.close);
  const title = longTexts['no two words alike'];
  const cwd = folderWith({
    ...catalogFiles(),
    'timeback-catalog.yaml': configFor('https://timeback.test'),
  });
  const run = async (...args: readonly string[]) => {
    const around = { cwd, env: credentials };
    const ended = await commandLine(args, around, { fetch: emulator.fetch });
    expect(ended.stdout.length + ended.stderr.length).toBeLessThan(long / 4);
    return ended;
  };
  await run('apply', '--env', 'test', '--yes');
  emulator.seed([
    {
      kind: 'course',
      record: { sourcedId: 'stranger', status: 'active', title: longTexts['many words'] },
    },
    { kind: 'course', record: { sourcedId: 'course-1', status: 'active', title } },
  ]);
  put(cwd, 'catalog/new.yaml', `kind: course\nsourcedId: course-2\ntitle: ${title}\n`);
  for (const command of ['check', 'fmt', 'show course-2', 'plan --env test -f markdown']) {
    expect((await run(...command.split(' '))).code).toBe(0);
  }
  expect((await run('plan', '--env', 'test', '--refresh-only')).code).toBe(0);
  expect((await run('apply', '--env', 'test', '--yes')).code).toBe(0);
});
