import { relative } from 'node:path';
import { listReceiptFiles, readReceiptFile } from '../files/receipt-file.ts';
import { parseAddress } from '../model/address.ts';
import type { TouchedBy } from '../model/node-history.ts';
import { receiptFromLines } from '../render/receipt-from-lines.ts';
import { receiptFolder } from './journal.ts';
import type { Workspace } from './workspace.ts';

/** The runs of this machine that wrote a node, newest first. A receipt that is damaged is left out. */
export function receiptsOf(sourcedId: string, { folder, config }: Workspace): TouchedBy[] {
  const touched = [...config.environments.keys()].flatMap((environment) =>
    listReceiptFiles(receiptFolder(folder, environment)).flatMap((path): TouchedBy[] => {
      const text = readReceiptFile(path, path);
      // Most receipts are of other nodes, and reading one takes a while.
      if (!text?.ok || !text.value.includes(sourcedId)) return [];
      const receipt = receiptFromLines(text.value);
      if ('line' in receipt) return [];
      const { head, objects, outcomes } = receipt;
      const file = relative(folder, path);
      const { command, started, actor } = head;
      return [...objects.values()]
        .filter(({ address }) => parseAddress(address)?.sourcedId === sourcedId)
        .map(({ address, action }) => {
          const outcome = outcomes.get(address)?.status ?? 'unknown';
          return { file, environment, command, started, actor, action, outcome };
        });
    }),
  );
  return touched.sort((a, b) => (a.started < b.started ? 1 : -1));
}
