import { rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { installedElsewhere, publishedDry, startFileIn } from '../smoke/package.ts';
import { type SmokeFault, smoke } from '../smoke/run.ts';

/** What npm makes from a clean clone of the committed files. */
export interface FromGit {
  /** Paths of the files that `npm publish --dry-run` would publish. */
  readonly published: readonly string[];
  /** Faults of the command after `npm install git+file://…` in an empty folder. */
  readonly faults: readonly SmokeFault[];
}

/**
 * Publishes a clone as a dry run and installs it by its address, both without an earlier build. Throws if npm
 * fails.
 */
export async function fromGit(clone: string): Promise<FromGit> {
  const published = publishedDry(clone);
  const folder = installedElsewhere(`git+${pathToFileURL(clone)}`);
  try {
    const words = [process.execPath, startFileIn(folder)];
    return { published, faults: await smoke({ name: 'from git', words }) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
