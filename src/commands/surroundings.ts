import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openRepository } from '../files/git-repository.ts';
import { readOutside } from '../files/outside.ts';
import { packageText } from '../files/package-file.ts';
import { limits } from '../model/limits.ts';

/** What stands around the manifests of a catalog, for editors, git and GitHub. */
export interface Surroundings {
  /** New files, and files that get lines more, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Of these the files that were there and get lines more. */
  readonly extended: readonly string[];
  /** Files that were there and stay as they are. */
  readonly kept: readonly string[];
  /** Whether workflows were asked for in a folder where GitHub does not look for them. */
  readonly isBelowTop: boolean;
}

export interface Around {
  readonly cwd: string;
  readonly packageFolder: string;
  /** Whether the workflows for GitHub are among them. */
  readonly workflows: boolean;
}

/** Works out what is missing around a catalog; what is there is never written over. */
export function surroundings({ cwd, packageFolder, workflows }: Around): Surroundings {
  const isBelowTop = workflows && isInsideRepository(cwd);
  const wanted = [
    ...copies(packageFolder, 'schemas', 'schemas', /^(course|unit|lesson|resource|node|config)\./),
    ...editor,
    ...(workflows && !isBelowTop
      ? copies(packageFolder, 'examples/workflows', '.github/workflows', /\.yml$/)
      : []),
  ];
  const isThere = (file: string) => lstatSync(join(cwd, file), { throwIfNoEntry: false });
  const missing = wanted.filter(([file]) => !isThere(file));
  const kept = wanted.filter(([file]) => isThere(file)).map(([file]) => file);
  const files = new Map(missing);
  const extended: string[] = [];
  for (const [file, { about, lines }] of Object.entries(listFiles)) {
    const found = isThere(file);
    const before = textOf(join(cwd, file));
    const text = found && before === undefined ? undefined : withLines(before, lines, about);
    if (text === undefined) kept.push(file);
    else {
      files.set(file, text);
      if (found) extended.push(file);
    }
  }
  return { files, extended, kept, isBelowTop };
}

/** A link could lead anywhere. */
function textOf(path: string): string | undefined {
  const found = readOutside(path, { most: limits.config.most, links: 'refused' });
  return found.type === 'file' ? new TextDecoder().decode(found.bytes) : undefined;
}

/** GitHub reads workflows at the top of a repository alone. */
function isInsideRepository(folder: string): boolean {
  const repository = openRepository(folder);
  return repository.ok && repository.value.prefix !== '';
}

function copies(
  packageFolder: string,
  from: string,
  to: string,
  names: RegExp,
): (readonly [string, string])[] {
  return readdirSync(join(packageFolder, from))
    .filter((name) => names.test(name))
    .map((name) => [`${to}/${name}`, packageText(packageFolder, from, name)]);
}

/** `fmt` lays manifests out, so that no editor may do it in its own way. */
const editor: readonly (readonly [string, string])[] = [
  [
    '.vscode/extensions.json',
    `${JSON.stringify({ recommendations: ['redhat.vscode-yaml'] }, undefined, 2)}\n`,
  ],
  [
    '.vscode/settings.json',
    `${JSON.stringify(
      {
        '[yaml]': {
          'editor.insertSpaces': true,
          'editor.tabSize': 2,
          'editor.formatOnSave': false,
        },
        'yaml.format.enable': false,
      },
      undefined,
      2,
    )}\n`,
  ],
];

/** Files that are lists, to which lines can be added. */
const listFiles: Readonly<
  Record<string, { readonly about: string; readonly lines: readonly string[] }>
> = {
  // Two branches that add ids at one place would otherwise conflict.
  '.gitattributes': {
    about:
      '# Merged on your machine, lines of both branches stay. The button of a hosting service ignores this.',
    lines: ['catalog.ids merge=union', 'catalog.names merge=union'],
  },
  '.gitignore': {
    about: '# What timeback-catalog keeps on this machine, saved plans, and credentials.',
    lines: ['.timeback-catalog/', '/plan.json', '.env'],
  },
};

/** A list with these lines in it; undefined where it has them all. */
function withLines(
  text: string | undefined,
  lines: readonly string[],
  about: string,
): string | undefined {
  const there = new Set(text?.split(/\r?\n/).map((line) => line.trim()));
  const missing = lines.filter((line) => !there.has(line));
  if (missing.length === 0) return undefined;
  const end = text?.includes('\r\n') ? '\r\n' : '\n';
  const before =
    text === undefined || text === '' ? '' : `${text.replace(/\r?\n$/, '')}${end}${end}`;
  return before + [about, ...missing].map((line) => `${line}${end}`).join('');
}
