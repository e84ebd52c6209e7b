import { relative } from 'node:path';
import { listReceipts, readKept } from '../../files/state-folder.ts';
import type { TouchedBy } from '../../model/explanation.ts';
import { idIn, type Kind } from '../../model/node.ts';
import { type Checked, checked } from '../../model/problem.ts';
import { addressesIn } from '../catalog/target.ts';
import type { Workspace } from '../catalog/workspace.ts';
import type { World } from '../world.ts';
import { receiptsIn } from './journal.ts';
import { receiptOf } from './receipts.ts';

/** The runs of this machine that wrote a node, newest first. Damaged receipts are left out. */
export function receiptsOf(
  node: { readonly kind: Kind; readonly sourcedId: string },
  { folder, config }: Workspace,
  world: Pick<World, 'sha256'>,
): Checked<readonly TouchedBy[]> {
  const touched: TouchedBy[] = [];
  for (const [environment, settings] of config.environments) {
    const addresses = addressesIn(settings, node);
    const listed = listReceipts(receiptsIn(folder, environment));
    if (!listed.ok) return listed;
    for (const path of listed.value) {
      const text = readKept(path);
      if (!text.ok) return text;
      // Most receipts are about other nodes, and reading one takes time.
      if (!addresses.some((one) => text.value.includes(idIn(one)))) continue;
      const receipt = receiptOf(text.value, world);
      if ('line' in receipt) continue;
      const { head, objects, outcomes } = receipt;
      const { command, started, actor } = head;
      const file = relative(folder, path);
      for (const { address, action } of objects.values()) {
        if (!addresses.includes(address)) continue;
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
