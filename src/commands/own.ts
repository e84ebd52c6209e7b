import { wordsOf } from '../identity/words.ts';
import { type Address, idIn } from '../model/address.ts';
import type { Own } from '../remote/own.ts';
import type { Session } from './session.ts';

/** Titles that share less of their words than this are never taken for one node under two ids. */
const leastShared = 0.35;

/**
 * What of a platform a run is about: the nodes of the manifests, all that the ledger knows and did not
 * release, and what else is named.
 */
export function ownOf(
  { catalog, ledger }: Pick<Session, 'catalog' | 'ledger'>,
  more: readonly Address[] = [],
): Own {
  const nodes = [...catalog.nodes.values()];
  const ids = new Set([
    ...nodes.map(({ entity }) => entity.sourcedId),
    ...[...(ledger?.entries.values() ?? [])].flatMap(({ sourcedId, state }) =>
      state === 'released' ? [] : [sourcedId],
    ),
    ...(ledger?.placements.values() ?? []),
    ...more.map(idIn),
  ]);
  const words = new Set(nodes.flatMap(({ entity }) => wordsOf(entity.title)));
  return {
    has: (sourcedId) => ids.has(sourcedId),
    isLike: (title) => {
      const own = wordsOf(title);
      const shared = own.filter((word) => words.has(word)).length;
      return shared > 0 && shared >= own.length * leastShared;
    },
  };
}
