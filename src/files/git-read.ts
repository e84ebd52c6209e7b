import { hash } from 'node:crypto';
import { resolve } from 'node:path';
import type { SourceFile } from '../manifest/manifest.ts';
import { type Checked, checked, failure } from '../model/problem.ts';
import { gitPlace, isSameFile, notARepository } from './git-place.ts';
import {
  type CommitPurpose,
  contentMissing,
  gitFailed,
  gitOutput,
  isObjectId,
  runGit,
  unknownCommit,
  unrelated,
} from './git-run.ts';

/** A commit, read without a checkout. Nothing is written, fetched or run. */
export interface Commit {
  readonly id: string;
  readonly repository: Repository;
  /** Every path of the commit. Links and submodules are marked and never followed. */
  list(): Checked<readonly TreeEntry[]>;
  /** The content of blobs by their ids, from one run of git. */
  read(blobs: readonly string[]): Checked<ReadonlyMap<string, Uint8Array>>;
}

/**
 * Opens a commit of the repository around a folder.
 *
 * Problems: `git/not-installed`, `git/not-a-repository`, `git/failed`, and `git/unknown-commit`,
 * which says what to fetch if the clone lacks the commit.
 */
export function openCommit(
  folder: string,
  ref: string,
  wanted: CommitPurpose = 'commit',
): Checked<Commit> {
  const asked = askGit(folder, isName(ref) ? ref : undefined);
  if (!asked.ok) return asked;
  if (!isName(ref)) return notARef(ref);
  const { repository, id, stderr } = asked.value;
  if (isAmbiguous(ref, stderr)) return ambiguousName(ref);
  if (!/^[0-9a-f]+$/.test(id)) {
    return { ok: false, problems: [unknownCommit(folder, ref, wanted)] };
  }
  const commit: Commit = {
    id,
    repository,
    list() {
      const tree = gitOutput(['ls-tree', '-r', '-z', '--full-tree', id], { folder });
      return tree.ok ? checked(parseTree(tree.value.toString()), []) : tree;
    },
    read(blobs) {
      if (blobs.length === 0) return checked(new Map(), []);
      const input = `${blobs.join('\n')}\n`;
      const batch = gitOutput(['cat-file', '--batch', '--buffer'], { folder, input });
      if (!batch.ok) return batch;
      const contents = parseBatch(batch.value);
      return blobs.every((blob) => contents.has(blob))
        ? checked(contents, [])
        : { ok: false, problems: [contentMissing()] };
    },
  };
  return checked(commit, []);
}

/**
 * The newest common ancestor of two commits; with `others`, of the first and a merge of all others. Problems:
 * those of `openCommit`, and `git/no-common-commit`, which says how to deepen a shallow clone.
 */
export function mergeBase(
  folder: string,
  a: string,
  b: string,
  others: readonly string[] = [],
): Checked<string> {
  const quick = quickMergeBase(folder, a, b, others);
  if (quick) return quick;
  const one = openCommit(folder, a, 'history');
  if (!one.ok) return one;
  const other = openCommit(folder, b, 'history');
  if (!other.ok) return other;
  const run = runGit(['merge-base', one.value.id, other.value.id, ...others], { folder });
  if (!run.ok) return run;
  if (run.value.status === 0) return checked(run.value.stdout.toString().trim(), []);
  const hasNone = run.value.status === 1;
  return { ok: false, problems: [hasNone ? unrelated(folder, [a, b]) : gitFailed(run.value)] };
}

/** The same by one run of git; undefined if it fails, since the reason needs more of them. */
export function quickMergeBase(
  folder: string,
  a: string,
  b: string,
  others: readonly string[],
): Checked<string> | undefined {
  const run =
    isName(a) && isName(b) ? runGit(['merge-base', a, b, ...others], { folder }) : undefined;
  if (!run?.ok || run.value.status !== 0) return undefined;
  const { stdout, stderr } = run.value;
  const ambiguous = [a, b].find((name) => isAmbiguous(name, stderr));
  return ambiguous === undefined ? checked(stdout.toString().trim(), []) : ambiguousName(ambiguous);
}

/**
 * Whether git had to choose between meanings of a name: it prefers a tag, and anybody who may push tags can
 * put one before a branch. A full id and HEAD itself win over every name.
 */
function isAmbiguous(name: string, stderr: string): boolean {
  const warnings = stderr.matchAll(/^warning: refname '(.*)' is ambiguous\.$/gm);
  return [...warnings]
    .map(([, said = '']) => said)
    .some((said) => name.startsWith(said) && !isObjectId(said) && said !== 'HEAD');
}

function ambiguousName(name: string) {
  return failure('git/ambiguous-name', {
    detail: `"${name}" is ambiguous in this repository: a tag and a branch, or a local and a remote branch, have that name.`,
    hint: `Use the full name, such as refs/remotes/${name}, refs/heads/${name} or refs/tags/${name}; \`git for-each-ref\` lists them.`,
  });
}

/** Whether git can be given a name: it takes a hyphen for an option, and no control characters. */
function isName(ref: string): boolean {
  return !/^(?:-|$)|\p{Cc}/u.test(ref);
}

function notARef(ref: string) {
  return failure('git/unknown-commit', {
    detail:
      ref === ''
        ? 'The base is empty.'
        : `${JSON.stringify(ref)} cannot name a commit: names do not start with a hyphen and have no control characters.`,
    hint: 'Name a branch, a tag or a commit, as in `git log`.',
  });
}

export interface TreeEntry {
  /** The path from the top of the repository, with slashes. */
  readonly path: string;
  /** The object id of the content. */
  readonly blob: string;
  /** `link`: a symbolic link, whose content is its target. `other`: a submodule. */
  readonly type: 'file' | 'link' | 'other';
}

/** Reads the output of `git ls-tree -r -z`: `MODE TYPE ID<tab>PATH<nul>`, paths unquoted. */
function parseTree(output: string): TreeEntry[] {
  const records = output.split('\0').slice(0, -1);
  return records.map((record) => {
    const tab = record.indexOf('\t');
    const [mode = '', , blob = ''] = record.slice(0, tab).split(' ');
    return { path: record.slice(tab + 1), blob, type: typeOf(mode) };
  });
}

function typeOf(mode: string): TreeEntry['type'] {
  if (mode.startsWith('100')) return 'file';
  return mode === '120000' ? 'link' : 'other';
}

/** Reads the output of `git cat-file --batch`, by object id. Objects that the clone lacks are left out. */
function parseBatch(output: Buffer): ReadonlyMap<string, Uint8Array> {
  const contents = new Map<string, Uint8Array>();
  let at = 0;
  while (at < output.length) {
    const endOfHead = output.indexOf('\n', at);
    const head = output.toString('latin1', at, endOfHead);
    const [id = '', type, size = ''] = head.split(' ');
    at = endOfHead + 1;
    if (type !== 'blob') continue;
    const end = at + Number(size);
    contents.set(id, output.subarray(at, end));
    at = end + 1;
  }
  return contents;
}

/**
 * The id that git gives to the bytes of a file. If git converts line ends or runs a filter, its own id
 * differs: the file then counts as changed, which only costs time.
 */
export function blobId(bytes: Uint8Array, objectFormat: ObjectFormat): string {
  return hash(objectFormat, Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]));
}

/** The commit that is checked out. */
export interface HeadCommit {
  readonly id: string;
  /** Whether files differ from those of the commit. `unknown`: a filter, which is not run, converts them. */
  readonly dirty: HasChanged;
}

export interface ComparedFiles {
  /** The files as they were read, with paths from the folder. */
  readonly files: readonly SourceFile[];
  /** Whether a file of the commit, by its path from the folder, should be among them. */
  readonly belongs: (path: string) => boolean;
}

/**
 * The commit that is checked out around a folder; undefined outside of git, or before the first commit.
 * Without files to compare, `dirty` is `unknown`.
 */
export function headCommit(folder: string, held?: ComparedFiles): HeadCommit | undefined {
  const head = runGit(['rev-parse', '--verify', '--quiet', 'HEAD'], { folder });
  const id = head.ok && head.value.status === 0 ? head.value.stdout.toString().trim() : '';
  if (id === '') return undefined;
  return { id, dirty: held ? dirtySince(id, folder, held) : 'unknown' };
}

/** Not by `git status`, which runs the filters that a repository names. */
function dirtySince(id: string, folder: string, { files, belongs }: ComparedFiles): HasChanged {
  const listed = gitOutput(['ls-tree', '-r', '-z', id], { folder });
  if (!listed.ok) return 'unknown';
  const committed = parseTree(listed.value.toString()).filter(({ path }) => belongs(path));
  const objectFormat: ObjectFormat = id.length === 64 ? 'sha256' : 'sha1';
  return changedSince(committed, files, { objectFormat, attributesOf: attributesIn(folder) });
}

/** The attributes for which git converts a file before it makes an id of its bytes. */
const converting = ['filter', 'ident', 'working-tree-encoding'];

/** Gives the paths that have one of these attributes; undefined if git does not say. */
function attributesIn(folder: string) {
  return (paths: readonly string[]): ReadonlySet<string> | undefined => {
    const input = `${paths.join('\0')}\0`;
    const answer = gitOutput(['check-attr', '-z', '--stdin', ...converting], { folder, input });
    if (!answer.ok) return undefined;
    const fields = answer.value.toString().split('\0');
    const found = new Set<string>();
    for (let at = 0; at + 2 < fields.length; at += 3) {
      const [path = '', , value = ''] = fields.slice(at, at + 3);
      if (value !== 'unspecified' && value !== 'unset') found.add(path);
    }
    return found;
  };
}

/** Whether files differ from those of a commit. */
type HasChanged = boolean | 'unknown';

interface ConversionRules {
  readonly objectFormat: ObjectFormat;
  /** Gives the paths that a filter or an encoding converts; undefined if git does not say. */
  readonly attributesOf: (paths: readonly string[]) => ReadonlySet<string> | undefined;
}

/**
 * Whether files differ from the committed ones: one more, one less, or other bytes. Line ends of Windows
 * are no difference: git may write them on checkout. For a file that a filter converts it is unknown, since
 * filters are programs and not run.
 */
function changedSince(
  committed: readonly TreeEntry[],
  files: readonly SourceFile[],
  { objectFormat, attributesOf }: ConversionRules,
): HasChanged {
  const ids = new Map(committed.map(({ path, blob }) => [path.normalize('NFC'), blob]));
  const known = new Set(files.map(({ file }) => file.normalize('NFC')));
  // A system may write a name in another Unicode form than git does.
  if ([...ids.keys()].some((path) => !known.has(path))) return true;
  const others: string[] = [];
  for (const { file, bytes } of files) {
    const id = ids.get(file.normalize('NFC'));
    if (id === undefined) return true;
    const isCommitted = (text: Uint8Array) => blobId(text, objectFormat) === id;
    if (!isCommitted(bytes) && !isCommitted(withLineFeeds(bytes))) others.push(file);
  }
  if (others.length === 0) return false;
  const converted = attributesOf(others);
  return converted && others.some((file) => !converted.has(file)) ? true : 'unknown';
}

const [lineFeed, carriageReturn] = [0x0a, 0x0d];

function withLineFeeds(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, at) => byte !== carriageReturn || bytes[at + 1] !== lineFeed);
}

/** The hash that names objects in a repository. */
type ObjectFormat = 'sha1' | 'sha256';

/** The repository that a folder belongs to. */
export interface Repository {
  /** The absolute path of the folder that it was opened for. */
  readonly folder: string;
  /** The path from the top of the work tree to the folder, with slashes; `''` is the top itself. */
  readonly prefix: string;
  /** The absolute path of the top of the work tree. */
  readonly top: string;
  readonly objectFormat: ObjectFormat;
}

/** Finds the repository around a folder, which may be in a linked work tree. */
export function openRepository(folder: string): Checked<Repository> {
  const asked = askGit(folder, undefined);
  return asked.ok ? checked(asked.value.repository, []) : asked;
}

const questions = ['--is-inside-work-tree', '--show-object-format', '--show-cdup', '--show-prefix'];

interface Answers {
  readonly repository: Repository;
  /** The full id of the commit `ref`; empty if there is no such commit, or no `ref`. */
  readonly id: string;
  readonly stderr: string;
}

/** Finds the repository around a folder, and with `ref` a commit in it, by one run of git. */
function askGit(folder: string, ref: string | undefined): Checked<Answers> {
  const place = gitPlace(folder);
  if (!place.ok) return place;
  // Without `--quiet`, which would hide that the name is ambiguous.
  const named = ref === undefined ? [] : ['--verify', `${ref}^{commit}`];
  const run = runGit(['rev-parse', ...questions, ...named], { folder });
  if (!run.ok) return run;
  const { status, stdout, stderr } = run.value;
  const lines = stdout.toString().split('\n');
  // The line of the commit is the last one. If it is missing, all lines before it are still right.
  const [id = ''] = ref !== undefined && status === 0 ? lines.splice(-2, 1) : [];
  const [isInside, objectFormat, up = '', ...prefix] = lines;
  if (isInside === 'false' || stderr.includes('not a git repository'))
    return notARepository(folder);
  if (isInside !== 'true') return { ok: false, problems: [gitFailed(run.value)] };
  const { folder: real, top } = place.value;
  // git must use the same work tree that `gitPlace` found.
  if (!isSameFile(resolve(real, up), top)) return elsewhere(top, up);
  const repository: Repository = {
    folder,
    // The prefix is the last answer, since the name of a folder may have a line break.
    prefix: prefix.join('\n').replace(/\/?\n$/, ''),
    top,
    objectFormat: objectFormat === 'sha256' ? 'sha256' : 'sha1',
  };
  return checked({ repository, id, stderr }, []);
}

function elsewhere(top: string, found: string) {
  return failure('git/unsafe-repository', {
    detail: `The files are in ${top}, but git would use another work tree, ${JSON.stringify(found)}.`,
    hint: 'Clone the repository again, and run the command in the clone.',
  });
}
