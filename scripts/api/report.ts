import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/** The committed report with which a build is compared. */
export const reportFile = 'docs/reference/library-api.md';

/** The path at which the compiler writes the declarations of the library. */
export const builtTypes = 'dist/lib/index.d.ts';

/** One declaration of a file of types; overloads under one name belong together. */
interface Declared {
  readonly texts: string[];
  /** Names of types to which it refers. */
  readonly refers: Set<string>;
}

/** The origin of a name that a file imports. */
interface Elsewhere {
  readonly file: string;
  readonly name: string;
}

interface TypesFile {
  readonly declared: ReadonlyMap<string, Declared>;
  readonly imported: ReadonlyMap<string, Elsewhere>;
  /** What the file exports, by the exported name. */
  readonly exported: ReadonlyMap<string, Elsewhere>;
}

/**
 * The public declarations of the library as text: every one that `index.d.ts` exports, and every one to which
 * those refer, without comments, sorted by name. A change of this text is a change for users.
 */
export function apiReport(index: string): string {
  const files = new Map<string, TypesFile>();
  const fileAt = (path: string): TypesFile => {
    const known = files.get(path) ?? readTypes(path);
    files.set(path, known);
    return known;
  };
  const found = new Map<string, { readonly name: string; readonly text: string }>();
  const reach = (file: string, name: string): void => {
    const { declared, imported, exported } = fileAt(file);
    const from = imported.get(name) ?? (declared.has(name) ? undefined : exported.get(name));
    if (from) {
      reach(from.file, from.name);
      return;
    }
    const own = declared.get(name);
    const key = `${name} ${file}`;
    // A name that no file here declares belongs to the language or to a package.
    if (!own || found.has(key)) return;
    found.set(key, { name, text: own.texts.join('\n') });
    for (const other of own.refers) reach(file, other);
  };
  const { exported } = fileAt(index);
  const offered = new Set<string>();
  for (const [outside, { file, name }] of exported) {
    if (outside !== name) throw new Error(`${name} is exported as ${outside}: give it one name`);
    reach(file, name);
    offered.add(name);
  }
  const all = [...found.entries()].sort(([one], [other]) => (one < other ? -1 : 1));
  const texts = (isOffered: boolean) =>
    all
      .filter(([, { name }]) => offered.has(name) === isOffered)
      .map(([, { text }]) => text)
      .join('\n\n');
  return `# The library, as its users see it

Made from \`${relative(join(index, '../../..'), index)}\` by \`npm run api\`; a test holds each build against it. From 1.0 on what is
exported stays: a change here that takes something away, or asks for more than before, waits for the next major version.

## Exported

\`\`\`ts
${texts(true)}
\`\`\`

## What they are made of

Not exported by name, and part of what is. Name them by what they belong to: \`PlanResult['plan']\`.

\`\`\`ts
${texts(false)}
\`\`\`
`;
}

function readTypes(path: string): TypesFile {
  const text = readFileSync(path, 'utf8');
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const declared = new Map<string, Declared>();
  const imported = new Map<string, Elsewhere>();
  const exported = new Map<string, Elsewhere>();
  const plain = (start: number, end: number) => withoutComments(text, comments, { start, end });
  for (const statement of program.body) {
    switch (statement.type) {
      case 'ImportDeclaration': {
        const file = fileNamed(statement.source.value, path);
        for (const specifier of file === undefined ? [] : statement.specifiers) {
          if (specifier.type !== 'ImportSpecifier' || file === undefined) continue;
          imported.set(specifier.local.name, { file, name: nameIn(specifier.imported) });
        }
        break;
      }
      case 'ExportNamedDeclaration': {
        const file = statement.source ? fileNamed(statement.source.value, path) : path;
        for (const { local, exported: outside } of statement.specifiers) {
          if (file !== undefined) exported.set(nameIn(outside), { file, name: nameIn(local) });
        }
        break;
      }
      case 'ExportAllDeclaration':
        throw new Error(`${path} exports all of ${statement.source.value}: name what is offered`);
      default:
        break;
    }
    const declaration =
      statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    for (const name of declaration ? namesOf(declaration) : []) {
      const own = declared.get(name) ?? { texts: [], refers: new Set<string>() };
      declared.set(name, own);
      own.texts.push(plain(statement.start, statement.end));
      for (const other of referredIn({ ...program, body: [statement] })) own.refers.add(other);
    }
  }
  return { declared, imported, exported };
}

type Program = ReturnType<typeof parseSync>['program'];
type Statement = Program['body'][number];

function namesOf(statement: Statement): string[] {
  switch (statement.type) {
    case 'VariableDeclaration':
      return statement.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? id.name : []));
    case 'TSTypeAliasDeclaration':
    case 'TSInterfaceDeclaration':
      return [statement.id.name];
    case 'TSDeclareFunction':
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return statement.id ? [statement.id.name] : [];
    default:
      return [];
  }
}

interface Named {
  readonly type: string;
  readonly name?: unknown;
  readonly value?: unknown;
  readonly left?: Named;
}

const nameIn = ({ name, value }: Named): string => String(name ?? value);

/** The first name of a qualified name: `a` of `a.b.c`. */
const first = (node: Named): string => (node.left ? first(node.left) : nameIn(node));

function referredIn(program: Program): ReadonlySet<string> {
  const names = new Set<string>();
  new Visitor({
    TSTypeReference: ({ typeName }) => void names.add(first(typeName)),
    TSTypeQuery: ({ exprName }) => void names.add(first(exprName)),
    TSInterfaceHeritage: ({ expression }) => void names.add(first(expression)),
    TSClassImplements: ({ expression }) => void names.add(first(expression)),
    ClassDeclaration: ({ superClass }) => void (superClass && names.add(first(superClass))),
  }).visit(program);
  return names;
}

/** The file of types that `./plan.js` or `./plan.ts` stands for; undefined for a package. */
function fileNamed(specifier: string, from: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const file = join(dirname(from), specifier.replace(/\.[jt]s$/, '.d.ts'));
  if (!existsSync(file)) throw new Error(`${from} imports ${specifier}, and ${file} is not there`);
  return file;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Texts for people, such as the help of a problem: other words do not change the library. */
const prose = /(["'])(?:(?!\1)[^\\\n ]|\\.)*(?: (?:(?!\1)[^\\\n ]|\\.)*){3,}\1/g;

/** The text of a declaration without comments: a better comment does not change the library either. */
function withoutComments(text: string, comments: readonly Range[], { start, end }: Range): string {
  const inside = comments.filter((one) => one.start >= start && one.end <= end);
  const pieces = [...inside, { start: end, end }].map((comment, index) =>
    text.slice(inside[index - 1]?.end ?? start, comment.start),
  );
  return pieces
    .join('')
    .replaceAll(prose, "'…'")
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}
