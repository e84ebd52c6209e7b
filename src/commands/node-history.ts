import { commitsOf, filesThatHeld, type LoggedCommit } from '../files/git-log.ts';
import type { Classified } from '../identity/classified.ts';
import { classify } from '../identity/classify.ts';
import { snapshotOf } from '../identity/snapshot-of.ts';
import type { HistoryEntry, HistoryStep } from '../model/node-history.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { Snapshot, SnapshotNode } from '../model/snapshot.ts';
import { readCommit } from './base.ts';
import type { ReadCatalog, Workspace } from './workspace.ts';

/** So many commits of the files of a node are looked at: each means reading a state of the catalog. */
const mostCommits = 50;

export interface NodeHistory {
  readonly entries: readonly HistoryEntry[];
  readonly isCut: boolean;
}

/**
 * What commits did to an id, newest first. Looked at are the commits that touched a file which held
 * the id at any time; each is compared with the one before it, as `check --base` compares.
 */
export function historyOf(
  sourcedId: string,
  workspace: Workspace,
  now: ReadCatalog,
): Checked<NodeHistory> {
  const { folder, config } = workspace;
  const { ids } = config;
  const ledger = ids.form === 'file' ? [ids.file] : [ids.file, ids.folder];
  const files = filesThatHeld(folder, sourcedId, ledger);
  if (!files.ok) return files;
  const found = commitsOf(folder, files.value, mostCommits + 1);
  if (!found.ok) return found;
  const commits = found.value.slice(0, mostCommits);
  const snapshots = new Map<string, Snapshot>();
  const at = (commit: string): Snapshot => {
    const known = snapshots.get(commit);
    if (known) return known;
    const read = readCommit(workspace, commit, now);
    // What cannot be read, an old layout for example, is as if nothing had been there.
    const snapshot: Snapshot = read.ok ? snapshotOf(read.value.catalog) : new Map();
    snapshots.set(commit, snapshot);
    return snapshot;
  };
  const entries = commits.flatMap((commit) => entryOf(commit, sourcedId, at));
  return checked({ entries, isCut: found.value.length > mostCommits }, []);
}

function entryOf(
  { id, parents, author, date, subject }: LoggedCommit,
  sourcedId: string,
  at: (commit: string) => Snapshot,
): HistoryEntry[] {
  const [parent] = parents;
  // What a merge brings is told by the commits that it brings.
  if (parents.length > 1) return [];
  const states = { before: parent === undefined ? new Map() : at(parent), after: at(id) };
  const all = classify(states.before, states.after);
  const own = all.find(
    ({ was, now }) => was?.sourcedId === sourcedId || now?.sourcedId === sourcedId,
  );
  const steps = stepsOf(own, sourcedId, states);
  return steps.length > 0 ? [{ commit: id, date, author, subject, steps }] : [];
}

interface States {
  readonly before: Snapshot;
  readonly after: Snapshot;
}

function stepsOf(
  found: Classified | undefined,
  sourcedId: string,
  { before, after }: States,
): HistoryStep[] {
  const [was, now] = [before.get(sourcedId), after.get(sourcedId)];
  const file =
    was && now && was.span.file !== now.span.file
      ? [{ what: 'file', from: was.span.file, to: now.span.file }]
      : [];
  if (!found) return file;
  if (found.refused) return [{ what: found.refused, ...otherId(found, sourcedId) }, ...file];
  const steps = found.fine.map((what): HistoryStep => {
    const [from, to] = [was && sideOf(what, was, before), now && sideOf(what, now, after)];
    return {
      what: what === 'added' ? 'created' : what,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    };
  });
  return [...steps, ...file];
}

/** Where content went over to another id: the id that had it, or has it now. */
function otherId({ was, now }: Classified, sourcedId: string): { from?: string; to?: string } {
  if (was && was.sourcedId !== sourcedId) return { from: was.sourcedId };
  return now && now.sourcedId !== sourcedId ? { to: now.sourcedId } : {};
}

function sideOf(what: string, node: SnapshotNode, state: Snapshot): string | undefined {
  const parent = node.parent === undefined ? undefined : state.get(node.parent);
  switch (what) {
    case 'added':
      return parent ? `${node.span.file}, in ${parent.kind} "${parent.title}"` : node.span.file;
    case 'renamed':
      return `"${node.title}"`;
    case 'moved':
      return parent ? `${parent.kind} "${parent.title}"` : (node.parent ?? 'the top');
    case 're-ordered':
      return `#${node.position}`;
    default:
      return undefined;
  }
}
