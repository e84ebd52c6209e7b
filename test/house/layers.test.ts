// The layers are held by the linter: each forbidden import must fail it. The rules of biome.json are
// tried on a small tree of examples, all in one run.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const rules = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));

const importing = (from: string) => `import { x } from '${from}';\nexport const y = x;\n`;

const examples: readonly { folder: string; what: string; text: string; rule: string }[] = [
  {
    folder: 'model',
    what: 'a layer above',
    text: importing('../plan/x.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'plan',
    what: 'a sibling',
    text: importing('../text/x.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'caliper',
    what: 'a sibling',
    text: importing('../plan/x.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'text',
    what: 'a sibling beside it',
    text: importing('../caliper/x.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'apply',
    what: 'a sibling that has effects',
    text: importing('../remote/x.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'commands',
    what: 'the layer above',
    text: importing('../cli/x.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'action',
    what: 'the command line',
    text: importing('../cli/x.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'cli',
    what: 'the Action',
    text: importing('../action/x.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'emulator',
    what: 'the planner',
    text: importing('../plan/x.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'remote',
    what: 'the emulator',
    text: importing('../emulator/x.ts'),
    rule: 'noRestrictedImports',
  },
  { folder: 'text', what: 'Node', text: importing('node:path'), rule: 'noRestrictedImports' },
  {
    folder: 'files',
    what: 'a package at home elsewhere',
    text: importing('p-limit'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'plan',
    what: 'the clock',
    text: 'export const y = Date.now();\n',
    rule: 'noRestrictedGlobals',
  },
  {
    folder: 'manifest',
    what: 'the environment',
    text: 'export const y = process.env;\n',
    rule: 'noRestrictedGlobals',
  },
  { folder: 'text', what: 'a stream', text: "console.log('x');\n", rule: 'noRestrictedGlobals' },
  {
    folder: 'commands',
    what: 'what writes people',
    text: importing('../remote/classroom/rehearsal.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'cli',
    what: 'what writes people',
    text: importing('../remote/classroom/rehearsal.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'action',
    what: 'what writes people',
    text: importing('../remote/classroom/rehearsal.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'remote',
    what: 'what writes people',
    text: importing('./classroom/rehearsal.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'commands/rehearse',
    what: 'the layer above',
    text: importing('../../cli/x.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'commands/rehearse',
    what: 'allowed: what writes people',
    text: importing('../../remote/classroom/rehearsal.ts'),
    rule: '',
  },
  { folder: 'plan', what: 'allowed: the nouns', text: importing('../model/x.ts'), rule: '' },
  {
    folder: 'commands',
    what: 'allowed: what is below',
    text: importing('../remote/x.ts'),
    rule: '',
  },
  { folder: 'remote', what: 'allowed: its own package', text: importing('p-limit'), rule: '' },
  { folder: 'files', what: 'allowed: Node', text: importing('node:path'), rule: '' },
];

/** The lint rules that each example breaks, by its number. */
function lintExamples(): ReadonlyMap<number, readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-layers-'));
  try {
    const config = { ...rules, vcs: { enabled: false } };
    writeFileSync(join(folder, 'biome.json'), JSON.stringify(config));
    for (const [index, example] of examples.entries()) {
      mkdirSync(join(folder, 'src', example.folder), { recursive: true });
      writeFileSync(join(folder, 'src', example.folder, `example-${index}.ts`), example.text);
    }
    const { stdout } = spawnSync(
      join(root, 'node_modules/.bin/biome'),
      ['lint', '--reporter=json', '--max-diagnostics=none', 'src'],
      { cwd: folder, encoding: 'utf8' },
    );
    return groupByExample(JSON.parse(stdout).diagnostics);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function groupByExample(diagnostics: readonly { category: string; location: unknown }[]) {
  const broken = new Map<number, string[]>();
  for (const { category, location } of diagnostics) {
    const index = Number(/example-(\d+)\.ts/.exec(JSON.stringify(location))?.[1]);
    broken.set(index, [...(broken.get(index) ?? []), category]);
  }
  return broken;
}

describe('imports and globals that the linter refuses, folder by folder', () => {
  const broken = lintExamples();
  test.each(examples.map((example, index) => ({ ...example, index })))(
    '$folder: $what',
    ({ index, rule }) => {
      const restricted = (broken.get(index) ?? []).filter((name) => name.includes('noRestricted'));
      expect(restricted.map((name) => name.split('/').at(-1))).toEqual(rule ? [rule] : []);
    },
  );
});

test('every folder of src has rules', () => {
  const ruled = new Set(
    rules.overrides.flatMap(({ includes }: { includes: string[] }) => includes),
  );
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `src/${name}/**`);
  expect(folders.filter((folder) => !ruled.has(folder))).toEqual([]);
});
