import { relative } from 'node:path';
import { listReceipts, readKept } from '../files/state-folder.ts';
import { idIn } from '../model/address.ts';
import type { TouchedBy } from '../model/node-history.ts';
import { type Checked, checked } from '../model/problem.ts';
import { receiptsIn } from './journal.ts';
import { receiptOf } from './receipts.ts';
import type { Workspace } from './workspace.ts';
import type { World } from './world.ts';

/** The runs of this machine that wrote a node, newest first. A receipt that is damaged is left out. */
export function receiptsOf(
  sourcedId: string,
  { folder, config }: Workspace,
  world: Pick<World, 'sha256'>,
): Checked<readonly TouchedBy[]> {
  const touched: TouchedBy[] = [];
  for (const environment of config.environments.keys()) {
    const listed = listReceipts(receiptsIn(folder, environment));
    if (!listed.ok) return listed;
    for (const path of listed.value) {
      const text = readKept(path);
      if (!text.ok) return text;
      // Most receipts are of other nodes, and reading one takes a while.
      if (!text.value.includes(sourcedId)) continue;
      const receipt = receiptOf(text.value, world);
      if ('line' in receipt) continue;
      const { head, objects, outcomes } = receipt;
      const { command, started, actor } = head;
      const file = relative(folder, path);
      for (const { address, action } of objects.values()) {
        if (idIn(address) !== sourcedId) continue;
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
