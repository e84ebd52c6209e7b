import type { Approach } from './approach.ts';
import type { Contender } from './job.ts';
import { openAlchemy } from './peers/alchemy-approach.ts';
import { openTerraform } from './peers/terraform-approach.ts';
import type { Platform } from './platform.ts';
import type { Workbench } from './workbench.ts';

/** Another tool that can do the job, or why it cannot. */
export type Peer =
  | {
      readonly present: true;
      /** The name and version. */
      readonly name: string;
      readonly ways: readonly Approach[];
      readonly startUp: readonly Contender[];
    }
  | { readonly present: false; readonly name: string; readonly why: string };

/** Installs the other tools that are available. */
export async function openPeers(bench: Workbench, platform: Platform): Promise<readonly Peer[]> {
  return [await openAlchemy(bench, platform), await openTerraform(bench, platform), octoDns];
}

/** It is not on npm, and an adapter that nobody could try would say nothing. */
const octoDns: Peer = {
  present: false,
  name: 'octoDNS',
  why: 'is not on npm, and for which this benchmark has no adapter',
};
