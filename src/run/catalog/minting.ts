import { createHash } from 'node:crypto';
import type { LedgerPlace } from '../../config/config.ts';
import { trackedAt } from '../../files/git-left-out.ts';
import { classify } from '../../identity/classify.ts';
import { snapshotOf } from '../../identity/compared-snapshot.ts';
import { isUuid } from '../../identity/content.ts';
import { certainCures } from '../../identity/cures.ts';
import {
  addFacts,
  factsIn,
  isSmall,
  type LedgerChanges,
  type LedgerFolder,
  type LedgerTexts,
  moveLedger,
} from '../../identity/ledger/edit.ts';
import { factKey, type LedgerFact } from '../../identity/ledger/line.ts';
import { sortLedger } from '../../identity/ledger/parse.ts';
import { notMinted, type Unclaimed } from '../../identity/missing-ids.ts';
import { evidenceThreshold, type Likeness } from '../../identity/pair.ts';
import { provisionalCatalog } from '../../manifest/build.ts';
import { idsInFiles, type WrittenId } from '../../manifest/format.ts';
import { foldersOf } from '../../manifest/include.ts';
import {
  type SourceFile,
  spanIn,
  type WrittenNode,
  writtenIdOf,
  writtenTitleOf,
} from '../../manifest/manifest.ts';
import { readOutline, rootManifests, writtenNodes } from '../../manifest/outline.ts';
import type { Snapshot } from '../../model/catalog.ts';
import { nodeWord } from '../../model/id-commands.ts';
import { entriesWith, type Ledger, type LedgerEntry } from '../../model/ledger.ts';
import { type IdKey, idKey, nodeKey } from '../../model/node.ts';
import { type Problem, problem } from '../../model/problem.ts';
import { mangling } from '../../model/sourced-id.ts';
import { readCommit } from './base.ts';
import type { ReadLedger } from './catalog-files.ts';
import type { Workspace } from './workspace.ts';

/** Files in which nodes get new ids. */
interface Minting {
  readonly files: readonly SourceFile[];
  /** The ledger before the new ids. */
  readonly ledger: Ledger | undefined;
  /** Whether an id is one of the new ones. Absent: nodes without an id will get them. */
  readonly isNew?: (sourcedId: string) => boolean;
}

/**
 * The reasons why no ids may be minted: live ids of the ledger have lost their nodes, and a node that would
 * get a new id may own one of them. The content at HEAD decides; if HEAD never had the node, the user must.
 */
export function refuseMinting(workspace: Workspace, minting: Minting): Problem[] {
  const { files, ledger, isNew } = minting;
  const present = new Set(idsInFiles(files).map(nodeKey));
  const lost = [...(ledger?.entries ?? [])].flatMap(([key, entry]) =>
    entry.state === 'live' && !present.has(key) ? [entry] : [],
  );
  if (lost.length === 0 || !ledger) return [];
  const globs = workspace.config.catalog.join(', ');
  const { catalog, unnamed } = provisionalCatalog({ files, globs });
  const after = snapshotOf(catalog);
  const fresh = [...after.values()].filter(({ sourcedId }) =>
    isNew ? isNew(sourcedId) : unnamed.get(sourcedId)?.problem.code === 'id/missing',
  );
  const kinds = new Set(fresh.map(({ kind }) => kind));
  const wanted = lost.filter(({ kind }) => kinds.has(kind));
  if (wanted.length === 0) return [];
  const head = atHead(workspace, { catalog, files });
  const ledgers = { after: ledger, ...(head.ledger && { before: head.ledger }) };
  const matched = classify(head.nodes, after, ledgers);
  const cures = certainCures(matched, after, { unnamed });
  const isLost = new Set(wanted.map(nodeKey));
  const claimed = matched.filter(
    (each) =>
      each.refused === 're-minted' &&
      isLost.has(nodeKey(each)) &&
      each.now &&
      fresh.includes(each.now) &&
      isAlike(each.pairing?.likeness.parts),
  );
  const unclaimed: Unclaimed = {
    claimed: claimed.map((each) => ({ each, certain: cures.has(each) })),
    unknown: wanted.filter((entry) => isUnknown(entry, head)),
    isCommitted: (entry) => head.ledger?.entries.has(nodeKey(entry)) === true,
    fresh: fresh.filter((node) => !claimed.some(({ now }) => now === node)),
    unnamed,
    word: (node) => nodeWord(node, ledger.entries, after),
  };
  return notMinted(unclaimed);
}

/**
 * Whether a node is so similar that it may own a lost id. Similar text under another title is probably
 * another node; `check` still warns of it.
 */
function isAlike({ title = 0, text = 0, children = 0 }: Partial<Likeness['parts']> = {}): boolean {
  return title >= evidenceThreshold || children >= evidenceThreshold || text === 1;
}

interface Head {
  readonly nodes: Snapshot;
  readonly ledger?: Ledger;
  /** Whether some part of HEAD could not be read: nodes that are missing here may have been there. */
  readonly isPartial?: boolean;
}

/** The state at HEAD; empty outside of git, and before the first commit. */
function atHead(
  workspace: Workspace,
  now: {
    readonly catalog: Parameters<typeof snapshotOf>[0];
    readonly files: readonly SourceFile[];
  },
): Head {
  const head = readCommit(workspace, 'HEAD', now);
  if (!head.ok) return { nodes: new Map() };
  const { ledger, catalog, isPartial } = head.value;
  return { nodes: snapshotOf(catalog), ...(ledger && { ledger }), isPartial };
}

/**
 * Whether HEAD does not show the node of a lost id. If its manifests are whole and its ledger has the id,
 * the node was lost earlier, and `check` reports it.
 */
function isUnknown(entry: LedgerEntry, { nodes, ledger, isPartial = false }: Head): boolean {
  const key = nodeKey(entry);
  return !nodes.has(key) && (isPartial || !ledger?.entries.has(key));
}

/**
 * The problems of ids that no line of the ledger has and that must not get one, since an id in the ledger
 * is permanent: ids that a spreadsheet changed, and ids of another form than the config requires.
 */
export function refusedIds(
  ids: readonly WrittenId[],
  files: readonly SourceFile[],
  { config, configFile }: Pick<Workspace, 'config' | 'configFile'>,
  ledger: Ledger | undefined,
): Problem[] {
  const isMangled = (id: string) =>
    entriesWith(ledger, id).length === 0 &&
    (mangling(id)?.isCertain === true || (config.sourcedIdForm === 'uuid' && !isUuid(id)));
  // Nearly always there is none, so places are looked up only if needed.
  if (!ids.some(({ sourcedId }) => isMangled(sourcedId))) return [];
  return [...writtenNodes(files).values()].flatMap((node) => {
    const sourcedId = writtenIdOf(node) ?? '';
    if (!isMangled(sourcedId)) return [];
    const found = mangling(sourcedId);
    const span = spanIn(node, ['sourcedId'], 'value');
    if (found?.isCertain) return [mangled(sourcedId, node, found.what)];
    return [
      problem('id/not-uuid', {
        detail: `The ${writtenTitleOf(node)} has the id ${sourcedId}, but the config requires UUIDs (sourcedId.form in ${configFile}).`,
        hint: `Remove the id in ${span.file}:${span.start.line} and run \`timeback-catalog fmt\`, which generates a UUID.`,
        span,
      }),
    ];
  });
}

function mangled(sourcedId: string, node: WrittenNode, what: string): Problem {
  const span = spanIn(node, ['sourcedId'], 'value');
  return problem('id/mangled', {
    detail: `The ${writtenTitleOf(node)} has the id ${sourcedId}, ${what}, but no line of the ledger has it.`,
    hint: `Write the id from before the spreadsheet changed it. If there was none, remove the id in ${span.file}:${span.start.line} and run \`timeback-catalog fmt\`, which generates an id.`,
    span,
  });
}

/**
 * The changes of ledger files that add these facts. Facts that the ledger has already are not added again.
 * `sources` are the manifests: the lines of a course go to the files of that course. Nothing is written
 * yet: see `writeCatalog`.
 *
 * A ledger that is no longer small is also moved into its folder, and stays there.
 */
export function addLines(
  workspace: Pick<Workspace, 'folder' | 'config'>,
  ledger: Pick<ReadLedger, 'texts'> | undefined,
  facts: readonly LedgerFact[],
  sources: readonly SourceFile[],
): LedgerChanges {
  const texts: LedgerTexts = ledger?.texts ?? new Map();
  const place = workspace.config.ids;
  if (place.form === 'file' || staysInOneFile(texts, facts, place)) {
    return addFacts(texts, facts, { form: 'file', file: place.file });
  }
  const home = folderHome(place.folder, { workspace, texts, sources });
  const moved = moveLedger(texts, place.file, home);
  const added = addFacts(withChanges(texts, moved), facts, home);
  return new Map([...moved, ...added]);
}

/** Like `addLines`, for `fmt` and imports, which also sort the one file. */
export function tidyLines(...args: Parameters<typeof addLines>): LedgerChanges {
  const [{ config }, ledger] = args;
  const changes = addLines(...args);
  const { file } = config.ids;
  const before = ledger?.texts.get(file);
  const text = changes.has(file) ? changes.get(file) : before;
  const sorted = text === undefined ? undefined : sortLedger(text);
  return sorted === text || sorted === before ? changes : new Map([...changes, [file, sorted]]);
}

function staysInOneFile(
  texts: LedgerTexts,
  facts: readonly LedgerFact[],
  { form, folder }: Extract<LedgerPlace, { folder: string }>,
): boolean {
  const isThere = [...texts.keys()].some((file) => file.startsWith(`${folder}/`));
  if (form === 'folder' || isThere) return false;
  return isSmall(all());

  function* all(): Generator<LedgerFact> {
    yield* facts;
    yield* factsIn(texts);
  }
}

interface LedgerContext {
  readonly workspace: Pick<Workspace, 'folder' | 'config'>;
  readonly texts: LedgerTexts;
  readonly sources: readonly SourceFile[];
}

function folderHome(folder: string, { workspace, texts, sources }: LedgerContext): LedgerFolder {
  const { catalog } = workspace.config;
  let roots: ReadonlyMap<IdKey, string> | undefined;
  return {
    form: 'folder',
    folder,
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    courseOf: (fact) => {
      roots ??= rootManifests(readOutline({ files: sources, globs: '' }));
      const manifest = roots.get(
        fact.says === 'placement' ? idKey('lesson', fact.parent) : factKey(fact),
      );
      return manifest === undefined ? undefined : courseFolder(manifest, catalog);
    },
    openFile: (files) => {
      const beside = [...texts.keys()].filter(files);
      return beside.length === 0 ? undefined : untracked(beside, folder, workspace);
    },
  };
}

/** A file that is not committed yet, so that only this branch can have it; undefined if there is none. */
function untracked(
  files: readonly string[],
  folder: string,
  workspace: Pick<Workspace, 'folder'>,
): string | undefined {
  const tracked = trackedAt(workspace.folder, folder);
  if (!tracked.ok) return undefined;
  const known = new Set(tracked.value);
  return files.find((file) => !known.has(file));
}

/** The path of a manifest without the folder that all globs begin with, and without its extension. */
function courseFolder(manifest: string, globs: readonly string[]): string {
  const [first = '', ...others] = foldersOf(globs);
  const base = others.length > 0 || first === '' ? '' : `${first}/`;
  const path = manifest.startsWith(base) ? manifest.slice(base.length) : manifest;
  // Hidden files and folders would not be read.
  const steps = path.replace(/\.[^./]*$/, '').split('/');
  // Some disks decompose letters, but one name must give one folder.
  return steps
    .map((step) => step.replace(/^\.|^$/, '_'))
    .join('/')
    .normalize('NFC');
}

/** The texts of a ledger after some changes. */
export function withChanges(texts: LedgerTexts, changes: LedgerChanges): LedgerTexts {
  const after = new Map(texts);
  for (const [file, text] of changes) {
    if (text === undefined) after.delete(file);
    else after.set(file, text);
  }
  return after;
}

/** The files that the changes remove. */
export function removedOf(changes: LedgerChanges): string[] {
  return [...changes].flatMap(([file, text]) => (text === undefined ? [file] : []));
}

/** How a result says that the ledger becomes a folder. */
export interface LedgerMove {
  /** The file of the ledger, if it becomes a folder, and its new path. */
  readonly moved?: { readonly from: string; readonly to: string };
}

/** The move of the ledger among the changes. */
export function moveIn(changes: LedgerChanges): LedgerMove {
  const [from] = removedOf(changes);
  const to = writtenOf(changes).find((file) => from !== undefined && file.endsWith(`/${from}`));
  return from === undefined || to === undefined ? {} : { moved: { from, to } };
}

/** The files that the changes write. */
export function writtenOf(changes: LedgerChanges): string[] {
  return [...changes].flatMap(([file, text]) => (text === undefined ? [] : [file]));
}
