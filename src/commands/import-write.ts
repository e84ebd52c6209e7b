import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeBelow } from '../files/write.ts';
import type { LedgerChanges } from '../identity/ledger-home.ts';
import { type LedgerFact, liveFact } from '../identity/ledger-line.ts';
import { readLedgerFiles } from '../identity/ledger-parse.ts';
import { type Imported, type LeftOut, nodesOf } from '../import/imported.ts';
import { type MergeOptions, merge, type NodeChange } from '../import/merge.ts';
import { manifestText } from '../import/write.ts';
import { buildCatalog } from '../manifest/build.ts';
import type { SourceFile } from '../manifest/source-file.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Kind } from '../model/kind.ts';
import type { Ledger, PlacementEntry } from '../model/ledger.ts';
import { type Checked, checked, hasErrors } from '../model/problem.ts';
import { checkIdForm } from './id-form.ts';
import { newFiles } from './import-files.ts';
import type { ImportPlace } from './import-place.ts';
import { tidyLines, withChanges, writeLedger, writtenOf } from './ledger-lines.ts';
import { placementEntries } from './placement-entries.ts';
import { ledgerFiles } from './workspace.ts';

/** What any import takes. */
export interface ImportOptions {
  /** The folder of new manifests; absent: the one that the `catalog` globs start in. */
  readonly into?: string;
  /** Only say what would be written. */
  readonly dryRun: boolean;
  /** The title of nodes that have none in the source. */
  readonly untitled?: string;
}

/** What any import comes to. */
export interface ImportResult {
  /** Files that did not exist. */
  readonly written: readonly string[];
  readonly changed: readonly string[];
  readonly changes: readonly NodeChange[];
  /** Ids that the ledger got as retired. */
  readonly retired: number;
  readonly leftOut: readonly LeftOut[];
  /** Nodes of the source that the manifests hold, new or not. */
  readonly nodes: number;
}

/** An import before anything is written. */
export interface Prepared extends Pick<ImportResult, 'changes' | 'retired' | 'nodes'> {
  /** Texts of files that differ from what is there, without those of the ledger. */
  readonly files: ReadonlyMap<string, string>;
  readonly recorded: LedgerChanges;
  /** The catalog with them. */
  readonly catalog: Catalog;
  readonly sources: readonly SourceFile[];
  readonly ledger: Ledger;
}

export interface ToPrepare {
  readonly imported: Imported;
  readonly present: MergeOptions['present'];
  readonly retired: readonly { readonly kind: Kind; readonly sourcedId: string }[];
  /** Why, for the ledger. */
  readonly reason: string;
  /** Further files to write as they are. */
  readonly further?: ReadonlyMap<string, string>;
  /** Ids that placements have on the platform. */
  readonly placed?: readonly PlacementEntry[];
}

/** Makes all texts in memory and reads them back as a catalog: what is written can be read. */
export function prepareImport(
  place: ImportPlace,
  { imported, present, retired, reason, further = new Map(), placed = [] }: ToPrepare,
  { into }: Pick<ImportOptions, 'into'>,
): Checked<Prepared> {
  const { workspace, manifests, texts, hasSchemas } = place;
  const { fileFor, problems } = newFiles(workspace, into);
  const merged = merge(imported, manifests, { present, fileFor });
  if (hasErrors(problems())) return { ok: false, problems: problems() };
  const written = new Map(
    [...merged.files].map(([file, { kind, value }]) => {
      const text = texts.get(file);
      return [
        file,
        manifestText({ file, kind, value, hasSchemas, ...(text !== undefined && { text }) }),
      ];
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
  const hasLine = (id: string) => place.ledger?.entries.has(id) === true;
  const { configFile, config } = workspace;
  const others = checkIdForm(built.value, { form: config.sourcedIdForm, configFile, hasLine });
  if (others.length > 0) return { ok: false, problems: others };
  const gone = retired.filter(({ sourcedId, kind }) => isFree(sourcedId, kind, built.value, place));
  const facts: LedgerFact[] = [
    ...[...built.value.nodes.values()].map(({ entity }) => liveFact(entity)),
    ...gone.map(({ kind, sourcedId }) => ({ says: 'retired', kind, sourcedId, reason }) as const),
    ...placementEntries(sources, workspace, place.ledger, placed),
  ];
  const { ledgerTexts = new Map() } = place;
  const recorded = tidyLines(workspace, { texts: ledgerTexts }, facts, sources);
  const after = withChanges(ledgerTexts, recorded);
  const ledger = readLedgerFiles(ledgerFiles(after, workspace.config.ids));
  if (hasErrors(ledger.problems)) return { ok: false, problems: ledger.problems };
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
      nodes: nodesOf(imported).length,
    },
    [],
  );
}

const empty: Checked<Catalog> = checked({ nodes: new Map() }, []);
const encoder = new TextEncoder();

/** Whether the ledger can take an id as retired: nobody uses it, and it is not there as that yet. */
function isFree(
  sourcedId: string,
  kind: Kind,
  { nodes }: Catalog,
  { ledger }: ImportPlace,
): boolean {
  const entry = ledger?.entries.get(sourcedId);
  const isUsed = [...nodes.values()].some(({ entity }) => entity.sourcedId === sourcedId);
  return !isUsed && (entry === undefined || (entry.state === 'live' && entry.kind === kind));
}

/** Writes what was prepared, unless it is only to be looked at. */
export function finishImport(
  { workspace }: ImportPlace,
  { files, recorded, changes, retired, nodes }: Prepared,
  { dryRun, leftOut }: Pick<ImportOptions, 'dryRun'> & Pick<ImportResult, 'leftOut'>,
): ImportResult {
  const { folder } = workspace;
  const all = [...files.keys(), ...writtenOf(recorded)];
  const known = new Set(all.filter((file) => existsSync(join(folder, file))));
  if (!dryRun) {
    for (const [file, text] of files) writeBelow(folder, file, text);
    writeLedger(workspace, recorded);
  }
  return {
    written: all.filter((file) => !known.has(file)),
    changed: [...known],
    changes,
    retired,
    nodes,
    leftOut,
  };
}
