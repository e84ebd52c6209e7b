import { createEmulator, defaultClient } from '../../src/features/emulator/server/emulator.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { type Acceptance, accept } from './accept.ts';
import { derivedUuid } from './derived-uuid.ts';
import { type Entry, entriesOf, type Ids } from './entry.ts';
import type { Revision } from './history.ts';
import { createIdRule } from './ids.ts';
import { type Lineage, lineageOf } from './lineage.ts';
import { type Publication, publish } from './publish.ts';
import { openScratch } from './scratch.ts';

/** The result of one revision. */
export interface Step extends Acceptance {
  readonly revision: Revision;
  readonly entries: readonly Entry[];
  readonly lineage: Lineage;
  /** The accepted ids of the revision before. */
  readonly idsBefore: Ids;
  /** The ids of the commit, before anything was accepted. */
  readonly submitted: Ids;
  readonly publication: Publication;
}

/** Commits, checks, accepts and publishes each revision on top of the one before. */
export async function replay(
  revisions: readonly Revision[],
  onStep: (step: Step, count: number) => void = () => {},
): Promise<readonly Step[]> {
  const scratch = openScratch();
  const emulator = createEmulator();
  const world = nodeWorld({
    cwd: scratch.folder,
    env: { TIMEBACK_CLIENT_ID: defaultClient.id, TIMEBACK_CLIENT_SECRET: defaultClient.secret },
    fetch: emulator.fetch,
    uuid: uuids(),
  });
  const steps: Step[] = [];
  const known = new Set<string>();
  try {
    const idRule = createIdRule();
    for (const revision of revisions) {
      const last = steps.at(-1);
      const entries = entriesOf(revision);
      const lineage = lineageOf(entries, last?.entries ?? []);
      const idsBefore = last?.ids ?? new Map();
      const submitted = idRule({ entries, lineage, idsBefore });
      const before = { ids: idsBefore, lineage };
      const commit = { revision, entries, ids: submitted, before, known };
      const acceptance = await accept(
        { ...commit, ...(last && { base: 'HEAD~1' }) },
        { scratch, world },
      );
      for (const id of acceptance.ids.values()) known.add(id);
      const publication = await publish(world);
      const step = { ...acceptance, revision, entries, lineage, idsBefore, submitted, publication };
      steps.push(step);
      onStep(step, steps.length);
    }
    return steps;
  } finally {
    emulator.close();
    scratch.remove();
  }
}

function uuids(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return derivedUuid(`minted ${count}`);
  };
}
