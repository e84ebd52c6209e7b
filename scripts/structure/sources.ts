import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { parseSync } from 'oxc-parser';

/** The structure of one TypeScript file of a source tree. */
export interface SourceModule {
  /** The path from the root of the tree, with `/`: `src/plan/build.ts`. */
  readonly file: string;
  readonly lines: number;
  /** Names that the file declares and exports, without re-exports. */
  readonly exports: readonly ExportedName[];
  /** Files of the tree from which it imports or re-exports, types included, in the form of `file`. */
  readonly imports: readonly string[];
}

export interface ExportedName {
  readonly name: string;
  readonly kind: 'function' | 'type' | 'value';
}

/** Every TypeScript file below a folder of the tree, except declarations and generated files. */
export function sourceModules(tree: string, folder = 'src'): readonly SourceModule[] {
  return sourceFiles(tree, folder).map((file) => moduleOf(tree, file));
}

function sourceFiles(tree: string, folder: string): readonly string[] {
  return readdirSync(join(tree, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.split(sep).join('/')}`)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .toSorted();
}

function moduleOf(tree: string, file: string): SourceModule {
  const text = readFileSync(join(tree, file), 'utf8');
  return { file, lines: text.split('\n').length - 1, ...structureOf(file, text) };
}

/** Exports and imports of a text. Relative imports start from `file`. */
export function structureOf(file: string, text: string): Pick<SourceModule, 'exports' | 'imports'> {
  const { program, module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const requests = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    // The text between the quotes.
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) =>
      text.slice(start + 1, end - 1),
    ),
  ];
  /** Imported names, since exporting one of them declares nothing. */
  const imported = new Set(
    module.staticImports.flatMap(({ entries }) => entries.map(({ localName }) => localName.value)),
  );
  const targets = requests
    .filter((request) => request.startsWith('.'))
    .map((request) => join(dirname(file), request).split(sep).join('/'));
  return {
    exports: program.body.flatMap(exportsOf).filter(({ name }) => !imported.has(name)),
    imports: [...new Set(targets)],
  };
}

type Statement = ReturnType<typeof parseSync>['program']['body'][number];

function exportsOf(statement: Statement): ExportedName[] {
  if (statement.type !== 'ExportNamedDeclaration') return [];
  const { declaration } = statement;
  if (!declaration) {
    if (statement.source) return [];
    return statement.specifiers.map(({ exported }) => ({
      name: 'name' in exported ? exported.name : exported.value,
      kind: statement.exportKind === 'type' ? 'type' : 'value',
    }));
  }
  switch (declaration.type) {
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      return declaration.id && declaration.body
        ? [{ name: declaration.id.name, kind: 'function' }]
        : [];
    case 'VariableDeclaration':
      return declaration.declarations.flatMap(({ id, init }) =>
        id.type !== 'Identifier'
          ? []
          : [
              {
                name: id.name,
                kind: /Function/.test(init?.type ?? '') ? 'function' : 'value',
              } as const,
            ],
      );
    case 'TSTypeAliasDeclaration':
    case 'TSInterfaceDeclaration':
      return [{ name: declaration.id.name, kind: 'type' }];
    case 'ClassDeclaration':
      return declaration.id ? [{ name: declaration.id.name, kind: 'value' }] : [];
    default:
      return [];
  }
}

/** Exported names that several files declare, each with these files. */
export function sharedNames(
  modules: readonly SourceModule[],
): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, Set<string>>();
  for (const { file, exports } of modules) {
    for (const { name } of exports) files.set(name, (files.get(name) ?? new Set()).add(file));
  }
  return new Map(
    [...files]
      .filter(([, all]) => all.size > 1)
      .map(([name, all]) => [name, [...all]] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Groups of files that import one another in a circle, each sorted by name. */
export function importCircles(modules: readonly SourceModule[]): readonly (readonly string[])[] {
  const imports = new Map(modules.map((one) => [one.file, one.imports]));
  // Tarjan's algorithm: files with the same lowest reachable number form a circle.
  const numbers = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): number => {
    const number = numbers.size;
    numbers.set(file, number);
    let low = number;
    open.push(file);
    for (const next of imports.get(file) ?? []) {
      if (!imports.has(next)) continue;
      if (!numbers.has(next)) low = Math.min(low, visit(next));
      else if (open.includes(next))
        low = Math.min(low, lowest.get(next) ?? numbers.get(next) ?? low);
    }
    lowest.set(file, low);
    if (low === number) {
      const group = open.splice(open.indexOf(file));
      const isOwn = imports.get(file)?.includes(file) === true;
      if (group.length > 1 || isOwn) circles.push(group.toSorted());
    }
    return low;
  };
  for (const file of imports.keys()) if (!numbers.has(file)) visit(file);
  return circles.toSorted((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
}

/** The number of TypeScript files directly in each folder; the fullest folder comes first. */
export function filesByFolder(files: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  return new Map([...counts].toSorted(([, a], [, b]) => b - a));
}
