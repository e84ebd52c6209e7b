import { lstatSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { ledgerPlace } from '../../config/config.ts';
import { ReadSources } from '../../document/place.ts';
import { defaultBranch } from '../../files/git-history.ts';
import { openRepository } from '../../files/git-read.ts';
import { configNames, manifestFilter } from '../../files/manifests.ts';
import { readOutside } from '../../files/outside.ts';
import { packageNames, packageText } from '../../files/package-files.ts';
import { writeBelow } from '../../files/write.ts';
import { addFacts } from '../../identity/ledger/edit.ts';
import { liveFact } from '../../identity/ledger/line.ts';
import { idsInFiles } from '../../manifest/format.ts';
import { fileNameOf } from '../../manifest/outline.ts';
import { shellWord } from '../../model/id-commands.ts';
import { inputLimits } from '../../model/input-limits.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../../model/json.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import { openWorkspace } from '../../run/catalog/workspace.ts';
import type { World } from '../../run/world.ts';
import type { SchemaName } from '../../text/json/schema-names.ts';
import { placeholderOwner, repositoryOf } from './repository.ts';

/**
 * A JSON Schema that needs no other file: the schemas of this package that it refers to are copied into its
 * definitions.
 */
export function schema(
  name: SchemaName,
  { packageFolder }: Pick<World, 'packageFolder'>,
): JsonObject {
  const whole = read(name, packageFolder);
  const parts = new Map<string, Json>();
  const collect = (json: Json): void => {
    for (const part of partsNamed(json)) {
      if (part === name || parts.has(part)) continue;
      const { $id: _id, $schema: _schema, ...rest } = read(part, packageFolder);
      parts.set(
        part,
        withReferences(rest, (to) => inside(name, { from: part, to })),
      );
      collect(rest);
    }
  };
  collect(whole);
  const own = withReferences(whole, (to) => inside(name, { from: name, to }));
  // With a relative id, references would be looked up as files again.
  const { $id: _, definitions, ...rest } = isObject(own) ? own : {};
  const all = { ...(isObject(definitions) && definitions), ...Object.fromEntries(parts) };
  return Object.keys(all).length > 0 ? { ...rest, definitions: all } : rest;
}

function read(name: string, packageFolder: string): JsonObject {
  const json = parseJson(packageText(packageFolder, 'schemas', `${name}.schema.json`));
  if (!isObject(json)) throw new Error(`the schema of ${name} in this package is none`);
  return json;
}

/**
 * A reference such as `unit.schema.json#/definitions/Unit`: the name of another schema, and a path into it.
 */
const reference = /^(?:(\w+)\.schema\.json)?(?:#(.*))?$/;

function partsNamed(json: Json): string[] {
  const names: string[] = [];
  withReferences(json, (to) => {
    names.push(...[reference.exec(to)?.[1]].flatMap((name) => name ?? []));
    return to;
  });
  return names;
}

/** The reference to a copied schema. */
function inside(whole: string, { from, to }: { readonly from: string; readonly to: string }) {
  const [, other = from, rest = ''] = reference.exec(to) ?? [];
  return other === whole ? `#${rest}` : `#/definitions/${other}${rest}`;
}

function withReferences(json: Json, to: (reference: string) => string): Json {
  if (Array.isArray(json)) return json.map((item) => withReferences(item, to));
  if (!isObject(json)) return json;
  const entries = Object.entries(json).map(([key, value]) =>
    key === '$ref' && typeof value === 'string'
      ? [key, to(value)]
      : [key, withReferences(value, to)],
  );
  return Object.fromEntries(entries);
}

export interface InitOptions {
  /** The first course; absent: none, and an existing catalog gets the files that it lacks. */
  readonly course?: NewCourse;
  /** The org of every course that names none. */
  readonly org: string;
  /** The Action that workflows for GitHub name, `OWNER/REPO@REF`; absent: no workflows. */
  readonly action?: string;
}

/** The files that `init` wrote, extended, and left as they were. */
export interface InitResult {
  /** Written files, relative to the folder. */
  readonly written: readonly string[];
  /** Existing files that got further lines. */
  readonly extended: readonly string[];
  /** Existing files that stay unchanged. */
  readonly kept: readonly string[];
  /**
   * Whether workflows were asked for in a folder where GitHub does not look for them, so that none were
   * written.
   */
  readonly isBelowTop: boolean;
}

/**
 * Starts a catalog in a folder: a config, a first course with its ids, and files for editors, git and
 * GitHub. Never overwrites a file.
 */
export function init(
  { course, org, action }: InitOptions,
  { cwd, uuid, packageFolder }: Pick<World, 'cwd' | 'uuid' | 'packageFolder'>,
): Checked<InitResult> {
  const isThere = (file: string) =>
    lstatSync(join(cwd, file), { throwIfNoEntry: false }) !== undefined;
  const there = configNames.find(isThere);
  if (there && course) {
    const already = problem('usage/wrong', {
      detail: `${cwd} already holds a catalog (${there}).`,
      hint: 'Add a course with `timeback-catalog new course`, or add missing files with `init --no-course`.',
    });
    return { ok: false, problems: [already] };
  }
  const own = new Map([
    ...(there ? [] : [[configNames[0], newConfig(org)] as const]),
    ...(course ? firstCourse(course, uuid) : []),
  ]);
  const around = there ? undefined : catalogAround(cwd, [...own.keys()]);
  if (around) return { ok: false, problems: [around] };
  const scaffold = scaffoldFiles({ cwd, packageFolder, ...(action !== undefined && { action }) });
  const kept = [...(there ? [there] : []), ...[...own.keys()].filter(isThere), ...scaffold.kept];
  const files = [...[...own].filter(([file]) => !isThere(file)), ...scaffold.files];
  writeBelow(cwd, files);
  const { extended, isBelowTop } = scaffold;
  const written = files.map(([file]) => file).filter((file) => !extended.includes(file));
  return checked({ written, extended, kept, isBelowTop }, []);
}

/**
 * The problem of a catalog above a folder that would read new files of the folder as manifests of its own, as
 * in a folder of its manifests.
 */
function catalogAround(cwd: string, files: readonly string[]): Problem | undefined {
  const outer = openWorkspace({ cwd: dirname(cwd), sources: new ReadSources() });
  if (!outer.ok) return undefined;
  const { folder, config, configFile } = outer.value;
  const isManifest = manifestFilter(config.catalog);
  const below = relative(folder, cwd).replaceAll(sep, '/');
  if (!files.some((file) => isManifest(`${below}/${file}`))) return undefined;
  return problem('usage/wrong', {
    detail: `${cwd} is in the catalog of ${join(folder, configFile)}, which would read the new files as its own.`,
    hint: `Use that catalog: add \`--chdir ${shellWord(folder)}\`. A catalog of its own needs a folder that no glob of \`catalog\` there matches.`,
  });
}

function firstCourse(course: NewCourse, uuid: () => string): (readonly [string, string])[] {
  const file = `catalog/${fileNameOf(course.title, 'course')}.yaml`;
  const text = courseManifest(course, uuid);
  const ids = idsInFiles([{ file, bytes: new TextEncoder().encode(text) }]);
  const facts = ids.map(liveFact);
  return [
    [file, text],
    ...addFacts(new Map(), facts, { form: 'file', file: ledgerPlace(undefined).file }),
  ];
}

/** The files around the manifests of a catalog, for editors, git and GitHub. */
interface ScaffoldFiles extends Omit<InitResult, 'written'> {
  /** New files, and files that get further lines, by path. */
  readonly files: ReadonlyMap<string, string>;
}

type ScaffoldOptions = Pick<World, 'cwd' | 'packageFolder'> & Pick<InitOptions, 'action'>;

/** Works out which files are missing around a catalog; existing text is never overwritten. */
export function scaffoldFiles({ cwd, packageFolder, action }: ScaffoldOptions): ScaffoldFiles {
  const isBelowTop = action !== undefined && isInsideRepository(cwd);
  const wanted = [
    ...copies(
      packageFolder,
      'schemas',
      'schemas',
      /^(course|unit|lesson|resource|metadata|node|config)\./,
    ),
    ...editor,
    ...(action !== undefined && !isBelowTop
      ? workflowsNaming({ action, branch: branchOf(cwd) }, packageFolder)
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

/** The placeholder for the Action in the workflows of this package. */
const unnamedAction = 'uses: timeback-catalog@init';

/** The branch that the workflows of this package publish. */
const usualBranch = 'main';
const usualBranchNamed = /\bmain\b/g;

function workflowsNaming(
  { action, branch }: { readonly action: string; readonly branch: string },
  packageFolder: string,
): (readonly [string, string])[] {
  return copies(packageFolder, 'examples/workflows', '.github/workflows', /\.yml$/).map(
    ([file, text]) => [
      file,
      text.replace(usualBranchNamed, branch).replaceAll(unnamedAction, `uses: ${action}`),
    ],
  );
}

/** The branch that workflows publish. A name that YAML or a filter of GitHub reads otherwise is not used. */
function branchOf(folder: string): string {
  const branch = defaultBranch(folder) ?? usualBranch;
  return /^[a-z][\w./-]*$/i.test(branch) && !/^(?:true|false|null|yes|no|on|off)$/i.test(branch)
    ? branch
    : usualBranch;
}

/** Whether a text names an Action on GitHub: `OWNER/REPO@REF`, or one in a folder of a repository. */
export function isActionName(text: string): boolean {
  return /^[\w-]+\/[\w./-]+@[\w./-]+$/.test(text) && text.length <= 300;
}

/**
 * The Action of this package's release, `OWNER/REPO@vVERSION`. Undefined if the package names no repository
 * on GitHub, or a placeholder: then it is not a release, and the place of the Action is unknown.
 */
export function actionOfPackage({
  packageFolder,
}: Pick<World, 'packageFolder'>): string | undefined {
  const json = parseJson(packageText(packageFolder, 'package.json'));
  const { repository = null, version } = isObject(json) ? json : {};
  const url = isObject(repository) ? repository['url'] : repository;
  const found = typeof url === 'string' ? repositoryOf(url) : undefined;
  const isKnown = found !== undefined && !found.startsWith(`${placeholderOwner}/`);
  return isKnown && typeof version === 'string' ? `${found}@v${version}` : undefined;
}

/** The text of a file. Links are refused, since one could lead anywhere. */
function textOf(path: string): string | undefined {
  const found = readOutside(path, { most: inputLimits.config.most, links: 'refused' });
  return found.type === 'file' ? new TextDecoder().decode(found.bytes) : undefined;
}

/** Whether a folder is below the root of a repository, where GitHub reads no workflows. */
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
  return packageNames(packageFolder, from)
    .filter((name) => names.test(name))
    .map((name) => [`${to}/${name}`, packageText(packageFolder, from, name)]);
}

/** Settings of editors: only `fmt` may lay out manifests. */
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
  // Without this, two branches that add ids at one place would conflict.
  '.gitattributes': {
    about:
      '# A merge on your machine keeps the lines of both branches. The merge button of a hosting service ignores this.',
    lines: ['catalog.ids merge=union', 'catalog.names merge=union'],
  },
  '.gitignore': {
    about: '# Local data of timeback-catalog, saved plans, and credentials.',
    lines: ['.timeback-catalog/', '/plan.json', '/plan.html', '/plan.md', '.env'],
  },
};

/** A list with these lines added; undefined if it has them all. */
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

/** The title and course code of a new course. */
export interface NewCourse {
  readonly title: string;
  readonly courseCode?: string;
}

/** A config that names no platform yet, so that the emulator is used. */
export function newConfig(org: string): string {
  return `# yaml-language-server: $schema=schemas/config.schema.json
# Where the manifests are and where they are published. This file is committed: never put a secret here.
catalog: catalog/**/*.yaml
org: ${JSON.stringify(org)} # default org for courses

# The environments "local" (the built-in emulator) and "production" (the documented address of
# the Partner API, with credentials from TIMEBACK_CLIENT_ID and TIMEBACK_CLIENT_SECRET) always exist.
# environments:
#   production:
#     baseUrl: https://api.alpha-1edtech.ai
#     org: the-org-you-were-told
`;
}

/** The manifest of a course with one unit and one lesson, with new ids. JSON strings are YAML strings. */
function courseManifest({ title, courseCode }: NewCourse, uuid: () => string): string {
  const code = courseCode === undefined ? '' : `courseCode: ${JSON.stringify(courseCode)}\n`;
  return `# yaml-language-server: $schema=../schemas/course.schema.json
# A published sourcedId must never change. Titles and order can change.
# Write a new node without a sourcedId, then run: timeback-catalog fmt
kind: course
sourcedId: ${uuid()}
title: ${JSON.stringify(title)}
${code}units:
  - sourcedId: ${uuid()}
    title: First unit
    lessons:
      - sourcedId: ${uuid()}
        title: First lesson
`;
}
