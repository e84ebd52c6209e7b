import type { Since } from '../../model/drift.ts';
import { type Checked, checked } from '../../model/problem.ts';
import { asApplied, type LastApplied } from '../../plan/last-applied.ts';
import { readCommit } from '../catalog/base.ts';
import { desiredFor } from '../catalog/target.ts';
import type { Session } from '../session.ts';
import { lastWholeApply } from './receipts.ts';

/** What is taken for last applied, and where that is known from. */
export interface KnownApplied {
  readonly since: Since;
  /** Absent where nothing is known: then the manifests as they are count as it. */
  readonly base?: LastApplied;
}

/** The manifests of a commit as the environment of the run was to hold them then. */
export function appliedFrom(session: Session, ref: string | undefined): Checked<KnownApplied> {
  if (ref !== undefined) return appliedAt(session, ref);
  const found = lastWholeApply(session);
  if (!found.ok) return found;
  const last = found.value;
  const commit = last?.receipt.head.commit?.id;
  const known = commit === undefined ? undefined : appliedAt(session, commit);
  // A clone that lacks the commit knows as little as one without a receipt.
  if (!last || commit === undefined || !known?.ok) {
    return checked({ since: { from: 'manifests' } }, []);
  }
  const since = { from: 'receipt', file: last.file, commit } as const;
  return checked({ ...known.value, since }, known.problems);
}

function appliedAt(session: Session, ref: string): Checked<KnownApplied> {
  const { workspace, catalog, files, open } = session;
  const then = readCommit(workspace, ref, { catalog, files });
  if (!then.ok) return then;
  const { commit, ledger, environments } = then.value;
  const environment = environments?.get(open.environment.name) ?? open.environment;
  const { dialect } = open.remote;
  const { configFile } = workspace;
  const desired = desiredFor(then.value.catalog, { environment, dialect, configFile });
  const base = asApplied(desired.catalog, ledger, dialect.rules);
  return checked({ since: { from: 'commit', ref, commit }, base }, then.problems);
}
