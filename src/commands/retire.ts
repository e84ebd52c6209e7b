import { removeBelow, writeBelow } from '../files/write.ts';
import { removeIds, reviveIds } from '../identity/ledger-edit.ts';
import type { LedgerChanges } from '../identity/ledger-home.ts';
import type { LedgerFact } from '../identity/ledger-line.ts';
import { buildCatalog } from '../manifest/build.ts';
import { type Removal, removeNodes } from '../manifest/remove.ts';
import { type Checked, checked, problem } from '../model/problem.ts';
import { addLines, withChanges, writeLedger, writtenOf } from './ledger-lines.ts';
import { type Chosen, chooseNodes } from './retire-nodes.ts';
import { checkUnpublished } from './retire-published.ts';
import {
  openWorkspace,
  type ReadCatalog,
  type ReadLedger,
  readCatalog,
  readLedger,
  type Workspace,
} from './workspace.ts';
import type { World } from './world.ts';

/** What is to become of the nodes. */
export type Retirement =
  | { readonly type: 'retire'; readonly reason: string; readonly children: boolean }
  /** Out of the ledger too: the id never left this repository. */
  | { readonly type: 'never-published' }
  /** Live again, for a retirement that was not published. */
  | { readonly type: 'undo' };

export interface RetireOptions {
  /** By sourcedId or address. */
  readonly nodes: readonly string[];
  readonly retirement: Retirement;
  /** A commit that must not know what was never published, or retired. */
  readonly base?: string;
  /** A platform that must not either. */
  readonly env?: string;
  /** As in `PlatformOptions`. */
  readonly insecureHttp?: boolean;
}

export interface RetireResult {
  readonly chosen: readonly Chosen[];
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
}

/** Takes nodes out of the manifests and says so in the ledger. All or nothing. */
export async function retire(options: RetireOptions, world: World): Promise<Checked<RetireResult>> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const read = readCatalog(workspace.value);
  const ledger = readLedger(workspace.value);
  if (!read.ok || !ledger.ok) {
    return { ok: false, problems: [...read.problems, ...ledger.problems] };
  }
  const { catalog } = read.value;
  const chosen = chooseNodes(options, catalog, ledger.value?.ledger);
  if (!chosen.ok) return chosen;
  const unpublished = await checkUnpublished(chosen.value, options, {
    workspace: workspace.value,
    read: read.value,
    world,
  });
  if (!unpublished.ok) return unpublished;
  return carryOut(workspace.value, read.value, {
    chosen: chosen.value,
    keepsNodes: options.retirement.type === 'undo',
    ledger: ledgerAfter(chosen.value, options.retirement, {
      workspace: workspace.value,
      read: read.value,
      ledger: ledger.value,
    }),
  });
}

interface Before {
  readonly workspace: Workspace;
  readonly read: ReadCatalog;
  readonly ledger: ReadLedger | undefined;
}

/** What is written down of all nodes of the catalog, and of the chosen ones what became of them. */
function ledgerAfter(
  chosen: readonly Chosen[],
  retirement: Retirement,
  { workspace, read, ledger }: Before,
): LedgerChanges {
  const ids = chosen.map(({ sourcedId }) => sourcedId);
  const nodes = [...read.catalog.nodes.values()].map(({ entity }) => entity);
  const isLeft = ({ sourcedId }: Chosen) =>
    retirement.type !== 'never-published' || !ids.includes(sourcedId);
  const facts: LedgerFact[] = nodes
    .filter(isLeft)
    .map(({ sourcedId, kind }) => ({ says: 'live', sourcedId, kind }));
  if (retirement.type === 'retire') {
    const { reason } = retirement;
    facts.push(...chosen.map((node) => ({ says: 'retired', ...node, reason }) as const));
  }
  const added = addLines(workspace, ledger, facts, read.files);
  const texts = withChanges(ledger?.texts ?? new Map(), added);
  switch (retirement.type) {
    case 'retire':
      return added;
    case 'never-published':
      return new Map([...added, ...removeIds(texts, ids)]);
    case 'undo':
      return new Map([...added, ...reviveIds(texts, ids)]);
  }
}

interface Outcome {
  readonly chosen: readonly Chosen[];
  readonly keepsNodes: boolean;
  readonly ledger: LedgerChanges;
}

/** Everything is made and checked in memory first; files are deleted last. */
function carryOut(
  workspace: Workspace,
  read: ReadCatalog,
  { chosen, keepsNodes, ledger }: Outcome,
): Checked<RetireResult> {
  const { folder, config } = workspace;
  const ids = new Set(chosen.map(({ sourcedId }) => sourcedId));
  const removal = removeNodes(read.files, keepsNodes ? new Set() : ids);
  if (!removal.ok) return removal;
  const { changed, deleted } = removal.value;
  const isGone = (file: string) => ledger.get(file) === undefined;
  const files = [...changed.map(({ file }) => file), ...writtenOf(ledger)];
  const gone = [...deleted, ...[...ledger.keys()].filter(isGone)];
  if (files.length === 0 && gone.length === 0) {
    return { ok: false, problems: [nothingToDo(keepsNodes)] };
  }
  const left = filesAfter(read, removal.value);
  // With the last file the catalog ends, which is no error of what is left.
  const built = left.length > 0 && buildCatalog({ files: left, globs: config.catalog.join(', ') });
  if (built && !built.ok) return built;
  for (const { file, text } of changed) writeBelow(folder, file, text);
  writeLedger(workspace, ledger);
  for (const file of deleted) removeBelow(folder, file);
  return checked({ chosen, changed: files, deleted: gone }, []);
}

function filesAfter({ files }: ReadCatalog, { changed, deleted }: Removal) {
  const texts = new Map(changed.map(({ file, text }) => [file, new TextEncoder().encode(text)]));
  return files
    .filter(({ file }) => !deleted.includes(file))
    .map(({ file, bytes }) => ({ file, bytes: texts.get(file) ?? bytes }));
}

function nothingToDo(keepsNodes: boolean) {
  return problem('identity/other-state', {
    detail: keepsNodes
      ? 'Nothing to do: the ledger has it as live.'
      : 'Nothing to do: the ledger has it as retired, and no manifest holds it.',
  });
}
