import type { Catalog } from '../../model/catalog.ts';
import { shellWord } from '../../model/id-commands.ts';
import type { Ledger } from '../../model/ledger.ts';
import { type Address, keyOfAddress } from '../../model/node.ts';
import type { Change, WritablePlan } from '../../model/plan.ts';
import { type Checked, checked, hasErrors } from '../../model/problem.ts';
import type { RemoteState } from '../../model/remote.ts';
import type { Receipt } from '../../model/report.ts';
import { releasedIn } from '../../plan/retirements.ts';
import { undoPlan } from '../../plan/undo.ts';
import { readCatalog, readLedger } from '../../run/catalog/catalog-files.ts';
import { inOtherIds, ledgerInOtherIds } from '../../run/catalog/target.ts';
import { withImpact } from '../../run/impact.ts';
import { withRunLock } from '../../run/locked.ts';
import { checkAddOns, checkAllowedIds, requiredByChanges } from '../../run/plan-checks.ts';
import { readNodesWhole, readPlatform, wholeWithoutFields } from '../../run/planning.ts';
import type { PlatformOptions } from '../../run/platform.ts';
import {
  type ApplyResult,
  type ApprovalOptions,
  type PublishRun,
  publish,
} from '../../run/publish.ts';
import { hasFailedWith } from '../../run/receipts/journal.ts';
import {
  befores,
  type FoundReceipt,
  findReceipt,
  originOf,
  runText,
} from '../../run/receipts/receipts.ts';
import { lateToUndo, recentWrites, withAllRecent } from '../../run/receipts/recent.ts';
import { managedNodes, withFormerNodes } from '../../run/remote-state.ts';
import { type Opened, openWithoutManifests } from '../../run/session.ts';
import type { World } from '../../run/world.ts';

export interface UndoOptions extends PlatformOptions, ApprovalOptions {
  /** The path of the receipt of the run to undo. */
  readonly receipt: string;
}

/**
 * Restores the state of the platform before a run, by an ordinary plan that is approved and applied. Needs no
 * manifests, since they may be the cause.
 */
export async function undo(options: UndoOptions, world: World): Promise<Checked<ApplyResult>> {
  const opened = await openWithoutManifests(options, world);
  if (!opened.ok) return opened;
  try {
    const found = findReceipt(opened.value, options.receipt);
    if (!found.ok) return found;
    const command = `undo ${shellWord(options.receipt)}`;
    const run = runOf(opened.value, found.value, command);
    const { workspace, open } = opened.value;
    const { environment } = open;
    return await withRunLock({ world, workspace, environment }, (guarded) =>
      publish({ ...run, world: guarded }, options),
    );
  } finally {
    opened.value.open.close();
  }
}

function runOf(opened: Opened, found: FoundReceipt, command: string): PublishRun {
  const { receipt } = found;
  const { environment } = opened.open;
  const catalog = readCatalog(opened.workspace);
  const written: Catalog = catalog.ok ? catalog.value.catalog : { nodes: new Map() };
  const managed = inOtherIds(written, environment);
  const ledger = readLedger(opened.workspace);
  const recorded = ledger.ok ? ledger.value?.ledger : undefined;
  const known = recorded && ledgerInOtherIds(recorded, environment);
  const isOurs = belongingTo(known, catalog.ok ? managed : undefined);
  const released = releasedIn(known);
  const changes = writtenBy(receipt);
  const images = befores(receipt, opened);
  const touched = requiredByChanges(changes);
  const { dialect } = opened.open.remote;
  const readingProblemsOf = (remote: RemoteState) => [
    ...checkAddOns(remote, touched, dialect),
    ...(remote.warnings ?? []),
  ];
  const back = (remote: RemoteState): Checked<WritablePlan> => {
    const readingProblems = readingProblemsOf(remote);
    if (hasErrors(readingProblems)) return { ok: false, problems: readingProblems };
    const undone = undoPlan({
      changes,
      befores: images,
      remote,
      managed,
      isOurs,
      released,
      command,
      rules: opened.open.remote.dialect.rules,
      sha256: opened.world.sha256,
      reason: `undo of ${runText(receipt)}`,
      warnings: readingProblems,
    });
    if (!undone.ok) return undone;
    const { changes: left } = undone.value;
    // Receipts keep plans with changes, and know no `undoes`.
    const plan = { ...undone.value, ...(left.length === 0 && { undoes: runText(receipt) }) };
    return checked(plan, checkAllowedIds(left, opened.open.environment));
  };
  return {
    ...opened,
    command: 'undo',
    origin: originOf(found),
    plan: async () => {
      const written = receipt.head.plan.changes.map(({ address }) => address);
      const listed = await readPlatform(
        opened,
        managedNodes({ catalog: managed, open: opened.open }, written),
      );
      if (!listed.ok) return listed;
      const undoing = changes.map(({ address }) => address);
      const there = await withFormerNodes(listed.value, images, opened.open.remote);
      if (!there.ok) return there;
      const state = await readNodesWhole(opened, there.value, wholeWithoutFields(undoing));
      if (!state.ok) return state;
      // What the platform does not offer stays invisible, however long a run waits for it.
      const told = readingProblemsOf(state.value);
      if (hasErrors(told)) return { ok: false, problems: told };
      const touched = new Set(undoing);
      const recent = recentWrites(opened).filter(({ change }) => touched.has(change.address));
      const shown = await withAllRecent(opened, state.value, recent);
      if (!shown.ok) return shown;
      const late = lateToUndo(shown.value.unseen, opened.world.now());
      if (late.length > 0) return { ok: false, problems: late };
      const undone = back(shown.value.state);
      if (!undone.ok) return undone;
      const plan = await withImpact(opened, undone.value, shown.value.state);
      return checked({ plan, state: shown.value.state }, []);
    },
    replan: (state) => {
      const plan = back(state);
      return plan.ok ? checked({ plan: plan.value }, []) : plan;
    },
    explain: () => undefined,
  };
}

/**
 * Whether a node is one of this catalog, by its manifests and ledger. If neither can be read, all nodes of
 * the platform count.
 */
function belongingTo(
  ledger: Ledger | undefined,
  managed: Catalog | undefined,
): (address: Address) => boolean {
  const entries = ledger?.entries;
  if (!managed && !entries) return () => true;
  return (address) =>
    managed?.nodes.has(address) === true || entries?.get(keyOfAddress(address))?.state === 'live';
}

/**
 * The changes that a run may have written: failed ones may have been. Untried changes were not, nor were
 * creates that found a node of another run.
 */
function writtenBy({ head, outcomes, isSending }: Receipt): readonly Change[] {
  if (!isSending) return [];
  return head.plan.changes.filter(({ address }) => {
    const outcome = outcomes.get(address);
    return !outcome || (outcome.status !== 'not-tried' && !hasFailedWith(outcome, 'plan/stale'));
  });
}
