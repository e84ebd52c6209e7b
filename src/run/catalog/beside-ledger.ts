import { join, posix } from 'node:path';
import { decodeText } from '../../document/source-text.ts';
import { readLedgerBytes } from '../../files/ledger-files.ts';
import { folderEntries } from '../../files/manifests.ts';
import { isFileThere, readPlaced } from '../../files/outside.ts';
import type { SourceFile } from '../../manifest/manifest.ts';
import { inputLimits } from '../../model/input-limits.ts';
import { type Checked, checked, hasErrors, type Problem, problem } from '../../model/problem.ts';
import { readManifestFiles } from './catalog-files.ts';
import { noteRead, type Workspace } from './workspace.ts';

/** A file that lies beside the ledger and has its name, with another ending. */
interface BesideLedger<Content> {
  readonly ending: Ending;
  /** What it is, in messages. */
  readonly what: string;
  readonly parse: (file: string, text: string) => Checked<Content>;
  /** Whether a content holds anything. */
  readonly isSome: (content: Content) => boolean;
}

interface ReadBeside<Content> {
  /** The path relative to the folder of the config. */
  readonly file: string;
  /** The text of the file with its content; absent if there is no file. */
  readonly found?: { readonly text: string; readonly content: Content };
}

/**
 * Reads the file beside the ledger: catalog.ids, catalog.names. A problem if it does not exist and such a
 * file has another name: all of it would be forgotten, for example since `ids` of the config was changed.
 */
export function readBesideLedger<Content>(
  workspace: Workspace,
  kind: BesideLedger<Content>,
): Checked<ReadBeside<Content>> {
  const file = nameBesideLedger(workspace, kind.ending);
  const read = readOne(workspace, file, kind);
  if (!read.ok) return read;
  if (read.value) return checked({ file, found: read.value }, read.problems);
  const elsewhere = elsewhereThan(file, workspace, kind);
  return elsewhere ? { ok: false, problems: [elsewhere] } : checked({ file }, []);
}

type Ending = '.keys' | '.names';

function nameBesideLedger({ config }: Workspace, ending: Ending): string {
  return `${config.ids.file.replace(/\.ids$/, '')}${ending}`;
}

/** The paths of all files of a catalog that are there, relative to its folder, also of those with errors. */
export function namesOfFiles(workspace: Workspace): readonly string[] {
  const ledger = readLedgerBytes(workspace.folder, workspace.config.ids);
  const read = [...readManifestFiles(workspace).files, ...(ledger.ok ? ledger.value : [])];
  return namesWith(read, workspace);
}

/** The paths of files that were read, of the config, and of the files beside the ledger that are there. */
export function namesWith(read: readonly SourceFile[], workspace: Workspace): readonly string[] {
  const { folder, configFile } = workspace;
  const beside = (['.keys', '.names'] as const)
    .map((ending) => nameBesideLedger(workspace, ending))
    .filter((file) => isFileThere(join(folder, file)));
  return [configFile, ...beside, ...read.map(({ file }) => file)];
}

function readOne<Content>(
  workspace: Workspace,
  file: string,
  { what, parse }: BesideLedger<Content>,
): Checked<{ readonly text: string; readonly content: Content } | undefined> {
  const about = { file, what, limit: inputLimits.ledger };
  const bytes = readPlaced(join(workspace.folder, file), about);
  if (!bytes.ok) return bytes;
  if (!bytes.value) return checked(undefined, []);
  noteRead(workspace, [{ file, bytes: bytes.value }]);
  const text = decodeText(file, bytes.value);
  if (!text.ok) return text;
  const content = parse(file, text.value);
  return content.ok
    ? checked({ text: text.value, content: content.value }, content.problems)
    : content;
}

function elsewhereThan<Content>(
  file: string,
  workspace: Workspace,
  kind: BesideLedger<Content>,
): Problem | undefined {
  const { folder, configFile } = workspace;
  const folders = new Set([posix.dirname(file), '.']);
  const names = [...folders].flatMap((at) =>
    folderEntries(join(folder, at)).entries.flatMap(({ name }) =>
      name.endsWith(kind.ending) ? [posix.join(at, name)] : [],
    ),
  );
  // Other programs have files with these endings too.
  const there = names.find((name) => {
    const read = readOne(workspace, name, kind);
    return read.ok && !hasErrors(read.problems) && read.value && kind.isSome(read.value.content);
  });
  if (there === undefined) return undefined;
  return problem('ledger/elsewhere', {
    detail: `${there} would be ignored. ${kind.what[0]?.toUpperCase()}${kind.what.slice(1)} has the name of the ledger, which \`ids\` in ${configFile} gives: ${file}.`,
    hint: `Rename ${there} to ${file}.`,
  });
}
