import { relative } from 'node:path';
import { environmentsWith, listReceipts, readKept } from '../../files/state-folder.ts';
import type { TouchedBy } from '../../model/explanation.ts';
import { type Address, idIn, type Kind } from '../../model/node.ts';
import { type Checked, checked } from '../../model/problem.ts';
import { mayHaveWritten, type Receipt } from '../../model/report.ts';
import { addressesIn } from '../catalog/target.ts';
import type { Workspace } from '../catalog/workspace.ts';
import { isEmbedded } from '../environment.ts';
import type { World } from '../world.ts';
import { receiptsIn } from './journal.ts';
import { receiptOf } from './receipts.ts';

interface NodeName {
  readonly kind: Kind;
  readonly sourcedId: string;
}

/** The runs of this machine that wrote a node, newest first. Damaged receipts are left out. */
export function receiptsOf(
  node: NodeName,
  workspace: Workspace,
  world: Pick<World, 'sha256'>,
): Checked<readonly TouchedBy[]> {
  const environments = environmentsWith(workspace.folder, 'receipts');
  if (!environments.ok) return environments;
  const touched: TouchedBy[] = [];
  for (const environment of environments.value) {
    const addresses = addressesAt(environment, node, workspace);
    const receipts = receiptsAbout(environment, addresses, workspace, world);
    if (!receipts.ok) return receipts;
    for (const { file, receipt } of receipts.value) {
      const { head, objects, outcomes } = receipt;
      const { command, started, actor } = head;
      for (const address of addresses) {
        const action = objects.get(address)?.action;
        if (action === undefined) continue;
        const outcome = outcomes.get(address)?.status ?? 'unknown';
        touched.push({ file, environment, command, started, actor, action, outcome });
      }
    }
  }
  return checked(
    touched.sort((a, b) => (a.started < b.started ? 1 : -1)),
    [],
  );
}

interface Asked {
  /** Whether only nodes count whose last run retired them. */
  readonly isRetired: boolean;
  /** The URLs of platforms that are left out. */
  readonly except: ReadonlySet<string>;
}

/** A run that wrote a node: its environment, its receipt and its platform. */
export interface WritingRun {
  readonly environment: string;
  readonly file: string;
  readonly url: string;
}

/**
 * The nodes that runs of this machine wrote to a platform, or may have written, each with such a run. Receipts
 * that cannot be read prove nothing.
 */
export function writtenFromHere<Node extends NodeName>(
  nodes: readonly Node[],
  { isRetired, except }: Asked,
  { workspace, world }: { readonly workspace: Workspace; readonly world: Pick<World, 'sha256'> },
): ReadonlyMap<Node, WritingRun> {
  const written = new Map<Node, WritingRun>();
  const environments = environmentsWith(workspace.folder, 'receipts');
  for (const environment of environments.ok ? environments.value : []) {
    const asked = Map.groupBy(
      nodes.flatMap((node) =>
        addressesAt(environment, node, workspace).map((address) => ({ address, node })),
      ),
      ({ address }) => address,
    );
    const receipts = receiptsAbout(environment, [...asked.keys()], workspace, world);
    // Of each platform the newest run comes first, and says how a node is there now.
    const seen = new Set<string>();
    for (const { file, receipt } of receipts.ok ? receipts.value : []) {
      const { url } = receipt.head.plan.platform;
      if (isEmbedded(url) || except.has(url)) continue;
      for (const [address, { action }] of receipt.objects) {
        for (const { node } of asked.get(address) ?? []) {
          const there = `${url} ${node.kind}/${node.sourcedId}`;
          if (seen.has(there) || !mayHaveWritten(receipt, address)) continue;
          seen.add(there);
          if (written.has(node) || (isRetired && action !== 'retire')) continue;
          written.set(node, { environment, file, url });
        }
      }
    }
  }
  return written;
}

/**
 * The addresses that a node may have in the receipts of an environment. One that was renamed gave its ids to
 * another name, so all environments are asked about one that the config does not have.
 */
function addressesAt(
  environment: string,
  node: NodeName,
  { config: { environments } }: Workspace,
): readonly Address[] {
  const settings = environments.get(environment);
  const asked = settings ? [settings] : [...environments.values()];
  return [...new Set(asked.flatMap((one) => addressesIn(one, node)))];
}

interface ReadReceipt {
  readonly file: string;
  readonly receipt: Receipt;
}

/** Searching each text for more ids than this takes longer than reading it. */
const mostSearched = 4;

/** The receipts of an environment, newest first. Of a few nodes only those with one of their ids. */
function receiptsAbout(
  environment: string,
  addresses: readonly Address[],
  { folder }: Workspace,
  world: Pick<World, 'sha256'>,
): Checked<readonly ReadReceipt[]> {
  const listed = listReceipts(receiptsIn(folder, environment));
  if (!listed.ok) return listed;
  const read: ReadReceipt[] = [];
  for (const path of listed.value) {
    const text = readKept(path);
    if (!text.ok) return text;
    const isOfMany = addresses.length > mostSearched;
    if (!isOfMany && !addresses.some((one) => text.value.includes(idIn(one)))) continue;
    const receipt = receiptOf(text.value, world);
    if (!('line' in receipt)) read.push({ file: relative(folder, path), receipt });
  }
  return checked(read, []);
}
