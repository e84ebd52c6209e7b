import { type LedgerFact, writeLedgerLine } from './ledger-line.ts';

/** The texts of a ledger by file, the names relative to the folder of the config. */
export type LedgerTexts = ReadonlyMap<string, string>;

/** Files of a ledger that get another text; undefined: the file goes. */
export type LedgerChanges = ReadonlyMap<string, string | undefined>;

/** Where new lines go. */
export type LedgerHome =
  /** To their sorted places in one file. */
  { readonly form: 'file'; readonly file: string } | LedgerFolder;

/** To files below a folder, those of each course to its own one. */
export interface LedgerFolder {
  readonly form: 'folder';
  /** Without a slash at its end. */
  readonly folder: string;
  /** The folder of the course that a line is about, with slashes; undefined where it is of none. */
  readonly courseOf: (fact: LedgerFact) => string | undefined;
  /** In hexadecimal digits. */
  readonly sha256: (text: string) => string;
  /** Of files that `isMeant` one that no other branch can hold, for a further batch. */
  readonly openFile: (isMeant: (file: string) => boolean) => string | undefined;
}

/** A small catalog may keep all ids in one file; with so many ids, or a second course, no more. */
const smallest = 100;

/** Whether a ledger that says this is small enough for one file. */
export function isSmall(facts: Iterable<LedgerFact>): boolean {
  const ids = new Set<string>();
  const courses = new Set<string>();
  for (const fact of facts) {
    ids.add(fact.sourcedId);
    if (fact.says !== 'placement' && fact.kind === 'course') courses.add(fact.sourcedId);
    if (ids.size >= smallest || courses.size >= 2) return false;
  }
  return true;
}

/**
 * The file for a batch: lines that one run adds for one course, in their order. Its name follows from
 * what it says, so that batches of two branches lie in two files, which git never has to merge, and one
 * batch on two branches is one file. What is not committed yet is one batch, however many runs it took.
 */
export function fileOf(
  batch: readonly LedgerFact[],
  course: string | undefined,
  home: LedgerFolder,
): string {
  const open = home.openFile((file) => courseOfFile(file, home) === course);
  if (open !== undefined) return open;
  const { folder, sha256 } = home;
  const name = sha256(batch.map(writeLedgerLine).join('\n')).slice(0, 8);
  return [folder, ...(course === undefined ? [] : [course]), `${name}.ids`].join('/');
}

/** The course that a file of the folder belongs to; undefined where it belongs to none. */
export function courseOfFile(file: string, { folder }: LedgerFolder): string | undefined {
  const inside = file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : '';
  const end = inside.lastIndexOf('/');
  return end < 0 ? undefined : inside.slice(0, end).normalize('NFC');
}
