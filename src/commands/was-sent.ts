import { listReceipts, readKept } from '../files/state-folder.ts';
import type { Address } from '../model/address.ts';
import type { Difference } from '../model/explanation.ts';
import { canonicalJson, isObject, type Json } from '../model/json.ts';
import type { Receipt } from '../model/receipt.ts';
import { receiptsIn } from './journal.ts';
import { receiptOf } from './receipts.ts';
import type { Opened } from './session.ts';

/** Runs that are looked at, the newest ones. */
const mostRuns = 20;

/**
 * Says of a value whether the last run of this machine that wrote its node sent it, and ended with
 * something that the platform did not keep. Receipts are read when first asked for.
 */
export function sentBefore(opened: Opened): (difference: Difference) => boolean {
  let runs: readonly Receipt[] | undefined;
  return ({ address, path, wanted }) => {
    runs ??= runsOf(opened);
    const last = runs.find((run) => wrote(run, address));
    if (last?.end?.settled !== 'differs') return false;
    const sent = at(last.objects.get(address)?.after['fields'], path);
    return sent !== undefined && canonicalJson(sent) === canonicalJson(wanted);
  };
}

function wrote({ outcomes }: Receipt, address: Address): boolean {
  return outcomes.get(address)?.status === 'applied';
}

/** Newest first. A receipt that cannot be read tells nothing. */
function runsOf({ workspace, world, open }: Opened): readonly Receipt[] {
  const { url, dialect } = open.remote.platform;
  const listed = listReceipts(receiptsIn(workspace.folder, open.environment.name));
  if (!listed.ok) return [];
  return listed.value.slice(0, mostRuns).flatMap((path): Receipt[] => {
    const text = readKept(path);
    const receipt = text.ok ? receiptOf(text.value, world) : undefined;
    if (!receipt || 'line' in receipt) return [];
    const { platform } = receipt.head.plan;
    return platform.url === url && platform.dialect === dialect ? [receipt] : [];
  });
}

function at(fields: Json | undefined, path: readonly string[]): Json | undefined {
  let value = fields;
  for (const key of path) {
    value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}
