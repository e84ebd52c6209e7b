import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Layer, layers, packageHomes, restrictedFiles } from './layer-table.ts';
import { type Output, withTable } from './output.ts';

const page = 'docs/architecture.md';
const purity = 'This layer is pure: what comes from the world is an argument';
const impure = [
  'process',
  'Date',
  'crypto',
  'fetch',
  'console',
  'performance',
  'setTimeout',
  'Buffer',
];

/** The rules of the linter, which biome.json includes, and the tables of folders and packages. */
export const layerRules: readonly Output[] = [
  {
    file: 'biome.layers.json',
    make: () => `${JSON.stringify({ overrides: layerOverrides() }, null, 2)}\n`,
  },
  {
    file: page,
    make: () => {
      const text = readFileSync(join(import.meta.dirname, '../..', page), 'utf8');
      const folders = withTable(text, 'folders', foldersTable(), page);
      return withTable(folders, 'packages', packagesTable(), page);
    },
  },
];

/** One override of Biome about the files of a folder. */
interface Override {
  readonly includes: readonly string[];
  readonly linter: { readonly rules: { readonly style: object } };
}

interface Pattern {
  readonly group: readonly string[];
  readonly message: string;
}

function layerOverrides(): readonly Override[] {
  // A later override replaces an earlier one, so a folder inside another comes after it.
  const outerFirst = layers.toSorted((a, b) => depthOf(a) - depthOf(b));
  return outerFirst.flatMap((layer) => [
    overrideFor(layer, layer.folder),
    // An override replaces the one of the folder above.
    ...restrictedFiles
      .filter(({ by }) => by.startsWith(`${layer.folder}/`))
      .map(({ by }) => overrideFor(layer, by)),
  ]);
}

function depthOf({ folder }: Layer): number {
  return folder.split('/').length;
}

function overrideFor(layer: Layer, folder: string): Override {
  const style = {
    noRestrictedImports: { level: 'error', options: { patterns: patternsFor(layer, folder) } },
    ...(layer.isPure && {
      noRestrictedGlobals: {
        level: 'error',
        options: { deniedGlobals: Object.fromEntries(impure.map((name) => [name, purity])) },
      },
    }),
  };
  return { includes: [`src/${folder}/**`], linter: { rules: { style } } };
}

function patternsFor(layer: Layer, folder: string): readonly Pattern[] {
  const others = layers
    .map((other) => other.folder)
    .filter((other) => other !== layer.folder && !layer.may.includes(other))
    .filter((other) => !layer.loads?.includes(other));
  // An inner folder may be open although its outer folder is not.
  const inside = layer.may.filter((one) => others.some((other) => one.startsWith(`${other}/`)));
  const homes = packageHomes.filter(
    ({ home, alsoIn = [] }) => ![home, ...alsoIn].includes(layer.folder),
  );
  const groups: readonly Pattern[] = [
    {
      group: [...others.map(filesOf), ...inside.map((one) => `!${filesOf(one)}`)],
      message: messageFor(layer),
    },
    {
      group: homes.flatMap(({ packages }) => packages.flatMap((name) => [name, `${name}/**`])),
      message: `Each package has one home folder: see ${page}`,
    },
    ...restrictedFiles
      .filter(({ by }) => by !== folder)
      .map(({ file, message }) => ({ group: [`**/${file}`], message })),
    ...(layer.isPure ? [{ group: ['node:*'], message: purity }] : []),
  ];
  return groups.filter(({ group }) => group.length > 0);
}

function filesOf(folder: string): string {
  return `**/${folder}/**`;
}

function messageFor({ folder, may }: Layer): string {
  const allowed =
    may.length === 0 ? 'nothing else of src' : may.map((one) => `src/${one}`).join(', ');
  return `src/${folder} may import ${allowed}${may.length === 0 ? '' : ' only'}: see ${page}`;
}

function foldersTable(): string {
  const rows = layers.map((layer, index) => {
    const { folder, what, isPure } = layer;
    const allowed = allowedInWords(layer, layers.slice(0, index));
    return `| \`src/${folder}\` | ${what} | ${isPure ? 'yes' : 'no'} | ${allowed} |`;
  });
  return ['| folder | what it is | pure | imports |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

function allowedInWords({ may }: Layer, above: readonly Layer[]): string {
  if (may.length === 0) return 'nothing';
  const inWords = (folders: readonly string[]) => folders.map((one) => `\`${one}\``).join(', ');
  const not = above.map(({ folder }) => folder).filter((folder) => !may.includes(folder));
  if (not.length >= may.length) return inWords(may);
  return not.length === 0 ? 'all above' : `all above but ${inWords(not)}`;
}

function packagesTable(): string {
  const rows = packageHomes.map(
    ({ packages, home, alsoIn = [], why }) =>
      `| ${packages.map((name) => `\`${name}\``).join(', ')} | ${[home, ...alsoIn].join(', ')} | ${why} |`,
  );
  return ['| package | home | why there |', '| --- | --- | --- |', ...rows].join('\n');
}
