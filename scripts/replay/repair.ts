import type { Entry, Ids } from './entry.ts';
import { type Finding, subjectOf } from './finding.ts';
import type { Lineage } from './lineage.ts';

/** The accepted revision before, and how its entries continue. */
export interface Accepted {
  readonly ids: Ids;
  readonly lineage: Lineage;
}

/**
 * The ids after a person has done in the manifests what `check` asked for. An entry without an id gets one
 * from `fmt`.
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

/** All entries with one id, except the one that had it before, or else the first. */
function copiesOf(id: string | undefined, ids: Ids, before: Accepted): Entry[] {
  const holders = [...ids].flatMap(([entry, each]) => (each === id ? [entry] : []));
  const original = holders.find((entry) => idBefore(entry, before) === id) ?? holders[0];
  return holders.filter((entry) => entry !== original);
}

/** Restores a good id over which a placeholder or a copied id was written. */
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

/** The id that an entry had in the accepted revision before. */
export function idBefore(entry: Entry, { ids, lineage }: Accepted): string | undefined {
  const old = lineage.untouched.get(entry) ?? lineage.rewritten.get(entry);
  return old && ids.get(old);
}

/** Gives content its former id back; the node that had it instead gets another. */
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

/** Restores the former id of content that has another node's id or a retired one. */
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
