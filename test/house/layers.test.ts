// The layers are held by the linter: each forbidden import must fail it. The rules that are made of the
// table of layers are tried on a small tree of examples, all in one run.
import { spawnSync } from 'node:child_process';
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { actionFiles } from '../../scripts/build/action-files.ts';
import { packageFiles } from '../../scripts/build/notices.ts';
import { layers, packageHomes } from '../../scripts/generate/layer-table.ts';

const root = join(import.meta.dirname, '../..');
const rulesIn = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));

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
    folder: 'files',
    what: 'the layer above',
    text: importing('../run/x.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'run',
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
    folder: 'features/emulator/server',
    what: 'the planner',
    text: importing('../../../plan/x.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'remote',
    what: 'the emulator',
    text: importing('../features/emulator/server/x.ts'),
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
    folder: 'run',
    what: 'what writes people',
    text: importing('../remote/classroom/rehearsal/open.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'cli',
    what: 'what writes people',
    text: importing('../remote/classroom/rehearsal/open.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'action',
    what: 'what writes people',
    text: importing('../remote/classroom/rehearsal/open.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'remote',
    what: 'what writes people',
    text: importing('./classroom/rehearsal/open.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'features/rehearse',
    what: 'the Action',
    text: importing('../../action/x.ts'),
    rule: 'noRestrictedImports',
  },
  {
    folder: 'features/rehearse',
    what: 'allowed: what writes people',
    text: importing('../../remote/classroom/rehearsal/open.ts'),
    rule: '',
  },
  { folder: 'plan', what: 'allowed: the nouns', text: importing('../model/x.ts'), rule: '' },
  {
    folder: 'run',
    what: 'allowed: what is below',
    text: importing('../remote/x.ts'),
    rule: '',
  },
  { folder: 'remote', what: 'allowed: its own package', text: importing('p-limit'), rule: '' },
  { folder: 'files', what: 'allowed: Node', text: importing('node:path'), rule: '' },
];

/** What the table says of each folder beside each other one, and of each package. */
const ofTable: typeof examples = layers.flatMap(({ folder, may, loads = [] }) => [
  ...layers
    .filter((other) => other.folder !== folder)
    .map((other) => ({
      folder,
      what: `src/${other.folder}`,
      text: importing(`../${other.folder}/x.ts`),
      rule: [...may, ...loads].includes(other.folder) ? '' : 'noRestrictedImports',
    })),
  ...packageHomes.flatMap(({ packages, home, alsoIn = [] }) =>
    packages.flatMap((name) =>
      [name, `${name}/part`].map((from) => ({
        folder,
        what: from,
        text: importing(from),
        rule: [home, ...alsoIn].includes(folder) ? '' : 'noRestrictedImports',
      })),
    ),
  ),
]);

const all = [...examples, ...ofTable];

/** The lint rules that each example breaks, by its number. */
function lintExamples(): ReadonlyMap<number, readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-layers-'));
  try {
    const config = { ...rulesIn('biome.json'), vcs: { enabled: false } };
    writeFileSync(join(folder, 'biome.json'), JSON.stringify(config));
    writeFileSync(join(folder, 'biome.layers.json'), JSON.stringify(rulesIn('biome.layers.json')));
    for (const [index, example] of all.entries()) {
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
  test.each(all.map((example, index) => ({ ...example, index })))(
    '$folder: $what',
    ({ index, rule }) => {
      const restricted = (broken.get(index) ?? []).filter((name) => name.includes('noRestricted'));
      expect(restricted.map((name) => name.split('/').at(-1))).toEqual(rule ? [rule] : []);
    },
  );
});

describe('the table of layers', () => {
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

  test('has every folder of src, and no other', () => {
    const outer = layers.map(({ folder }) => folder).filter((folder) => !folder.includes('/'));
    expect(outer.toSorted()).toEqual(folders.toSorted());
  });

  test('lists folders from the bottom up', () => {
    for (const [index, { folder, may }] of layers.entries()) {
      const before = layers.slice(0, index).map((one) => one.folder);
      expect([folder, may.filter((one) => !before.includes(one))]).toEqual([folder, []]);
    }
  });

  test('lets pure layers import pure ones alone', () => {
    const pure = layers.filter(({ isPure }) => isPure);
    const names = pure.map(({ folder }) => folder);
    expect(pure.flatMap(({ may }) => may).filter((one) => !names.includes(one))).toEqual([]);
  });

  test('has a home for every package that is shipped', () => {
    // What they bring with them is nobody's to import.
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const shipped = [packageFiles.sbom, actionFiles.sbom]
      .flatMap((file) => JSON.parse(readFileSync(join(root, file), 'utf8')).components)
      .map(({ name }: { name: string }) => name)
      .filter((name) => name in devDependencies);
    expect(shipped.length).toBeGreaterThan(10);
    const homes = packageHomes.flatMap(({ packages }) => packages);
    expect(shipped.filter((name) => !homes.includes(name))).toEqual([]);
  });
});

describe('the diagrams of the pages', () => {
  const block = (file: string, before: string) =>
    readFileSync(join(root, file), 'utf8').split(before)[1]?.split('```')[1] ?? '';
  const whole = layers.filter(({ folder }) => !folder.includes('/'));

  test('CONTRIBUTING has every layer, left of all that it may import, and names the pure ones', () => {
    const columns = block('CONTRIBUTING.md', '## The layers')
      .split('→')
      .map((column) => column.split('·').map((folder) => folder.trim()));
    const at = (folder: string) => columns.findIndex((column) => column.includes(folder));
    expect(columns.flat().sort()).toEqual(whole.map(({ folder }) => folder).sort());
    for (const { folder, may, isPure = false } of whole) {
      const wrong = may.filter((one) => !one.includes('/') && at(one) <= at(folder));
      expect({ folder, wrong }).toEqual({ folder, wrong: [] });
      expect({ folder, isPure }).toEqual({ folder, isPure: at(folder) >= at('manifest') });
    }
  });

  test('the architecture names every layer in its rows', () => {
    const rows: readonly string[] =
      block('docs/architecture.md', '## Layers').match(/[a-z]+(?=[ ]|$)/gm) ?? [];
    expect(whole.filter(({ folder }) => !rows.includes(folder))).toEqual([]);
  });
});

test('features are loaded by the command line if needed, and never with it', () => {
  const files = globSync('src/**/*.ts', { cwd: root }).filter((file) =>
    layers.some(({ folder, loads }) => loads && file.startsWith(`src/${folder}/`)),
  );
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8');
    expect(text, file).not.toMatch(/^(?:import|export|\}) .*from '\.\.\/features\//m);
  }
});
