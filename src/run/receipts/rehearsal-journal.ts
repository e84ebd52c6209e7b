import { isObject } from '../../model/json.ts';
import { type NewTestRecord, testRecordKinds } from '../../model/rehearsal.ts';
import type { Platform } from '../../model/remote.ts';
import type { Workspace } from '../catalog/workspace.ts';
import type { World } from '../world.ts';
import { type MadeJournal, madeRecordReceipts } from './made-records.ts';

export type RehearsalJournal = MadeJournal<NewTestRecord>;

/** The receipts of rehearsals. */
export const rehearsalReceipts = madeRecordReceipts<NewTestRecord>({
  folder: 'rehearsals',
  type: 'rehearsal',
  fieldsOf: ({ kind }) => ({ kind }),
  recordIn: ({ kind, sourcedId, called, body }) => {
    const known = testRecordKinds.find((one) => one === kind);
    return known && typeof sourcedId === 'string' && isObject(body)
      ? { kind: known, sourcedId, called: String(called ?? known), body }
      : undefined;
  },
});

/**
 * The test students of the rehearsals whose receipts are here, for a platform: their results stay there
 * when all else is taken away. What cannot be read or trusted names none.
 */
export function studentsOfRehearsals(
  world: Pick<World, 'cwd'>,
  workspace: Workspace,
  platform: Platform,
): string[] {
  return rehearsalReceipts
    .readAll(world, workspace, platform)
    .flatMap(({ intended }) => intended)
    .flatMap(({ kind, sourcedId }) => (kind === 'user' ? [sourcedId] : []));
}
