import packageJson from '../../../package.json' with { type: 'json' };
import type { ProbeRecord, ProbeReport } from '../../model/drift.ts';
import { type Checked, checked, type Problem } from '../../model/problem.ts';
import { openAsking } from '../../remote/asking.ts';
import { openWorkspace } from '../../run/catalog/workspace.ts';
import type { PlatformOptions } from '../../run/platform.ts';
import { onPlatformOf, probeReceipts } from '../../run/receipts/made-records.ts';
import type { World } from '../../run/world.ts';
import { inRemovalOrder, leftText, takeAway } from './take-away.ts';

/** Milliseconds before each look: the platform may show what was written a little later. */
const looks = [0, 1000, 4000];

/**
 * Removes the records that a killed probe left. Measures nothing, so its report has no rows. Needs no
 * manifests, since they may be the cause.
 */
export async function cleanProbe(
  { receipt: named, ...options }: PlatformOptions & { readonly receipt: string },
  world: World,
): Promise<Checked<ProbeReport>> {
  const opened = openWorkspace(world, { asMeasured: false });
  if (!opened.ok) return opened;
  const workspace = opened.value;
  const read = probeReceipts.read(named, world, workspace);
  if (!read.ok) return read;
  const receipt = read.value;
  return onPlatformOf(receipt, { options, workspace, world }, async (connection) => {
    const resumed = probeReceipts.resume(workspace, receipt.path);
    if (!resumed.ok) return resumed;
    const journal = resumed.value;
    const ordered = inRemovalOrder(receipt.left);
    const asking = openAsking(connection);
    const removal = {
      asking,
      table: connection.dialect.table,
      collections: connection.dialect.collections,
      journal,
      run: receipt.run,
      now: world.now,
      pauses: looks.map((ms) => () => world.wait(ms, world.stop)),
    };
    const records: ProbeRecord[] = [];
    const problems: Problem[] = [];
    const total = ordered.length;
    for (const record of ordered) {
      world.onProgress({ type: 'probing', step: 'cleaning', done: records.length, total });
      const gone = await takeAway({ record, isKnown: false }, removal);
      records.push(gone.record);
      problems.push(...gone.problems);
    }
    const left = records.filter(({ state }) => state === 'left');
    journal.note({ type: 'end', left: left.length });
    journal.end();
    if (left.length > 0) problems.push(leftText(left, journal.file));
    const { platform } = connection;
    const { url, dialect } = platform;
    const facts = {
      ...{ platform: { url, dialect }, measured: world.now().toISOString(), readOnly: false },
      ...{ build: packageJson.version, rows: [] },
    };
    const report = { ...{ platform, facts, rows: [], ...asking.spent() }, records, problems };
    return checked({ ...report, receipt: journal.file }, []);
  });
}
