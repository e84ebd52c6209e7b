import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, join, sep } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/** A word that is not used for what the project has another word for. */
export interface BannedWord {
  readonly word: string;
  /** What to say instead. */
  readonly say: string;
  /** Folders of the repository that it is looked for in. */
  readonly in: readonly string[];
  /** What finds it in names: those that a file declares, and the file's own. */
  readonly identifier: string;
  /** What finds it in whole texts, comments and pages included; absent: names alone are looked at. */
  readonly text?: string;
  /** Names in which it means something else, or that are published. */
  readonly except?: readonly string[];
  /** Places that still have it: only ever fewer; absent: none. */
  readonly still?: number;
}

const file = 'test/house/words.json';

export function bannedWords(root: string): readonly BannedWord[] {
  return JSON.parse(readFileSync(join(root, file), 'utf8')).words;
}

/** A file with the names that it declares. */
export interface NamedFile {
  readonly file: string;
  readonly text: string;
  readonly names: readonly string[];
}

/** Where a word stands: `FILE: NAME`, or `FILE:LINE` in a text. Each place once. */
export function placesOf(word: BannedWord, files: readonly NamedFile[]): readonly string[] {
  const inText = word.text === undefined ? undefined : new RegExp(word.text, 'iu');
  const inName = new RegExp(word.identifier, 'u');
  const places = files
    .filter(({ file: path }) => word.in.some((folder) => path.startsWith(`${folder}/`)))
    .flatMap(({ file: path, text, names }) => {
      const base = basename(path, extname(path));
      const named = [...names, base]
        .filter((name) => inName.test(name) && !word.except?.includes(name))
        .map((name) => `${path}: ${name}`);
      const lines = inText
        ? text.split('\n').flatMap((line, at) => (inText.test(line) ? [`${path}:${at + 1}`] : []))
        : [];
      return [...named, ...lines];
    });
  return [...new Set(places)];
}

/** Every source, script, test and page of the repository, but for what is made and for past decisions. */
export function namedFiles(root: string): readonly NamedFile[] {
  return ['src', 'scripts', 'test', 'docs'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.split(sep).join('/')}`)
      .filter((path) => /\.(?:ts|md)$/.test(path) && !/\.d\.ts$|^docs\/decisions\//.test(path))
      .map((path) => {
        const text = readFileSync(join(root, path), 'utf8');
        return { file: path, text, names: path.endsWith('.ts') ? declaredNames(path, text) : [] };
      }),
  );
}

/** Names of functions, variables, parameters, types and members that a text declares, each once. */
export function declaredNames(path: string, text: string): readonly string[] {
  const names = new Set<string>();
  const { program } = parseSync(path, text);
  const add = (node: unknown): void => {
    for (const name of namesIn(node)) names.add(name);
  };
  const ofFunction = ({ id, params }: { id: unknown; params: readonly unknown[] }) =>
    [id, ...params].forEach(add);
  new Visitor({
    FunctionDeclaration: ofFunction,
    FunctionExpression: ofFunction,
    ArrowFunctionExpression: ({ params }) => params.forEach(add),
    VariableDeclarator: ({ id }) => add(id),
    ClassDeclaration: ({ id }) => add(id),
    TSInterfaceDeclaration: ({ id }) => add(id),
    TSTypeAliasDeclaration: ({ id }) => add(id),
    TSPropertySignature: ({ key }) => add(key),
    TSMethodSignature: ({ key }) => add(key),
    MethodDefinition: ({ key }) => add(key),
    PropertyDefinition: ({ key }) => add(key),
  }).visit(program);
  return [...names];
}

/** The identifiers that a pattern binds: `{ a, b: [c], ...d }` binds `a`, `c` and `d`. */
function namesIn(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null || !('type' in node)) return [];
  const part = (key: string): unknown => Reflect.get(node, key);
  const parts = (key: string): readonly unknown[] => [part(key)].flat();
  switch (node.type) {
    case 'Identifier':
      return [String(part('name'))];
    case 'ObjectPattern':
      return parts('properties').flatMap(namesIn);
    case 'ArrayPattern':
      return parts('elements').flatMap(namesIn);
    case 'Property':
      return namesIn(part('value'));
    case 'AssignmentPattern':
      return namesIn(part('left'));
    case 'RestElement':
      return namesIn(part('argument'));
    case 'TSParameterProperty':
      return namesIn(part('parameter'));
    default:
      return [];
  }
}

/** Lowers how often each word may still stand to how often it does; raises nothing. */
export function shrinkWords(root: string, files: readonly NamedFile[]): void {
  const table = JSON.parse(readFileSync(join(root, file), 'utf8'));
  const words = bannedWords(root).map(({ still = 0, ...word }) => {
    const left = Math.min(still, placesOf(word, files).length);
    return left > 0 ? { ...word, still: left } : word;
  });
  writeFileSync(join(root, file), `${JSON.stringify({ ...table, words }, null, 2)}\n`);
}
