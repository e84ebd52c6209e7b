import { classify } from '../identity/classify.ts';
import { certainCures } from '../identity/cure.ts';
import { type Likeness, telling } from '../identity/likeness.ts';
import { notMinted, type Unclaimed } from '../identity/not-minted.ts';
import { snapshotOf } from '../identity/snapshot-of.ts';
import { idsOf } from '../manifest/ids.ts';
import { provisionalCatalog } from '../manifest/provisional.ts';
import type { SourceFile } from '../manifest/source-file.ts';
import type { Ledger, LedgerEntry } from '../model/ledger.ts';
import type { Problem } from '../model/problem.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { readCommit } from './base.ts';
import { framed, type Workspace } from './workspace.ts';

/** Files in which nodes are to get new ids. */
export interface Minting {
  readonly files: readonly SourceFile[];
  /** As it is before. */
  readonly ledger: Ledger | undefined;
  /** Whether an id is one of the new ones; absent: nodes without an id are to get them. */
  readonly isNew?: (sourcedId: string) => boolean;
}

/**
 * Why no ids are to be minted: ids that are live in the ledger have lost their nodes, and a node that is
 * to get one may be theirs. The content at HEAD tells; what HEAD never knew is asked for.
 */
export function refuseMinting(workspace: Workspace, minting: Minting): Problem[] {
  const { files, ledger, isNew } = minting;
  const present = new Set(idsOf(files).map(({ sourcedId }) => sourcedId));
  const lost = [...(ledger?.entries.values() ?? [])].filter(
    ({ sourcedId, state }) => state === 'live' && !present.has(sourcedId),
  );
  if (lost.length === 0 || !ledger) return [];
  const globs = workspace.config.catalog.join(', ');
  const { catalog, unnamed } = provisionalCatalog({ files, globs });
  const after = snapshotOf(catalog);
  const fresh = [...after.values()].filter(({ sourcedId }) =>
    isNew ? isNew(sourcedId) : unnamed.get(sourcedId)?.problem.code === 'id/missing',
  );
  const kinds = new Set(fresh.map(({ kind }) => kind));
  const wanted = lost.filter(({ kind }) => kinds.has(kind));
  if (wanted.length === 0) return [];
  const head = atHead(workspace, { catalog, files });
  const ledgers = { after: ledger, ...(head.ledger && { before: head.ledger }) };
  const became = classify(head.nodes, after, ledgers);
  const cures = certainCures(became, after, { unnamed });
  const isLost = new Set(wanted.map(({ sourcedId }) => sourcedId));
  const claimed = became.filter(
    ({ refused, sourcedId, now, pairing }) =>
      refused === 're-minted' &&
      isLost.has(sourcedId) &&
      now &&
      fresh.includes(now) &&
      isAlike(pairing?.likeness.parts),
  );
  const told: Unclaimed = {
    claimed: claimed.map((each) => ({ each, certain: cures.has(each) })),
    unknown: wanted.filter((entry) => isUnknown(entry, head)),
    fresh: fresh.filter((node) => !claimed.some(({ now }) => now === node)),
    unnamed,
  };
  return framed(notMinted(told), files);
}

/** A text in other words under another title is most likely another node; `check` still tells of it. */
function isAlike({ title = 0, text = 0, children = 0 }: Partial<Likeness['parts']> = {}): boolean {
  return title >= telling || children >= telling || text === 1;
}

interface Head {
  readonly nodes: Snapshot;
  readonly ledger?: Ledger;
}

/** Empty outside of git, and before the first commit. */
function atHead(
  workspace: Workspace,
  now: {
    readonly catalog: Parameters<typeof snapshotOf>[0];
    readonly files: readonly SourceFile[];
  },
): Head {
  const head = readCommit(workspace, 'HEAD', now);
  if (!head.ok) return { nodes: new Map() };
  const { ledger } = head.value;
  return { nodes: snapshotOf(head.value.catalog), ...(ledger && { ledger }) };
}

/** What HEAD knew without a node was lost before, and is told by `check`. */
function isUnknown({ sourcedId }: LedgerEntry, { nodes, ledger }: Head): boolean {
  return !nodes.has(sourcedId) && !ledger?.entries.has(sourcedId);
}
