import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import type { NewTestRecord } from '../../model/rehearsal.ts';
import {
  kindText,
  type Rehearsal,
  type TestRecord,
  type TestRecordKind,
  testRecordKinds,
} from '../../model/rehearsal.ts';
import type { RehearsalApi } from '../../remote/classroom/rehearsal/api.ts';
import { openRehearsalApi } from '../../remote/classroom/rehearsal/open.ts';
import { openWorkspace } from '../../run/catalog/workspace.ts';
import type { PlatformOptions } from '../../run/platform.ts';
import {
  onPlatformOf,
  type RehearsalJournal,
  rehearsalReceipts,
} from '../../run/receipts/made-records.ts';
import type { World } from '../../run/world.ts';

/** A record to remove, and whether it is known that this run made it. */
export interface Leftover {
  readonly record: NewTestRecord;
  readonly isKnown: boolean;
}

interface Cleaning {
  readonly api: RehearsalApi;
  readonly journal: RehearsalJournal;
  readonly run: string;
  readonly onCleaned: (done: number) => void;
}

/**
 * Marks the records of a rehearsal `tobedeleted`: line items with their results, enrollments, classes, then
 * people. A record that this run may not have made is read first, and is changed only if it names the run.
 */
export async function cleanUp(
  leftovers: readonly Leftover[],
  { api, journal, run, onCleaned }: Cleaning,
): Promise<{ readonly records: readonly TestRecord[]; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  const records: TestRecord[] = [];
  for (const kind of testRecordKinds.toReversed()) {
    await Promise.all(leftovers.filter((one) => one.record.kind === kind).map(cleanOne));
  }
  journal.note({ type: 'end', left: records.filter(({ state }) => state === 'left').length });
  return { records, problems };

  async function cleanOne({ record, isKnown }: Leftover): Promise<void> {
    const { kind, sourcedId, called } = record;
    const state = await stateAfter(record, isKnown);
    // A line item may appear late, so a later run with the receipt may still find it.
    const isOver = state === 'retired' || (state === 'absent' && kind !== 'lineItem');
    if (isOver) journal.note({ type: state, kind, sourcedId });
    records.push({ kind, sourcedId, called, state });
    onCleaned(records.length);
  }

  async function stateAfter(record: NewTestRecord, isKnown: boolean): Promise<TestRecord['state']> {
    if (!isKnown) {
      const found = await api.runOf(record, run);
      if (!found.ok) return left(found.problems);
      if (!found.value) return 'absent';
      if (found.value.run !== run) return left([notOurs(record.kind, record.sourcedId)]);
    }
    const failed = await api.retire(record);
    return failed ? left([failed]) : 'retired';
  }

  function left(found: readonly Problem[]): 'left' {
    problems.push(...found);
    return 'left';
  }
}

function notOurs(kind: TestRecordKind, sourcedId: string): Problem {
  return problem('rehearse/not-ours', {
    detail: `The ${kindText(kind)} ${sourcedId} is not marked as a record of this rehearsal, so it was not touched.`,
    hint: 'The receipt was edited, or somebody overwrote the record since. If it is the test record, mark it `tobedeleted` by hand.',
  });
}

/** Removes the records that a killed rehearsal left. Needs no manifests, since they may be the cause. */
export async function cleanReceipt(
  { receipt: named, ...options }: PlatformOptions & { readonly receipt: string },
  world: World,
): Promise<Checked<Rehearsal>> {
  const opened = openWorkspace(world);
  if (!opened.ok) return opened;
  const workspace = opened.value;
  const read = rehearsalReceipts.read(named, world, workspace);
  if (!read.ok) return read;
  const receipt = read.value;
  return onPlatformOf(receipt, { options, workspace, world }, async (connection) => {
    const journal = rehearsalReceipts.resume(workspace, receipt.path);
    if (!journal.ok) return journal;
    const total = receipt.left.length;
    const cleaned = await cleanUp(
      receipt.left.map((record) => ({ record, isKnown: false })),
      {
        api: openRehearsalApi(connection),
        journal: journal.value,
        run: receipt.run,
        onCleaned: (done) =>
          world.onProgress({ type: 'rehearsing', step: 'cleaning', done, total }),
      },
    );
    journal.value.end();
    const { org } = receipt;
    const { records, problems } = cleaned;
    const { file } = journal.value;
    const { platform } = connection;
    return checked(
      { platform, org, trials: [], omitted: 0, props: records, receipt: file, problems },
      [],
    );
  });
}
