import { type Judgement, judge } from '../identity/gate.ts';
import { parseLedger } from '../identity/ledger-parse.ts';
import { snapshotOf } from '../identity/snapshot-of.ts';
import type { Ledger } from '../model/ledger.ts';
import {
  type Checked,
  checked,
  hasErrors,
  inReadingOrder,
  type Problem,
} from '../model/problem.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { readBase } from './base.ts';
import { foundElsewhere } from './unmatched.ts';
import { framed, type ReadCatalog, readLedger, type Workspace } from './workspace.ts';

export interface Identity {
  readonly judgement: Judgement;
  /** Absent where the catalog keeps none. */
  readonly ledger?: Ledger;
  readonly ledgerText?: string;
  /** The manifests at the base, where one was named. */
  readonly before?: Snapshot;
}

/**
 * Holds the manifests against the ledger, and against the state at a commit where one is named.
 * What is refused comes back as the problems of the judgement, so that cures can be had with it.
 */
export function judgeIdentity(
  workspace: Workspace,
  read: ReadCatalog,
  base: string | undefined,
): Checked<Identity> {
  const ledger = readLedger(workspace);
  const before = base === undefined ? undefined : readBase(workspace, base, read);
  if (!ledger.ok || (before && !before.ok)) {
    return { ok: false, problems: [...ledger.problems, ...(before?.problems ?? [])] };
  }
  const { ledgerText } = before?.value ?? {};
  // What was wrong with the ledger of then is past; what can be read of it counts.
  const { ids } = workspace.config;
  const ledgerBefore = ledgerText === undefined ? undefined : parseLedger(ids, ledgerText);
  const snapshotBefore = before && snapshotOf(before.value.catalog);
  const judgement = judge({
    after: snapshotOf(read.catalog),
    ...(ledger.value && { ledgerAfter: ledger.value.ledger }),
    ...(snapshotBefore && { before: snapshotBefore }),
    ...(base !== undefined && { baseName: base }),
    ...(ledgerBefore?.ok && { ledgerBefore: ledgerBefore.value }),
  });
  const sources = ledger.value
    ? [...read.files, { file: ids, bytes: encoder.encode(ledger.value.text) }]
    : read.files;
  const { unmatched } = read;
  const told = unmatched
    ? foundElsewhere(judgement.problems, unmatched, workspace)
    : judgement.problems;
  const problems = framed(told, sources);
  return checked(
    {
      judgement: { ...judgement, problems },
      ...(ledger.value && { ledger: ledger.value.ledger, ledgerText: ledger.value.text }),
      ...(snapshotBefore && { before: snapshotBefore }),
    },
    [...ledger.problems, ...(before?.problems ?? [])],
  );
}

const encoder = new TextEncoder();

/** As `judgeIdentity`, for who only needs to know whether identity holds. */
export function checkIdentity(
  workspace: Workspace,
  read: ReadCatalog,
  base?: string,
): Checked<Identity> {
  const identity = judgeIdentity(workspace, read, base);
  if (!identity.ok) return identity;
  const problems: Problem[] = inReadingOrder([
    ...identity.problems,
    ...identity.value.judgement.problems,
  ]);
  return hasErrors(problems) ? { ok: false, problems } : { ...identity, problems };
}
