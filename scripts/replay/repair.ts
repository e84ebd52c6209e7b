import type { Entry, Ids } from './entry.ts';
import { type Finding, subjectOf } from './finding.ts';
import type { Lineage } from './lineage.ts';

/** The revision before, as it was accepted, and what became of its entries. */
export interface Accepted {
  readonly ids: Ids;
  readonly lineage: Lineage;
}

/**
 * The ids after a person has done to the manifests what `check` asked for. An entry that is left
 * without one gets it from `fmt`.
 */
export function repaired(
  ids: Ids,
  findings: readonly Finding[],
  before: Accepted & { readonly known: ReadonlySet<string> },
): Ids {
  const mended = new Map(ids);
  for (const entry of unusable(findings, ids, before)) mended.delete(entry);
  restoreOwn(mended, findings, before);
  restoreExchanged(mended, findings);
  restoreUnderOld(mended, findings, before.known);
  return mended;
}

/** Entries whose id cannot stay. */
function unusable(findings: readonly Finding[], ids: Ids, before: Accepted): Entry[] {
  return findings.flatMap(({ problem: { code }, entry }) => {
    if (!entry) return [];
    switch (code) {
      case 'id/placeholder':
      case 'id/malformed':
      case 'identity/resurrected':
      case 'identity/retyped':
        return [entry];
      case 'id/duplicate':
        return copiesOf(ids.get(entry), ids, before);
      default:
        return [];
    }
  });
}

/** Of the entries with one id, all but the one that had it before, or else the first. */
function copiesOf(id: string | undefined, ids: Ids, before: Accepted): Entry[] {
  const holders = [...ids].flatMap(([entry, each]) => (each === id ? [entry] : []));
  const original = holders.find((entry) => idBefore(entry, before) === id) ?? holders[0];
  return holders.filter((entry) => entry !== original);
}

/** Where a placeholder or a copied id was written over a good one, that one comes back. */
function restoreOwn(
  mended: Map<Entry, string>,
  findings: readonly Finding[],
  before: Accepted,
): void {
  const taken = new Set(mended.values());
  for (const { problem, entry } of findings) {
    const own = entry && idBefore(entry, before);
    if (!entry || !problem.code.startsWith('id/') || mended.has(entry)) continue;
    if (own === undefined || taken.has(own)) continue;
    mended.set(entry, own);
    taken.add(own);
  }
}

/** The id that an entry had in the revision before, as accepted. */
export function idBefore(entry: Entry, { ids, lineage }: Accepted): string | undefined {
  const old = lineage.untouched.get(entry) ?? lineage.rewritten.get(entry);
  return old && ids.get(old);
}

/** Content gets back the id that it had; what stood there instead gets another. */
function restoreExchanged(mended: Map<Entry, string>, findings: readonly Finding[]): void {
  const restored = new Map(
    findings.flatMap(({ problem, entry }): (readonly [Entry, string])[] => {
      const isExchanged = ['identity/swapped', 'identity/handed-on'].includes(problem.code);
      const id = subjectOf(problem);
      return isExchanged && entry && id !== undefined ? [[entry, id]] : [];
    }),
  );
  const given = new Set(restored.values());
  for (const [entry, id] of mended) if (given.has(id)) mended.delete(entry);
  for (const [entry, id] of restored) mended.set(entry, id);
}

/** An id that was another's, or is retired, cannot stand for the one that the content had. */
function restoreUnderOld(
  mended: Map<Entry, string>,
  findings: readonly Finding[],
  known: ReadonlySet<string>,
): void {
  for (const { problem, entry } of findings) {
    const [own, now] = [subjectOf(problem), entry && mended.get(entry)];
    if (problem.code !== 'identity/re-minted' || !entry || !own) continue;
    if (now !== undefined && known.has(now)) mended.set(entry, own);
  }
}
