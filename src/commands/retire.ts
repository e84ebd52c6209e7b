import { removeBelow, writeBelow } from '../files/write.ts';
import {
  addToLedger,
  removeFromLedger,
  retireInLedger,
  reviveInLedger,
} from '../identity/ledger-edit.ts';
import { buildCatalog } from '../manifest/build.ts';
import { type Removal, removeNodes } from '../manifest/remove.ts';
import { parseAddress } from '../model/address.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { readProvisional } from './provisional.ts';
import { type Chosen, chooseNodes } from './retire-nodes.ts';
import { checkUnpublished } from './retire-published.ts';
import {
  openWorkspace,
  type ReadCatalog,
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
  const found = readCatalog(workspace.value);
  // A lost id is retired while the node that could not get another has none.
  const read = found.ok ? found.value : readProvisional(workspace.value, found.problems);
  const ledger = readLedger(workspace.value);
  if (!read || !ledger.ok) {
    return { ok: false, problems: [...found.problems, ...ledger.problems] };
  }
  const { catalog } = read;
  const isDoubtful = options.nodes.some((name) => isShared(name, read));
  if (!found.ok && isDoubtful) return found;
  const chosen = chooseNodes(options, catalog, ledger.value?.ledger);
  if (!chosen.ok) return chosen;
  const unpublished = await checkUnpublished(chosen.value, options, {
    workspace: workspace.value,
    read,
    world,
  });
  if (!unpublished.ok) return unpublished;
  const written = [...catalog.nodes.values()].map(({ entity }) => entity);
  const named = written.filter(({ sourcedId }) => read.unnamed?.has(sourcedId) !== true);
  const recorded = [...named, ...chosen.value];
  const before = addToLedger(ledger.value?.text, recorded);
  const text = ledgerAfter(before, chosen.value, options.retirement);
  return carryOut(workspace.value, read, {
    chosen: chosen.value,
    keepsNodes: options.retirement.type === 'undo',
    ledger: text === ledger.value?.text ? undefined : text,
    known: found.problems,
  });
}

function ledgerAfter(text: string, chosen: readonly Chosen[], retirement: Retirement): string {
  const ids = chosen.map(({ sourcedId }) => sourcedId);
  switch (retirement.type) {
    case 'retire':
      return retireInLedger(text, ids, retirement.reason);
    case 'never-published':
      return removeFromLedger(text, ids);
    case 'undo':
      return reviveInLedger(text, ids);
  }
}

interface Outcome {
  readonly chosen: readonly Chosen[];
  readonly keepsNodes: boolean;
  /** Absent where the ledger stays as it is. */
  readonly ledger: string | undefined;
  /** What was wrong with the manifests before, which stays as it is. */
  readonly known: readonly Problem[];
}

/** Whether an id stands at two nodes, so that it is open which of them is meant. */
function isShared(name: string, { unnamed }: ReadCatalog): boolean {
  const id = parseAddress(name)?.sourcedId ?? name;
  return [...(unnamed?.values() ?? [])].some(
    ({ problem: { code }, written }) => code === 'id/duplicate' && written === id,
  );
}

/** Everything is made and checked in memory first; files are deleted last. */
function carryOut(
  workspace: Workspace,
  read: ReadCatalog,
  { chosen, keepsNodes, ledger, known }: Outcome,
): Checked<RetireResult> {
  const { folder, config } = workspace;
  const ids = new Set(chosen.map(({ sourcedId }) => sourcedId));
  const removal = removeNodes(read.files, keepsNodes ? new Set() : ids);
  if (!removal.ok) return removal;
  const { changed, deleted } = removal.value;
  const files = [...changed.map(({ file }) => file), ...(ledger === undefined ? [] : [config.ids])];
  if (files.length === 0 && deleted.length === 0) {
    return { ok: false, problems: [nothingToDo(keepsNodes)] };
  }
  const left = filesAfter(read, removal.value);
  // With the last file the catalog ends, which is no error of what is left.
  const built = left.length > 0 && buildCatalog({ files: left, globs: config.catalog.join(', ') });
  const told = new Set(known.map(({ code, detail }) => `${code} ${detail}`));
  const wrong = built ? built.problems.filter(({ severity }) => severity === 'error') : [];
  if (wrong.some(({ code, detail }) => !told.has(`${code} ${detail}`))) {
    return { ok: false, problems: wrong };
  }
  for (const { file, text } of changed) writeBelow(folder, file, text);
  if (ledger !== undefined) writeBelow(folder, config.ids, ledger);
  for (const file of deleted) removeBelow(folder, file);
  return checked({ chosen, changed: files, deleted }, []);
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
