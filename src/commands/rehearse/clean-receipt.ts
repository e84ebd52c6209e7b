import { type Checked, checked, problem } from '../../model/problem.ts';
import type { Rehearsal } from '../../model/rehearsal.ts';
import { openStage } from '../../remote/classroom/rehearsal.ts';
import { chooseEnvironment, connect, type PlatformOptions } from '../platform.ts';
import { openWorkspace } from '../workspace.ts';
import type { World } from '../world.ts';
import { cleanUp } from './clean.ts';
import { readRehearsalReceipt, resumeRehearsalJournal } from './journal.ts';

/** Takes away what a rehearsal left that was killed. Needs no manifests: they may be what is broken. */
export async function cleanReceipt(
  { receipt: named, ...options }: PlatformOptions & { readonly receipt: string },
  world: World,
): Promise<Checked<Rehearsal>> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const read = readRehearsalReceipt(named, world, workspace.value);
  if (!read.ok) return read;
  const receipt = read.value;
  const env = options.env ?? receipt.platform.name;
  const chosen = chooseEnvironment(workspace.value, { ...options, env }, world);
  if (!chosen.ok) return chosen;
  const opening = { ...options, world, orgs: [receipt.org] };
  const connected = await connect(chosen.value, workspace.value, opening);
  if (!connected.ok) return connected;
  const { connection, close } = connected.value;
  try {
    const { platform } = connection;
    if (platform.url !== receipt.platform.url) {
      const detail = `The receipt is of ${receipt.platform.name} (${receipt.platform.url}), and this is ${platform.name} (${platform.url}). Nothing was read or sent.`;
      const hint = 'Name the environment of the receipt with `--env`.';
      return { ok: false, problems: [problem('receipt/other-platform', { detail, hint })] };
    }
    const journal = resumeRehearsalJournal({ world, workspace: workspace.value }, receipt.path);
    if (!journal.ok) return journal;
    const total = receipt.left.length;
    const cleaned = await cleanUp(
      receipt.left.map((prop) => ({ prop, isKnown: false })),
      {
        stage: openStage(connection),
        journal: journal.value,
        run: receipt.run,
        onCleaned: (done) =>
          world.onProgress({ type: 'rehearsing', step: 'cleaning', done, total }),
      },
    );
    journal.value.end();
    const { org } = receipt;
    const { props, problems } = cleaned;
    const file = journal.value.file;
    return checked({ platform, org, trials: [], omitted: 0, props, receipt: file, problems }, []);
  } finally {
    close();
  }
}
