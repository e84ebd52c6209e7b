import { closeSync, fstatSync, readdirSync, readFileSync, rmSync, type Stats } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';

import { utf16Mark, utf16Problem } from '../document/source-text.ts';
import { shellWord } from '../model/id-commands.ts';
import { inputLimits } from '../model/input-limits.ts';
import { type Checked, checked, failure, type Problem, problem } from '../model/problem.ts';
import { firstFew, isDeviceName } from '../model/text.ts';
import { isTracked, trackedAt } from './git-left-out.ts';
import { isBelow, realPathOf } from './git-place.ts';
import { readOutside, whyNotRead } from './outside.ts';
import {
  codeBehind,
  entryAt,
  makeFolder,
  nameBeside,
  openNew,
  openUnlinked,
  tryToWrite,
  writePrivate,
} from './write.ts';

/**
 * The folder for the data that the tool keeps on this machine, relative to the catalog folder. A checkout,
 * another user or an archive can put such a folder there, so only this file opens it. It refuses files that
 * git tracks, symbolic links, and files that others own or can write. It reads and removes only files with
 * the names that the tool gives.
 */
export const stateFolder = '.timeback-catalog';

/** The kinds of receipts. Each has a folder of its own, with a folder for each environment. */
const receiptKinds = ['receipts', 'rehearsals', 'probes'] as const;
type ReceiptKind = (typeof receiptKinds)[number];

/** Names the receipts of a catalog, a kind and an environment. */
export interface ReceiptsOf {
  readonly catalog: string;
  readonly kind: ReceiptKind;
  readonly environment: string;
}

/** The name of an environment in the folder: a tilde marks names of Windows devices. */
function placeOf(environment: string): string {
  return isDeviceName(environment) ? `${environment}~` : environment;
}

/** A name that `placeOf` gives: schemas/config.schema.json has the form of names. */
const placeName = /^([A-Za-z0-9][\w-]{0,63})~?$/;

const receiptName = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-[0-9a-f]{8}\.jsonl$/;

/** The name of the receipt of a run: its start, given as ISO 8601, and the beginning of its UUID. */
export function receiptNameOf({ started, run }: { started: string; run: string }): string {
  return `${started.replaceAll(/[-:.]/g, '')}-${run.slice(0, 8)}.jsonl`;
}

/** The time in the name of a receipt, as ISO 8601. */
export function timeInName(name: string): string {
  return name.replace(receiptName, '$1-$2-$3T$4:$5:$6.$7Z');
}

/**
 * The path of the lock file of an environment, whose folder is made. A problem if the folder must not be
 * trusted. Throws an UnwritableError.
 */
export function lockFile(catalog: string, environment: string): Checked<string> {
  return filesIn(catalog, [`${placeOf(environment)}.lock`]);
}

/**
 * The path of the database of an embedded emulator, whose folder is made. A problem if the folder must not
 * be trusted. Throws an UnwritableError.
 */
export function databaseFile(catalog: string, environment: string): Checked<string> {
  const name = `${placeOf(environment)}.sqlite`;
  return filesIn(catalog, [name, `${name}-wal`, `${name}-shm`, `${name}-journal`]);
}

/** Makes the folder for receipts. A problem if it must not be trusted. Throws an UnwritableError. */
export function makeReceiptFolder({ catalog, kind, environment }: ReceiptsOf): Checked<string> {
  const made = open(catalog, { make: true });
  if (!made.ok) return made;
  return makeSteps(join(catalog, stateFolder), [kind, placeOf(environment)]);
}

/**
 * The environments that have receipts of a kind, in order of their names: also those that the config had
 * under another name, or has no longer. A problem if the folder must not be trusted.
 */
export function environmentsWith(catalog: string, kind: ReceiptKind): Checked<string[]> {
  const opened = open(catalog, { make: false });
  if (!opened.ok) return opened;
  const folder = join(catalog, stateFolder, kind);
  const wrong = judgeAt(folder, 'folder');
  if (wrong) return fail(wrong);
  const names = entriesIn(folder).flatMap((name) => placeName.exec(name)?.[1] ?? []);
  return checked(names.sort(), []);
}

/** The paths of the receipts, newest first. A problem if the folder must not be trusted. */
export function listReceipts({ catalog, kind, environment }: ReceiptsOf): Checked<string[]> {
  const opened = open(catalog, { make: false });
  if (!opened.ok) return opened;
  let folder = join(catalog, stateFolder);
  for (const step of [kind, placeOf(environment)]) {
    folder = join(folder, step);
    const wrong = judgeAt(folder, 'folder');
    if (wrong) return fail(wrong);
  }
  return checked(namesIn(folder), []);
}

/** Removes a receipt that this run made. True if the receipt is gone. */
export function removeReceipt(path: string): boolean {
  try {
    rmSync(path, { force: true });
    return true;
  } catch {
    return false;
  }
}

/** Removes the receipts of an environment except for the `keep` newest. Nothing depends on its success. */
export function pruneReceipts(of: ReceiptsOf, keep: number): void {
  const listed = listReceipts(of);
  for (const path of listed.ok ? listed.value.slice(keep) : []) {
    if (entryAt(path)?.isFile()) rmSync(path, { force: true });
  }
}

/**
 * Reads a receipt that a user names. If it is in the state folder, by any path, it must pass all checks for
 * that folder, and `keptAs` gives its name.
 */
export function readReceiptAt(
  path: string,
  catalog: string,
): Checked<{ readonly text: string; readonly keptAs?: string }> {
  const steps = pathInto(join(catalog, stateFolder), path);
  if (!steps) {
    const read = readNamedReceipt(path);
    return read.ok ? checked({ text: read.value }, []) : read;
  }
  const [first, environment = '', name = ''] = steps;
  const kind = receiptKinds.find((one) => one === first) ?? 'receipts';
  const listed = listReceipts({ catalog, kind, environment });
  if (!listed.ok) return listed;
  const kept = listed.value.find((one) => basename(one) === name);
  if (first !== kind || kept === undefined) {
    const detail = `${relative(catalog, path)} cannot be read: there is no such receipt.`;
    return failure('receipt/none', { detail });
  }
  const read = readKept(kept);
  return read.ok ? checked({ text: read.value, keptAs: name }, []) : read;
}

/** The steps from a folder to a file, as named or through links; undefined if it is not in the folder. */
function pathInto(folder: string, path: string): readonly string[] | undefined {
  const within = (from: string, to: string) =>
    isBelow(from, to) ? relative(from, to).split(sep) : undefined;
  return within(folder, path) ?? within(realPathOf(folder), realPathOf(path));
}

/** The text of a receipt that `listReceipts` found. A problem if it is gone or must not be trusted. */
export function readKept(path: string): Checked<string> {
  let file: number;
  try {
    file = openUnlinked(path);
  } catch (error) {
    const detail = `${path} cannot be read${codeBehind(error)}.`;
    return fail(judgeAt(path, 'file') ?? problem('receipt/none', { detail }));
  }
  try {
    const wrong = judge(path, fstatSync(file), 'file');
    return wrong ? fail(wrong) : decodeReceipt(path, readFileSync(file));
  } finally {
    closeSync(file);
  }
}

function namesIn(folder: string): string[] {
  const names = entriesIn(folder).filter((name) => receiptName.test(name));
  return names
    .sort()
    .reverse()
    .map((name) => join(folder, name));
}

function entriesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function filesIn(catalog: string, names: readonly [string, ...string[]]): Checked<string> {
  const opened = open(catalog, { make: true });
  if (!opened.ok) return opened;
  const paths = names.map((name) => join(catalog, stateFolder, name));
  const wrong = paths.flatMap((path) => judgeAt(path, 'file') ?? []);
  return wrong.length > 0
    ? { ok: false, problems: wrong }
    : checked(join(catalog, stateFolder, names[0]), []);
}

/** Checks the state folder, and makes it with a `.gitignore`. Throws an UnwritableError. */
function open(catalog: string, { make }: { readonly make: boolean }): Checked<true> {
  const folder = join(catalog, stateFolder);
  const isThere = entryAt(folder) !== undefined;
  if (isThere) {
    const wrong = judgeAt(folder, 'folder') ?? judgeTracked(catalog);
    if (wrong) return fail(wrong);
  }
  if (!make) return checked(true, []);
  const made = isThere ? checked(folder, []) : makeSteps(catalog, [stateFolder]);
  if (!made.ok) return made;
  const ignore = join(folder, '.gitignore');
  tryToWrite(ignore, () => entryAt(ignore) ?? writePrivate(ignore, ['*\n']), 'Nothing was sent.');
  return checked(true, []);
}

function makeSteps(folder: string, steps: readonly string[]): Checked<string> {
  let path = folder;
  for (const step of steps) {
    path = join(path, step);
    const wrong = judgeAt(path, 'folder');
    if (wrong) return fail(wrong);
    if (entryAt(path)?.isDirectory()) continue;
    // Another run may make the folder at the same time.
    tryToWrite(path, () => makeFolder(path, 0o700), 'Nothing was sent.');
  }
  return checked(path, []);
}

function judgeTracked(catalog: string): Problem | undefined {
  const tracked = trackedAt(catalog, stateFolder);
  if (!tracked.ok) {
    const [first] = tracked.problems;
    const detail = `It is unknown whether git tracks ${stateFolder}. ${first?.detail ?? ''}`.trim();
    return untrusted(detail, first?.hint ?? 'Make git work in this folder.');
  }
  // A `.gitignore` is the same in every checkout, and nothing is read from it.
  const files = tracked.value.filter((file) => !/(^|\/)\.gitignore$/.test(file));
  if (files.length === 0) return undefined;
  return untrusted(
    `git tracks ${firstFew(files, 3)}, so it came with a branch and may be written by anyone. It is not trusted as data of this machine.`,
    `Remove it: \`git rm -r -f ${stateFolder}\`. If this machine wrote it, remove it only from git: \`git rm -r --cached ${stateFolder}\`.`,
  );
}

function judgeAt(path: string, what: 'folder' | 'file'): Problem | undefined {
  const about = entryAt(path);
  return about && judge(path, about, what);
}

const writableByOthers = 0o022;

function judge(path: string, about: Stats, what: 'folder' | 'file'): Problem | undefined {
  const { getuid } = process;
  const moved = `Move it away: \`mv ${shellWord(path)} ${shellWord(`${path}.old`)}\`. A new one is created when it is needed.`;
  if (about.isSymbolicLink()) {
    return untrusted(
      `${path} is a symbolic link, and its target may be written by anyone.`,
      `Remove the link: \`rm ${shellWord(path)}\`. Its target stays.`,
    );
  }
  if (what === 'file' && !about.isFile()) return untrusted(`${path} is not a regular file.`, moved);
  // A path that is no folder at all cannot be written into, and the system reports that.
  if (what === 'folder' && !about.isDirectory()) return undefined;
  // Windows keeps the folder of a user to that user, and has no such modes.
  if (!getuid) return undefined;
  if (about.uid !== getuid()) {
    const detail = `${path} belongs to the user ${about.uid}, but this is the user ${getuid()}.`;
    return untrusted(detail, `Run the command as its owner. ${moved}`);
  }
  if ((about.mode & writableByOthers) !== 0 && hasModes(path, what)) {
    const detail = `Other users than the owner can write to ${path}.`;
    return untrusted(
      detail,
      `If nobody did, remove that permission: \`chmod go-w ${shellWord(path)}\`. ${moved}`,
    );
  }
  return undefined;
}

/** Whether a file system has modes. Some, as under WSL, show everything as open to everybody. */
function hasModes(path: string, what: 'folder' | 'file'): boolean {
  const probe = nameBeside(what === 'folder' ? join(path, 'probe') : path);
  try {
    const file = openNew(probe, 0o600);
    try {
      return (fstatSync(file).mode & writableByOthers) === 0;
    } finally {
      closeSync(file);
      rmSync(probe, { force: true });
    }
  } catch {
    return true;
  }
}

function untrusted(detail: string, hint: string): Problem {
  return problem('state/untrusted', { detail: `${detail} Nothing was sent.`, hint });
}

/**
 * Reads a receipt that a user names and that was kept elsewhere, such as an artifact of a pipeline. Refuses
 * anything but a regular file, without waiting for a pipe, and a file that git tracks.
 */
function readNamedReceipt(path: string): Checked<string> {
  const found = readOutside(path, { most: inputLimits.saved.most, links: 'followed' });
  if (found.type !== 'file') {
    const why =
      whyNotRead(found, path, inputLimits.saved) ??
      `${path} cannot be read: there is no such file.`;
    return fail(problem('receipt/none', { detail: why }));
  }
  const tracked = isTracked(path);
  if (!tracked.ok) return tracked;
  return tracked.value ? fail(fromGit(path)) : decodeReceipt(path, Buffer.from(found.bytes));
}

function fail(found: Problem): { readonly ok: false; readonly problems: readonly Problem[] } {
  return { ok: false, problems: [found] };
}

function fromGit(path: string): Problem {
  return problem('state/untrusted', {
    detail: `git tracks ${path}, so it may have come with a branch, and a receipt decides what is sent. Nothing was sent.`,
    hint: `If you know where it comes from, remove it from git: \`git rm --cached ${shellWord(path)}\`.`,
  });
}

/**
 * The bytes of a receipt as text. A UTF-8 byte order mark is dropped. UTF-16 is refused, since later lines
 * are UTF-8. A killed run may have left half of a character at the end.
 */
function decodeReceipt(file: string, bytes: Uint8Array): Checked<string> {
  if (utf16Mark(bytes)) return fail(utf16Problem(file));
  return checked(new TextDecoder().decode(bytes), []);
}
