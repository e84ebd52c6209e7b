import { relative } from 'node:path';
import { isObject } from '../../model/json.ts';
import type { Platform } from '../../model/remote.ts';
import type { Workspace } from '../catalog/workspace.ts';
import type { World } from '../world.ts';
import { type MadeJournal, type MadeRecord, madeRecordReceipts } from './made-records.ts';

/** A record as a probe sends it for the first time. */
export interface IntendedRecord extends MadeRecord {
  readonly collection: string;
}

export type ProbeJournal = MadeJournal<IntendedRecord>;

/** The receipts of probes. */
export const probeReceipts = madeRecordReceipts<IntendedRecord>({
  folder: 'probes',
  type: 'probe',
  fieldsOf: ({ collection }) => ({ collection }),
  recordIn: ({ collection, sourcedId, called, body }) =>
    typeof collection === 'string' && typeof sourcedId === 'string' && isObject(body)
      ? { collection, sourcedId, called: String(called ?? collection), body }
      : undefined,
});

/** The ids that probes of this catalog made on a platform, by the receipts that can be read. */
export function idsOfProbes(
  world: Pick<World, 'cwd'>,
  workspace: Pick<Workspace, 'folder'>,
  platform: Platform,
): ReadonlyMap<string, string> {
  const receipts = probeReceipts.readAll(world, workspace, platform);
  return new Map(
    receipts.flatMap(({ path, intended }) => {
      const name = relative(workspace.folder, path);
      return intended.map(({ sourcedId }) => [sourcedId, name] as const);
    }),
  );
}
