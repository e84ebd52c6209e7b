import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { rewriteValue } from '../../document/layout.ts';
import { manifestFilter } from '../../files/manifests.ts';
import { checkIdentity } from '../../identity/check-identity.ts';
import { snapshotOf } from '../../identity/compared-snapshot.ts';
import type { LedgerChanges } from '../../identity/ledger/edit.ts';
import { type LedgerFact, liveFact } from '../../identity/ledger/line.ts';
import { readLedgerFiles } from '../../identity/ledger/parse.ts';
import { buildCatalog } from '../../manifest/build.ts';
import { foldersOf } from '../../manifest/include.ts';
import { manifestLayout, type SourceFile } from '../../manifest/manifest.ts';
import { fileNameOf, firstFree } from '../../manifest/outline.ts';
import type { Catalog, Snapshot } from '../../model/catalog.ts';
import type { Ledger, PlacementEntry } from '../../model/ledger.ts';
import { type IdKey, idKey, type Kind, nodeKey } from '../../model/node.ts';
import { type Checked, checked, hasErrors, type Problem, problem } from '../../model/problem.ts';
import { checkIdForm, ledgerFiles } from '../../run/catalog/catalog-files.ts';
import { tidyLines, withChanges, writtenOf } from '../../run/catalog/minting.ts';
import { type Workspace, writeCatalog } from '../../run/catalog/workspace.ts';
import { missingPlacements } from '../../run/plan-checks.ts';
import type { Account } from './account.ts';
import type { HiddenNode } from './hidden.ts';
import { type Imported, importedNodes, type LeftOut, manifestText } from './imported.ts';
import { type MergeOptions, mergeIntoManifests, type NodeChange } from './merge.ts';
import type { ImportPlace } from './place.ts';

/** Options of every import. */
export interface ImportOptions {
  /** The folder of new manifests; absent: the one in which the `catalog` globs begin. */
  readonly into?: string;
  /** Whether nothing is written, and the result only says what would be. */
  readonly dryRun: boolean;
  /** The title for nodes that have none in the source. */
  readonly untitled?: string;
  /** Whether fields are removed that the source leaves empty. */
  readonly clear?: boolean;
}

/** The result of every import. */
export interface ImportResult {
  /** Files that did not exist before. */
  readonly written: readonly string[];
  readonly changed: readonly string[];
  readonly changes: readonly NodeChange[];
  /** The number of ids that the ledger recorded as retired. */
  readonly retired: number;
  readonly leftOut: readonly LeftOut[];
  /** How each part of the source ended; absent if its reader does not count. */
  readonly account?: Account;
  /** Nodes that are hidden from students in the source and were imported all the same. */
  readonly hidden?: readonly HiddenNode[];
  /** The number of nodes of the source that the manifests hold, new or not. */
  readonly nodes: number;
}

/** An import before anything is written. */
export interface Prepared extends Pick<ImportResult, 'changes' | 'retired' | 'nodes'> {
  /** Texts of files that change, without those of the ledger. */
  readonly files: ReadonlyMap<string, string>;
  readonly recorded: LedgerChanges;
  readonly catalog: Catalog;
  readonly sources: readonly SourceFile[];
  readonly ledger: Ledger;
}

interface ToPrepare {
  readonly imported: Imported;
  readonly present: MergeOptions['present'];
  readonly retired: readonly { readonly kind: Kind; readonly sourcedId: string }[];
  readonly reason: string;
  readonly further?: ReadonlyMap<string, string>;
  /** Ids that placements have on the platform. */
  readonly placed?: readonly PlacementEntry[];
}

/** Makes all texts in memory, and reads them back as a catalog before anything is written. */
export function prepareImport(
  place: ImportPlace,
  { imported, present, retired, reason, further = new Map(), placed = [] }: ToPrepare,
  { into, clear = false }: Pick<ImportOptions, 'into' | 'clear'>,
): Checked<Prepared> {
  const { workspace, manifests, texts, hasSchemas } = place;
  const { fileFor, problems } = newFiles(workspace, into);
  const merged = mergeIntoManifests(imported, manifests, { present, clear, fileFor });
  if (hasErrors(problems())) return { ok: false, problems: problems() };
  const written = new Map(
    [...merged.files].map(([file, { kind, value }]) => {
      const text = texts.get(file);
      // Unchanged parts keep their comments and line ends.
      const after =
        text === undefined
          ? manifestText(file, kind, value, hasSchemas)
          : rewriteValue(text, value, manifestLayout(kind));
      return [file, after];
    }),
  );
  const sources = [...new Map([...texts, ...written])].map(([file, text]) => ({
    file,
    bytes: encoder.encode(text),
  }));
  const globs = workspace.config.catalog.join(', ');
  workspace.sources.add(sources);
  const built = sources.length > 0 ? buildCatalog({ files: sources, globs }) : empty;
  if (!built.ok) return built;
  const hasLine = (node: IdKey) => place.ledger?.entries.has(node) === true;
  const { configFile, config } = workspace;
  const others = checkIdForm(built.value, { form: config.sourcedIdForm, configFile, hasLine });
  if (others.length > 0) return { ok: false, problems: others };
  const gone = retired.filter(({ sourcedId, kind }) => isFree(sourcedId, kind, built.value, place));
  const facts: LedgerFact[] = [
    ...[...built.value.nodes.values()].map(({ entity }) => liveFact(entity)),
    ...gone.map(({ kind, sourcedId }) => ({ says: 'retired', kind, sourcedId, reason }) as const),
    ...missingPlacements(sources, workspace, place.ledger, placed),
  ];
  const { ledgerTexts = new Map() } = place;
  const recorded = tidyLines(workspace, { texts: ledgerTexts }, facts, sources);
  const after = withChanges(ledgerTexts, recorded);
  const ledger = readLedgerFiles(ledgerFiles(after, workspace.config.ids));
  if (hasErrors(ledger.problems)) return { ok: false, problems: ledger.problems };
  const refused = refusedByCheck(place, built.value, ledger.ledger);
  if (refused.length > 0) return { ok: false, problems: refused };
  const files = new Map([...place.started, ...written, ...further]);
  return checked(
    {
      files,
      recorded,
      sources,
      catalog: built.value,
      ledger: ledger.ledger,
      changes: merged.changes,
      retired: gone.length,
      nodes: importedNodes(imported).length,
    },
    [],
  );
}

/** Errors that `check` would report after the import and not before it. */
function refusedByCheck(place: ImportPlace, after: Catalog, ledgerAfter: Ledger): Problem[] {
  const before = snapshotOf(place.catalog);
  if (before.size === 0) return [];
  const errorsOf = (snapshot: Snapshot, ledger: Ledger | undefined): readonly Problem[] =>
    checkIdentity({
      before,
      after: snapshot,
      ...(place.ledger && { ledgerBefore: place.ledger }),
      ...(ledger && { ledgerAfter: ledger }),
    }).problems.filter(({ severity }) => severity === 'error');
  const found = errorsOf(snapshotOf(after), ledgerAfter);
  if (found.length === 0) return [];
  const nameOf = ({ code, address }: Problem) => `${code} ${address ?? ''}`;
  const known = new Set(errorsOf(before, place.ledger).map(nameOf));
  return found.filter((one) => !known.has(nameOf(one)));
}

const empty: Checked<Catalog> = checked({ nodes: new Map() }, []);
const encoder = new TextEncoder();

/** Whether the ledger can record an id as retired: no node uses it, and its line is not retired already. */
function isFree(
  sourcedId: string,
  kind: Kind,
  { nodes }: Catalog,
  { ledger }: ImportPlace,
): boolean {
  const key = idKey(kind, sourcedId);
  const entry = ledger?.entries.get(key);
  const isUsed = [...nodes.values()].some(({ entity }) => nodeKey(entity) === key);
  return !isUsed && (entry === undefined || (entry.state === 'live' && entry.kind === kind));
}

/** Writes a prepared import, unless it is a dry run. */
export function finishImport(
  { workspace }: ImportPlace,
  { files, recorded, changes, retired, nodes }: Prepared,
  { dryRun, ...report }: Pick<ImportOptions, 'dryRun'> & Pick<ImportResult, 'leftOut' | 'account'>,
): ImportResult {
  const { folder } = workspace;
  const all = [...files.keys(), ...writtenOf(recorded)];
  const known = new Set(all.filter((file) => existsSync(join(folder, file))));
  if (!dryRun) writeCatalog(workspace, [...files, ...recorded]);
  return {
    written: all.filter((file) => !known.has(file)),
    changed: [...known],
    changes,
    retired,
    nodes,
    ...report,
  };
}

/** Chooses names of new manifests, and collects problems with their places. */
interface NewFiles {
  readonly fileFor: (kind: Kind, title: string) => string;
  readonly problems: () => readonly Problem[];
}

/** Opens a choice of unused names in a folder that the `catalog` globs match. */
export function newFiles({ folder, config }: Workspace, into: string | undefined): NewFiles {
  const matches = manifestFilter(config.catalog);
  const [glob = ''] = config.catalog.filter((one) => !one.startsWith('!'));
  const base = posix
    .normalize(into?.replaceAll('\\', '/') ?? foldersOf([glob])[0] ?? '')
    .replace(/^\.?\/?$/, '');
  const taken = new Set<string>();
  const numbers = new Map<string, number>();
  const problems: Problem[] = [];
  return {
    problems: () => problems,
    fileFor: (kind, title) => {
      const name = fileNameOf(title, kind);
      const folders = kind === 'course' ? [base] : [posix.join(base, `${kind}s`), base];
      for (const inFolder of folders) {
        for (const extension of ['yaml', 'yml', 'json']) {
          const free = freeFile(posix.join(inFolder, name), extension);
          if (!matches(free)) continue;
          taken.add(free);
          return free;
        }
      }
      if (problems.length === 0)
        problems.push(outOfReach(posix.join(base, `${name}.yaml`), config.catalog));
      return posix.join(base, `${name}.yaml`);
    },
  };

  /** A name of a file that does not exist yet, so that no file is overwritten. */
  function freeFile(path: string, extension: string): string {
    const fileOf = (name: string) => `${name}.${extension}`;
    const isFree = (file: string) => !taken.has(file) && !existsSync(join(folder, file));
    const form = (number: number) => fileOf(`${path}-${number}`);
    return firstFree(fileOf(path), isFree, { form, last: numbers });
  }
}

function outOfReach(file: string, globs: readonly string[]): Problem {
  return problem('import/nowhere', {
    detail: `A new manifest would be ${file}, but the globs of the config do not match it: ${globs.join(', ')}.`,
    hint: 'Name a folder that they match with `--into FOLDER`, or widen `catalog` in the config.',
  });
}
