import type { Catalog } from '../model/catalog.ts';
import type { Change } from '../model/plan.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { Receipt } from '../model/receipt.ts';
import type { RemoteState } from '../model/remote.ts';
import { type Undo, undoPlan } from '../plan/undo.ts';
import { withImpact } from './impact.ts';
import { locked } from './locked.ts';
import { doubtless, readNodesWhole, readPlatform } from './planning.ts';
import type { PlatformOptions } from './platform.ts';
import { type ApplyResult, type ApprovalOptions, publish, type Run } from './publish.ts';
import { befores, type FoundReceipt, findReceipt, originOf, runText } from './receipts.ts';
import { type Opened, openWithoutManifests } from './session.ts';
import { readCatalog } from './workspace.ts';
import type { World } from './world.ts';

export interface UndoOptions extends PlatformOptions, ApprovalOptions {
  /** A receipt. */
  readonly receipt: string;
}

/**
 * Takes the platform back to where it was before a run, by an ordinary plan that is approved and
 * applied as any other. Needs no manifests: they may be what is broken.
 */
export async function undo(options: UndoOptions, world: World): Promise<Checked<ApplyResult>> {
  const opened = await openWithoutManifests(options, world);
  if (!opened.ok) return opened;
  try {
    const found = findReceipt(opened.value, options.receipt);
    if (!found.ok) return found;
    const run = runOf(opened.value, found.value);
    const { workspace, open } = opened.value;
    const { environment } = open;
    return await locked({ world, workspace, environment }, (guarded) =>
      publish({ ...run, world: guarded }, options),
    );
  } finally {
    opened.value.open.close();
  }
}

function runOf(opened: Opened, found: FoundReceipt): Run {
  const { receipt } = found;
  const catalog = readCatalog(opened.workspace);
  const managed: Catalog = catalog.ok ? catalog.value.catalog : { nodes: new Map() };
  const changes = writtenBy(receipt);
  const images = befores(receipt, opened);
  const back = (remote: RemoteState): Checked<Undo> =>
    undoPlan({
      changes,
      befores: images,
      remote,
      managed,
      rules: opened.open.remote.dialect.rules,
      sha256: opened.world.sha256,
      reason: `undo of ${runText(receipt)}`,
    });
  return {
    ...opened,
    command: 'undo',
    origin: originOf(found),
    plan: async () => {
      const listed = await readPlatform(opened);
      if (!listed.ok) return listed;
      const touched = changes.map(({ address }) => address);
      const state = await readNodesWhole(opened, listed.value, doubtless(touched));
      if (!state.ok) return state;
      const undone = back(state.value);
      if (!undone.ok) return undone;
      const plan = await withImpact(opened, undone.value.plan, state.value);
      return checked({ ...undone.value, plan, state: state.value }, []);
    },
    replan: back,
    explain: () => undefined,
  };
}

/** What was not even tried is as it was. What failed may have been written all the same. */
function writtenBy({ head, outcomes, isSending }: Receipt): readonly Change[] {
  if (!isSending) return [];
  return head.plan.changes.filter(({ address }) => outcomes.get(address)?.status !== 'not-tried');
}
