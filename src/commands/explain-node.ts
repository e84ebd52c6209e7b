import { addressOf, idIn, nodeNamed } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import type { LedgerEntry } from '../model/ledger.ts';
import type { ExplainedNode, NodeState } from '../model/node-history.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { PerEnvironment } from '../model/several.ts';
import { siblingsByParent } from '../plan/desired.ts';
import { findNode, unknownNode } from './find-node.ts';
import { historyOf } from './node-history.ts';
import { receiptsOf } from './node-receipts.ts';
import { planSeveral } from './plan-several.ts';
import type { PlatformOptions } from './platform.ts';
import {
  openWorkspace,
  type ReadCatalog,
  readCatalog,
  readLedger,
  type Workspace,
} from './workspace.ts';
import type { World } from './world.ts';

/**
 * All that is known of an id: where it stands, what commits did to it, which runs wrote it, and with
 * `env` how it stands on platforms. An id that was retired is known by the ledger.
 */
export async function explainNode(
  name: string,
  options: PlatformOptions,
  world: World,
): Promise<Checked<ExplainedNode>> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const read = readCatalog(workspace.value, new WeakMap());
  const ledger = readLedger(workspace.value);
  if (!read.ok) return read;
  if (!ledger.ok) return ledger;
  const { catalog } = read.value;
  const id = nodeNamed(name).sourcedId;
  const entry = ledger.value?.ledger.entries.get(id);
  const there = findNode(name, catalog);
  const address = there ?? (entry && addressOf(entry.kind, id));
  if (!address) return { ok: false, problems: [unknownNode(name, catalog)] };
  const isReleased = entry?.state === 'released' && !there;
  const environments = await statesOf(address, { ...options, world, isReleased });
  if (!environments.ok) return environments;
  const own = { address, entry, catalog };
  const receipts = receiptsOf(id, workspace.value, world);
  if (!receipts.ok) return receipts;
  return checked(
    describe(own, {
      receipts: receipts.value,
      workspace: workspace.value,
      read: read.value,
      environments: environments.value,
    }),
    [],
  );
}

interface Own {
  readonly address: ExplainedNode['address'];
  readonly entry: LedgerEntry | undefined;
  readonly catalog: Catalog;
}

function describe(
  { address, entry, catalog }: Own,
  known: {
    readonly workspace: Workspace;
    readonly read: ReadCatalog;
    readonly environments: readonly NodeState[];
    readonly receipts: ExplainedNode['receipts'];
  },
): ExplainedNode {
  const node = catalog.nodes.get(address);
  const history = historyOf(idIn(address), known.workspace, known.read);
  return {
    address,
    title: node?.entity.title ?? '',
    ...(node && { place: placeIn(catalog, address) }),
    ...(entry && { ledger: ledgerSays(entry) }),
    ...(history.ok && { history: history.value.entries }),
    isCut: history.ok && history.value.isCut,
    environments: known.environments,
    receipts: known.receipts,
  };
}

function ledgerSays({
  state,
  reason,
  to,
  from,
}: LedgerEntry): NonNullable<ExplainedNode['ledger']> {
  return {
    state,
    ...(reason !== undefined && { reason }),
    ...(to !== undefined && { to }),
    ...(from !== undefined && { from }),
  };
}

function placeIn(
  catalog: Catalog,
  address: ExplainedNode['address'],
): NonNullable<ExplainedNode['place']> {
  const { entity, source } = catalog.nodes.get(address) ?? {};
  const parent = entity?.parent;
  const family = parent ? siblingsByParent(catalog).get(parent) : undefined;
  return {
    file: source?.file ?? '',
    line: source?.start.line ?? 1,
    ...(parent && { parent }),
    ...(family && { position: family.indexOf(address) + 1, siblings: family.length }),
  };
}

async function statesOf(
  address: ExplainedNode['address'],
  {
    env,
    world,
    isReleased,
    ...options
  }: PlatformOptions & { readonly world: World; readonly isReleased: boolean },
): Promise<Checked<readonly NodeState[]>> {
  if (env === undefined) return checked([], []);
  const plans = await planSeveral({ ...options, env }, world);
  return plans.ok
    ? checked(
        plans.value.map((plan) => stateIn(plan, address, isReleased)),
        [],
      )
    : plans;
}

function stateIn(
  { environment, result }: PerEnvironment<Plan>,
  address: ExplainedNode['address'],
  isReleased: boolean,
): NodeState {
  if (!result.ok) {
    const what = result.problems.slice(0, 1).map(({ code, detail }) => `${code}: ${detail}`);
    return { environment, state: 'unknown', what };
  }
  const { changes, held } = result.value;
  const change = changes.find((each) => each.address === address);
  if (change) {
    const fields = change.action === 'create' ? [] : change.fields;
    return { environment, state: change.action, what: fields.map(({ path }) => path.join('.')) };
  }
  const one = held.find((each) => each.address === address);
  return one
    ? { environment, state: 'held', what: [one.action] }
    : { environment, state: isReleased ? 'released' : 'same', what: [] };
}
