import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, join, sep } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/** A word that is not used, since the project has another word for the same thing. */
export interface BannedWord {
  readonly word: string;
  /** The word or words to use instead. */
  readonly say: string;
  /** Folders of the repository in which the word is searched. */
  readonly in: readonly string[];
  /**
   * A pattern for names that a file declares, and for the file's own name. Absent: names may contain the
   * word.
   */
  readonly identifier?: string;
  /** A pattern for whole files, including comments and pages. Absent: texts may contain the word. */
  readonly text?: string;
  /** A pattern for what people read: texts of the program, prose of pages, descriptions in schemas. */
  readonly shown?: string;
  /** Names in which the word means something else, or that are published. */
  readonly except?: readonly string[];
  /** The number of places that still have the word, which may only fall; absent: none. */
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
  /** The parts that people read; absent: found in the text. */
  readonly shown?: readonly ShownPart[];
}

/** The places of a word: `FILE: NAME`, or `FILE:LINE` in a text. Each place occurs once. */
export function placesOf(word: BannedWord, files: readonly NamedFile[]): readonly string[] {
  const inText = word.text === undefined ? undefined : new RegExp(word.text, 'iu');
  const inName = word.identifier === undefined ? undefined : new RegExp(word.identifier, 'u');
  const inShown = word.shown === undefined ? undefined : phrase(word.shown);
  const places = files
    .filter(({ file: path }) => word.in.some((at) => path === at || path.startsWith(`${at}/`)))
    .flatMap(({ file: path, text, names, shown: parts }) => {
      const base = basename(path, extname(path));
      const named = [...names, base]
        .filter((name) => inName?.test(name) && !word.except?.includes(name))
        .map((name) => `${path}: ${name}`);
      const lines = inText
        ? text.split('\n').flatMap((line, at) => (inText.test(line) ? [`${path}:${at + 1}`] : []))
        : [];
      const shown = inShown
        ? (parts ?? shownParts(path, text)).flatMap((part) =>
            [...part.text.matchAll(inShown)].map(({ index }) => {
              const before = part.text.slice(0, index).split('\n').length - 1;
              return `${path}:${part.line + before}`;
            }),
          )
        : [];
      return [...named, ...lines, ...shown];
    });
  return [...new Set(places)];
}

/** A pattern for several words, between which a line may end. */
function phrase(pattern: string): RegExp {
  return new RegExp(pattern.replaceAll(' ', '\\s+'), 'giu');
}

/** A part of a file that people read, and the line on which it begins. */
interface ShownPart {
  readonly line: number;
  readonly text: string;
}

/** The parts of a file that people read. Code is not prose, and a literal without a blank is not text. */
function shownParts(path: string, text: string): readonly ShownPart[] {
  if (path.endsWith('.md')) return [{ line: 1, text: withoutCode(text) }];
  if (path.endsWith('.json')) {
    return text
      .split('\n')
      .flatMap((line, at) =>
        /^\s*"(?:description|summary)": /.test(line) ? [{ line: at + 1, text: line }] : [],
      );
  }
  if (!path.endsWith('.ts')) return remarksIn(text);
  const parts: ShownPart[] = [];
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index);
  const add = (start: number, part: string): void => {
    if (!/[a-z] [a-z]/i.test(part)) return;
    const line = ends.findIndex((end) => end >= start);
    parts.push({ line: line === -1 ? ends.length + 1 : line + 1, text: withoutCode(part) });
  };
  const { program } = parseSync(path, text);
  new Visitor({
    Literal: ({ value, start }) => {
      if (typeof value === 'string') add(start, value);
    },
    TemplateElement: ({ value, start }) => add(start, value.cooked ?? value.raw),
  }).visit(program);
  return parts;
}

/** The parts of a pipeline, a workflow or a script that people read: comments and descriptions. */
function remarksIn(text: string): readonly ShownPart[] {
  let indent = Number.POSITIVE_INFINITY;
  return text.split('\n').flatMap((line, at) => {
    const [, before = '', folded] = /^( *)(?:- )?(?:description|message): *(>-)?/.exec(line) ?? [];
    const isBelow = /^ */.exec(line)?.[0].length ?? 0;
    if (isBelow <= indent && line.trim() !== '') indent = Number.POSITIVE_INFINITY;
    if (folded) indent = before.length;
    const isDescription = isBelow > indent || /^ *(?:- )?description: /.test(line);
    const read = isDescription ? line : /(?:^|\s)(?:#|\/\/) (.*)/.exec(line)?.[1];
    return read === undefined ? [] : [{ line: at + 1, text: withoutCode(read.trim()) }];
  });
}

/** A text without its code: fenced, indented as an example, between back-ticks, or in a comment. */
function withoutCode(text: string): string {
  const lines = (code: string): string => code.replace(/[^\n]/g, '');
  return text
    .replace(/^<!--.*?-->$/gms, lines)
    .replace(/^ *```.*?^ *```$/gms, lines)
    .replace(/^ {4,}(?![-*\d ]).*$/gm, lines)
    .replace(/`[^`\n]*`/g, '`…`');
}

/** Files that users copy into their repositories. */
const copied = /^examples\/(?:hooks|pipelines|workflows)\/[^/]+$/;

/** Every source, script, test, page, schema and file to copy, except generated files and past decisions. */
export function namedFiles(root: string): readonly NamedFile[] {
  const inFolders = ['src', 'scripts', 'test', 'docs', 'examples', 'schemas'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.split(sep).join('/')}`)
      .filter((path) => /\.(?:ts|md)$|^schemas\/.*\.json$/.test(path) || copied.test(path))
      .filter((path) => !/\.d\.ts$|^docs\/decisions\/|node_modules/.test(path)),
  );
  const atTop = ['README.md', 'CONTRIBUTING.md', 'action.yml', '.pre-commit-hooks.yaml'];
  return [...atTop, ...inFolders].map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    const names = path.endsWith('.ts') ? declaredNames(path, text) : [];
    // Texts inside of tests and scripts are not read by users.
    const shown = /^(?:test|scripts)\//.test(path) ? [] : shownParts(path, text);
    return { file: path, text, names, shown };
  });
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

/** Lowers the allowed number of each word to its present number; raises none. */
export function shrinkWords(root: string, files: readonly NamedFile[]): void {
  const table = JSON.parse(readFileSync(join(root, file), 'utf8'));
  const words = bannedWords(root).map(({ still = 0, ...word }) => {
    const left = Math.min(still, placesOf(word, files).length);
    return left > 0 ? { ...word, still: left } : word;
  });
  writeFileSync(join(root, file), `${JSON.stringify({ ...table, words }, null, 2)}\n`);
}
