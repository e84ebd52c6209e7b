import { posix } from 'node:path';
import type { Config, LedgerPlace } from '../../config/config.ts';
import { decodeText } from '../../document/source-text.ts';
import { forkPoint } from '../../files/git-history.ts';
import { hiddenFromGit } from '../../files/git-left-out.ts';
import { blobId, type Commit, openCommit, type TreeEntry } from '../../files/git-read.ts';
import { snapshotOf } from '../../identity/compared-snapshot.ts';
import type { Copies } from '../../identity/id-checks.ts';
import { readLedgerFiles } from '../../identity/ledger/parse.ts';
import { type ManifestSet, provisionalCatalog, readNodes } from '../../manifest/build.ts';
import type { SourceFile } from '../../manifest/manifest.ts';
import type { Catalog, SnapshotNode } from '../../model/catalog.ts';
import { inputLimits } from '../../model/input-limits.ts';
import type { Ledger } from '../../model/ledger.ts';
import { type IdKey, nodeKey } from '../../model/node.ts';
import { type Checked, checked, type Problem } from '../../model/problem.ts';
import { sourcedIdFault } from '../../model/sourced-id.ts';
import { firstFew } from '../../model/text.ts';
import {
  type BaseParts,
  brokenBase,
  type Contents,
  chooseBaseParts,
  contentsOf,
  entriesBelow,
  findBaseConfig,
  readBaseConfig,
} from './base-config.ts';
import { namesWith } from './beside-ledger.ts';
import { ledgerFiles, type ReadCatalog } from './catalog-files.ts';
import type { Workspace } from './workspace.ts';

/** The catalog as it was at a commit. */
interface Base {
  /** The full object id of the commit. */
  readonly commit: string;
  /**
   * File names are relative to the folder that the config had at the commit. A catalog with errors is here
   * as far as it could be read, without the nodes whose ids are unusable.
   */
  readonly catalog: Catalog;
  /** More nodes that had the id of a node in `catalog`. Absent if the commit has no manifests. */
  readonly copies?: Copies;
  /** The path from the top of the repository. Absent if the catalog is new since the commit. */
  readonly configFile?: string;
  /** The environments of the commit's config; those of today if it cannot be read. */
  readonly environments?: Config['environments'];
  /** The fields of courses that the same config calls fixed. */
  readonly fixed?: Config['fixed'];
  /** The ledger as far as it can be read: its former errors are past. Absent if there is none. */
  readonly ledger?: Ledger;
  /**
   * Whether some part of the former catalog could not be read: nodes that are missing here may have been
   * there.
   */
  readonly isPartial: boolean;
}

/**
 * Reads the catalog and the ledger at the commit from which the branch diverged from `ref`. Files with the
 * content of a working file are not read from git, and not parsed again if `now` has the readings. Only git
 * and finding the config can fail; errors in the former catalog give a warning.
 */
export function readBase(
  workspace: Workspace,
  ref: string,
  now: ReadCatalog,
  ledger: readonly SourceFile[] = [],
): Checked<Base> {
  // Work that others added to the base since then is not lost here. So the common ancestor counts, and
  // nothing can replace it: compared with the tip of the base, their work would seem to be lost.
  const fork = forkPoint(workspace.folder, ref);
  return fork.ok ? readAt(fork.value, { workspace, ref, now, ledger, isOfBranch: true }) : fork;
}

/**
 * Reads the catalog and the ledger at exactly this commit: it may be the one that was published. Of many
 * commits each gives `last` to the next, which reads only what differs.
 */
export function readCommit(
  workspace: Workspace,
  ref: string,
  now: ReadCatalog,
  last: LastCommit = {},
): Checked<Base> {
  return readAt(ref, { workspace, ref, now, ledger: [], last });
}

/** What the last commit that was read had. One object is given to all of them. */
export interface LastCommit {
  working?: Contents;
  contents?: Contents;
  ledger?: { readonly blobs: string; readonly read: RecordedAt };
}

interface RecordedAt {
  readonly value: { readonly ledger?: Ledger };
  readonly problems: readonly Problem[];
}

interface BaseRequest {
  readonly workspace: Workspace;
  /** The name of the commit, as the user gave it. */
  readonly ref: string;
  readonly now: ReadCatalog;
  /** The files of the present ledger. */
  readonly ledger: readonly SourceFile[];
  /** Whether today's files come after the commit, so that new ones must be in git some day. */
  readonly isOfBranch?: true;
  readonly last?: LastCommit;
}

function readAt(
  id: string,
  { workspace, ref, now, ledger, isOfBranch, last = {} }: BaseRequest,
): Checked<Base> {
  const opened = openCommit(workspace.folder, id);
  if (!opened.ok) return opened;
  const commit = opened.value;
  const tree = commit.list();
  if (!tree.ok) return tree;
  const { configFile, folder } = workspace;
  const files = [...now.files, ...ledger];
  const { objectFormat } = commit.repository;
  last.working ??= new Map(files.map(({ bytes }) => [blobId(bytes, objectFormat), bytes]));
  const blobs = new Map([...last.working, ...(last.contents ?? [])]);
  const names = isOfBranch ? namesWith(files, workspace) : [];
  const hidden = hiddenFromGit(folder, namesNotIn(tree.value, names, commit));
  const found = findBaseConfig(tree.value, { repository: commit.repository, configFile, blobs });
  if (!found.ok) return found;
  if (!found.value) {
    return checked({ commit: commit.id, catalog: { nodes: new Map() }, isPartial: false }, hidden);
  }
  const { path, blob } = found.value;
  const config = readBaseConfig(commit, { path, blob, ref }, workspace);
  if (!config.ok) return config;
  const parts = chooseBaseParts(entriesBelow(posix.dirname(path), tree.value), config.value);
  const contents = contentsOf(commit, parts, blobs);
  if (!contents.ok) return contents;
  const { catalog, copies, problems } = readBaseCatalog(parts, contents.value, { ref, now });
  last.contents = ownContents(parts, contents.value);
  const recorded = readLedgerOnce(parts, contents.value, { ref, ids: config.value.ids, last });
  const { environments, fixed } = config.value;
  const manifests = { commit: commit.id, catalog, copies, configFile: path, environments, fixed };
  const warnings = [...hidden, ...config.problems, ...problems, ...recorded.problems];
  const isPartial = warnings.some(({ code }) => code === 'git/broken-base');
  return checked({ ...manifests, ...recorded.value, isPartial }, warnings);
}

/** The files of today that a commit lacks. Only they can be hidden from git, which saves a run of git. */
function namesNotIn(
  tree: readonly TreeEntry[],
  names: readonly string[],
  { repository: { prefix } }: Commit,
): readonly string[] {
  if (names.length === 0) return [];
  const committed = new Set(tree.map(({ path }) => path));
  return names.filter((name) => !committed.has(posix.join(prefix, name)));
}

/** The contents of the files of one commit, without those of other commits. */
function ownContents({ manifests, ledger }: BaseParts, contents: Contents): Contents {
  return new Map(
    [...manifests, ...ledger].flatMap(({ blob }) => {
      const bytes = contents.get(blob);
      return bytes ? [[blob, bytes]] : [];
    }),
  );
}

/** The ledger of a commit, which is that of the last one if its files are. */
function readLedgerOnce(
  parts: BaseParts,
  contents: Contents,
  { last, ...at }: { readonly ref: string; readonly ids: LedgerPlace; readonly last: LastCommit },
): RecordedAt {
  const blobs = JSON.stringify([at.ids, parts.ledger.map(({ path, blob }) => [path, blob])]);
  if (last.ledger?.blobs === blobs) return last.ledger.read;
  const read = readBaseLedger(parts, contents, at);
  last.ledger = { blobs, read };
  return read;
}

function readBaseLedger(
  { ledger }: BaseParts,
  contents: Contents,
  { ref, ids }: { readonly ref: string; readonly ids: LedgerPlace },
): RecordedAt {
  const files = ledger.flatMap(({ path, blob }) => {
    const bytes = contents.get(blob);
    return bytes ? [{ path, text: decodeText(path, bytes) }] : [];
  });
  const texts = new Map(files.flatMap(({ path, text }) => (text.ok ? [[path, text.value]] : [])));
  const isBroken = files.some(({ text }) => !text.ok);
  const problems = isBroken
    ? [brokenBase(`At "${ref}" the ledger of ids is not text. It was not compared.`)]
    : [];
  if (texts.size === 0) return { value: {}, problems };
  return { value: { ledger: readLedgerFiles(ledgerFiles(texts, ids)).ledger }, problems };
}

interface ReadBaseCatalog {
  readonly catalog: Catalog;
  readonly copies: Copies;
  readonly problems: readonly Problem[];
}

/** The catalog of a commit as far as it can be read, with one warning if that is not all of it. */
function readBaseCatalog(
  { manifests, links, globs, isPassedOver }: BaseParts,
  contents: Contents,
  { ref, now }: { readonly ref: string; readonly now: ReadCatalog },
): ReadBaseCatalog {
  const sources = manifests.flatMap(({ path, blob }) => {
    const bytes = contents.get(blob);
    return bytes && !isPassedOver(path, bytes) ? [{ file: path, bytes }] : [];
  });
  const files = sources.filter(({ bytes }) => bytes.length <= inputLimits.manifest.most);
  const tooLarge = sources.filter(({ bytes }) => bytes.length > inputLimits.manifest.most);
  const { readings } = now;
  const set = { files, globs, ...(readings && { readings }) };
  const { catalog, problems } = readNodes(set);
  const errors = problems.filter(({ severity }) => severity === 'error');
  const broken = [
    ...links.map(({ path }) => path),
    ...tooLarge.map(({ file }) => file),
    ...errors.flatMap(({ span }) => span?.file ?? []),
  ];
  if (broken.length === 0) return { catalog, copies: new Map(), problems: [] };
  const named = firstFew([...new Set(broken)], 3);
  return {
    catalog: withUsableIds(catalog),
    copies: errors.some(({ code }) => code === 'id/duplicate') ? copiesIn(set) : new Map(),
    problems: [
      brokenBase(
        `At "${ref}" these manifests have errors: ${named}. They were compared as far as they can be read.`,
      ),
    ],
  };
}

/** The catalog without placeholders: a committed placeholder was never published, so it may be replaced. */
function withUsableIds({ nodes }: Catalog): Catalog {
  const usable = [...nodes].filter(([, { entity }]) => !sourcedIdFault(entity.sourcedId));
  return { nodes: new Map(usable) };
}

/** The nodes whose id an earlier node of the same manifests also has, by the key of that id. */
function copiesIn(set: ManifestSet): ReadonlyMap<IdKey, readonly SnapshotNode[]> {
  const { catalog, unnamed } = provisionalCatalog(set);
  const nodes = new Map([...snapshotOf(catalog).values()].map((node) => [node.sourcedId, node]));
  const idOf = (name: string) => unnamed.get(name)?.written ?? name;
  const copies = [...unnamed].flatMap(([name, { problem, written: sourcedId }]) => {
    const node = nodes.get(name);
    if (!node || sourcedId === undefined || problem.code !== 'id/duplicate') return [];
    const parent = node.parent === undefined ? {} : { parent: idOf(node.parent) };
    const { kind, position, title, fields, span } = node;
    return [{ kind, sourcedId, ...parent, position, title, fields, span }];
  });
  return Map.groupBy(copies, nodeKey);
}
