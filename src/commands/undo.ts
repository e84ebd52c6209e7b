import type { Catalog } from '../model/catalog.ts';
import type { Change } from '../model/plan.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { Receipt } from '../model/receipt.ts';
import type { RemoteState } from '../model/remote.ts';
import { type Undo, undoPlan } from '../plan/undo.ts';
import { withImpact } from './impact.ts';
import { locked } from './locked.ts';
import { readPlatform } from './planning.ts';
import type { PlatformOptions } from './platform.ts';
import { type ApplyResult, type ApprovalOptions, publish, type Run } from './publish.ts';
import { befores, type FoundReceipt, findReceipt, originOf, runText } from './receipts.ts';
import { lateToUndo, recentWrites, untilShown } from './recent.ts';
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
      const state = await readPlatform(opened);
      if (!state.ok) return state;
      const touched = new Set(changes.map(({ address }) => address));
      const recent = recentWrites(opened).filter(({ change }) => touched.has(change.address));
      const shown = await untilShown(opened, state.value, recent);
      const late = lateToUndo(shown.unseen, opened.world.now());
      if (late.length > 0) return { ok: false, problems: late };
      const undone = back(shown.state);
      if (!undone.ok) return undone;
      const plan = await withImpact(opened, undone.value.plan, shown.state);
      return checked({ ...undone.value, plan, state: shown.state }, []);
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
