import { commitsOf, filesThatContained, type LoggedCommit } from '../../files/git-history.ts';
import { snapshotOf } from '../../identity/compared-snapshot.ts';
import type { Snapshot } from '../../model/catalog.ts';
import type { Ledger } from '../../model/ledger.ts';
import type { Checked } from '../../model/problem.ts';
import { type LastCommit, readCommit } from '../../run/catalog/base.ts';
import type { ReadCatalog } from '../../run/catalog/catalog-files.ts';
import type { Workspace } from '../../run/catalog/workspace.ts';

/** What commits say of the catalog. A state is read once, however many questions are asked of it. */
export interface Past {
  /**
   * The newest commits of the manifests that held a text at any time; with `changing` only those that
   * wrote the text or took it away.
   */
  readonly commitsOf: (
    text: string,
    most: number,
    which?: 'changing',
  ) => Checked<readonly LoggedCommit[]>;
  /** The state of a commit. What cannot be read, an old layout for example, is as if nothing had been there. */
  readonly at: (commit: string) => PastState;
}

/** The catalog at a commit, and its ledger if there is one. */
export interface PastState {
  readonly nodes: Snapshot;
  readonly ledger?: Ledger | undefined;
}

export function pastOf(workspace: Workspace, now: ReadCatalog): Past {
  const { folder, config } = workspace;
  const { ids } = config;
  const ledger = ids.form === 'file' ? [ids.file] : [ids.file, ids.folder];
  const states = new Map<string, PastState>();
  const last: LastCommit = {};
  return {
    commitsOf: (text, most, which) => {
      const files = filesThatContained(folder, text, ledger);
      if (!files.ok) return files;
      return commitsOf(folder, files.value, most, which === 'changing' ? text : undefined);
    },
    at: (commit) => {
      const known = states.get(commit);
      if (known) return known;
      const read = readCommit(workspace, commit, now, last);
      const state: PastState = read.ok
        ? { nodes: snapshotOf(read.value.catalog), ledger: read.value.ledger }
        : { nodes: new Map() };
      states.set(commit, state);
      return state;
    },
  };
}
