import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type LedgerFact, liveFact } from '../../identity/ledger/line.ts';
import type { Ledger, LedgerEntry } from '../../model/ledger.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import {
  type ReadCatalog,
  type ReadLedger,
  readCatalog,
  readLedger,
} from '../../run/catalog/catalog-files.ts';
import { addLines } from '../../run/catalog/minting.ts';
import { openWorkspace, type Workspace } from '../../run/catalog/workspace.ts';
import type { World } from '../../run/world.ts';
import {
  type Chosen,
  catalogAtHead,
  checkCatalogName,
  type HandoverRequest,
  leftBehind,
  nodesToHandOver,
} from '../retire/nodes.ts';
import { type TakenOut, takeOut } from '../retire/retire.ts';

export interface ReleaseOptions extends HandoverRequest {
  /** The catalog that publishes them from now on, in one word. */
  readonly to: string;
  /** Why, for the ledger. */
  readonly reason?: string;
}

export type ReleaseResult = TakenOut;

/**
 * Hands nodes over to another catalog: they leave the manifests, and the ledger says where they live.
 * On platforms they stay as they are. A node whose text is gone already is only written down. All or
 * nothing.
 */
export function release(
  options: ReleaseOptions,
  world: Pick<World, 'cwd' | 'sources'>,
): Checked<ReleaseResult> {
  const name = checkCatalogName('--to', options.to);
  if (!name.ok) return name;
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const read = readCatalog(workspace.value);
  const ledger = readLedger(workspace.value);
  if (!read.ok || !ledger.ok) {
    return { ok: false, problems: [...read.problems, ...ledger.problems] };
  }
  const nowhere = leadsNowhere(options.to, workspace.value, ledger.value?.ledger);
  if (nowhere) return { ok: false, problems: [nowhere] };
  const chosen = choose(options, {
    workspace: workspace.value,
    read: read.value,
    ledger: ledger.value,
  });
  if (!chosen.ok) return chosen;
  const { to } = options;
  const entries = ledger.value?.ledger.entries;
  const nodes = [...read.value.catalog.nodes.values()].map(({ entity }) => entity);
  const leaving = new Set(chosen.value.map(({ sourcedId }) => sourcedId));
  const facts: LedgerFact[] = [
    ...nodes.filter(({ sourcedId }) => !leaving.has(sourcedId)).map(liveFact),
    ...chosen.value.map((node) => {
      // Who releases it to the same catalog once more means what was said then.
      const earlier = entries?.get(node.sourcedId);
      const reason = options.reason?.trim() || (earlier?.to === to ? earlier.reason : undefined);
      return { ...{ says: 'released' as const, ...node, name: to }, ...(reason && { reason }) };
    }),
  ];
  return takeOut(workspace.value, read.value, {
    chosen: chosen.value,
    leaving,
    ledger: addLines(workspace.value, ledger.value, facts, read.value.files),
    nothing: 'Nothing to do: the ledger has it as released, and no manifest holds it.',
  });
}

function choose(
  options: ReleaseOptions,
  {
    workspace,
    read,
    ledger,
  }: {
    readonly workspace: Workspace;
    readonly read: ReadCatalog;
    readonly ledger: ReadLedger | undefined;
  },
): Checked<readonly Chosen[]> {
  const earlier = options.children ? catalogAtHead(workspace, read) : undefined;
  const chosen = nodesToHandOver(options, read.catalog, {
    ledger: ledger?.ledger,
    ...(earlier && { earlier }),
  });
  if (!chosen.ok) return chosen;
  const ids = new Set(chosen.value.map(({ sourcedId }) => sourcedId));
  const entries = chosen.value.flatMap(
    ({ sourcedId }) => ledger?.ledger.entries.get(sourcedId) ?? [],
  );
  const retired = entries.filter(({ state }) => state === 'retired');
  return checked(chosen.value, [
    ...retired.map(isRetired),
    ...leftBehind(ids, read.catalog, 'release'),
  ]);
}

/** A name that begins with a dot is a path, which nobody but this machine can judge. */
function leadsNowhere(
  name: string,
  { folder }: Workspace,
  ledger: Ledger | undefined,
): Problem | undefined {
  if (!/^\.{1,2}(?:\/|$)/.test(name)) return undefined;
  const path = resolve(folder, name);
  // A catalog that is not checked out here is known by what was released to it.
  const isKnown = () =>
    existsSync(path) || [...(ledger?.entries.values() ?? [])].some(({ to }) => to === name);
  if (path !== folder && isKnown()) return undefined;
  return problem('usage/wrong', {
    detail:
      path === folder
        ? `--to ${name} is this catalog itself.`
        : `--to ${name} is a path, and there is no such folder.`,
    hint: 'Name the other catalog: its path from here, or what people call it.',
  });
}

function isRetired({ sourcedId, reason }: LedgerEntry): Problem {
  const because = reason === undefined ? '' : ` (${reason})`;
  return problem('identity/other-state', {
    detail: `"${sourcedId}" was retired${because}. A retired id is spent: no other catalog can go on with it.`,
  });
}
