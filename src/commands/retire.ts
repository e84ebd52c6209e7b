import { removeIds, reviveIds } from '../identity/ledger-edit.ts';
import type { LedgerChanges } from '../identity/ledger-home.ts';
import { liveFact } from '../identity/ledger-line.ts';
import { parseAddress } from '../model/address.ts';
import { releasing } from '../model/id-commands.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Checked, type Problem, problem } from '../model/problem.ts';
import { catalogAtHead } from './handover-nodes.ts';
import { addLines, withChanges } from './ledger-lines.ts';
import { readProvisional } from './provisional.ts';
import { type Chosen, chooseNodes } from './retire-nodes.ts';
import { checkUnpublished } from './retire-published.ts';
import { type TakenOut, takeOut } from './take-out.ts';
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

export type RetireResult = TakenOut;

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
  if (!found.ok && options.nodes.some((name) => isShared(name, read))) return found;
  const { catalog } = read;
  const isDeep = options.retirement.type === 'retire' && options.retirement.children;
  const earlier = isDeep ? catalogAtHead(workspace.value, read) : undefined;
  const chosen = chooseNodes(options, catalog, {
    ledger: ledger.value?.ledger,
    ...(earlier && { earlier }),
  });
  if (!chosen.ok) return chosen;
  const others = chosen.value.flatMap((node) => ofOther(node, options, ledger.value?.ledger));
  if (others.length > 0) return { ok: false, problems: others };
  const unpublished = await checkUnpublished(chosen.value, options, {
    workspace: workspace.value,
    read,
    world,
  });
  if (!unpublished.ok) return unpublished;
  const isUndo = options.retirement.type === 'undo';
  return takeOut(workspace.value, read, {
    chosen: chosen.value,
    leaving: new Set(isUndo ? [] : chosen.value.map(({ sourcedId }) => sourcedId)),
    known: found.problems,
    nothing: isUndo
      ? 'Nothing to do: the ledger has it as live.'
      : 'Nothing to do: the ledger has it as retired, and no manifest holds it.',
    ledger: ledgerAfter(chosen.value, options.retirement, {
      workspace: workspace.value,
      read,
      ledger: ledger.value,
    }),
  });
}

/** Whether an id stands at two nodes, so that it is open which of them is meant. */
function isShared(name: string, { unnamed }: ReadCatalog): boolean {
  const id = parseAddress(name)?.sourcedId ?? name;
  return [...(unnamed?.values() ?? [])].some(
    ({ problem: { code }, written }) => code === 'id/duplicate' && written === id,
  );
}

/** What another catalog publishes, or published, is not for this one to end. */
function ofOther(
  { kind, sourcedId }: Chosen,
  { retirement }: RetireOptions,
  ledger: Ledger | undefined,
): Problem[] {
  const { to, from, state } = ledger?.entries.get(sourcedId) ?? {};
  if (state === 'released') {
    return [
      problem('identity/other-state', {
        detail: `The ${kind} "${sourcedId}" was released to the catalog ${to}, which publishes it.`,
        hint: 'It is retired there.',
      }),
    ];
  }
  if (from === undefined || retirement.type !== 'never-published') return [];
  return [
    problem('identity/other-state', {
      detail: `The ${kind} "${sourcedId}" was taken from the catalog ${from}, which published it.`,
      hint: `To give it back, ${releasing([sourcedId], from)}.`,
    }),
  ];
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
  const facts = nodes.filter(isLeft).map(liveFact);
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
