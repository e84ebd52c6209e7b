import { quoted } from '../document/wording.ts';
import { classify } from '../identity/classify.ts';
import { snapshotOf } from '../identity/snapshot-of.ts';
import type { Identified, Known } from '../import/identify.ts';
import { importedSnapshot } from '../import/snapshot.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { Snapshot, SnapshotNode } from '../model/snapshot.ts';
import type { ImportPlace } from './import-place.ts';

/** A node of an earlier import, and the new one that it may have become. */
export interface Pair {
  readonly was: SnapshotNode;
  readonly now: SnapshotNode;
}

/** New nodes that are like nodes which an earlier import wrote and this one does not name. */
export function likeGone(
  { imported, byTitle }: Identified,
  known: Known,
  { catalog, workspace }: ImportPlace,
): Pair[] {
  const ours = new Set(known.keys.values());
  const isNew = ours.size === 0;
  const before = new Map([...snapshotOf(catalog)].filter(([id]) => isNew || ours.has(id)));
  const after = importedSnapshot(imported, workspace.configFile);
  const pairs = classify(before, after).flatMap(({ refused, was, now }) =>
    refused === 're-minted' && was && now ? [{ was, now }] : [],
  );
  if (!isNew) pairs.push(...inTheSamePlace({ before, after, byTitle }, pairs));
  // Units of two courses are often named alike; it is a whole course that tells of another name.
  return isNew && !pairs.some(({ was }) => was.kind === 'course') ? [] : pairs;
}

interface Sides {
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly byTitle: ReadonlySet<string>;
}

/**
 * Where titles are the only keys, any other title may be the same node renamed: what is gone below a
 * parent is held against what is new there, in order, however little they are alike.
 */
function inTheSamePlace({ before, after, byTitle }: Sides, paired: readonly Pair[]): Pair[] {
  const known = new Set(paired.flatMap(({ was, now }) => [was.sourcedId, now.sourcedId]));
  const place = ({ kind, parent = '' }: SnapshotNode) => `${kind} ${parent}`;
  const gone = [...before.values()].filter(
    ({ sourcedId }) => !after.has(sourcedId) && !known.has(sourcedId),
  );
  const fresh = [...after.values()].filter(
    ({ sourcedId }) => byTitle.has(sourcedId) && !known.has(sourcedId),
  );
  const byPlace = Map.groupBy(gone, place);
  return [...Map.groupBy(fresh, place)].flatMap(([where, nodes]) => {
    const left = byPlace.get(where) ?? [];
    return nodes.flatMap((now, index): Pair[] => {
      const was = left[index];
      return was ? [{ was, now }] : [];
    });
  });
}

/** What the refusal is told with. */
interface Told {
  readonly keyOf: ReadonlyMap<string, string>;
  readonly known: Known;
  readonly keysFile: string;
  readonly source: string;
}

/** The refusal, with both sides of each pair and the ways through. */
export function reminted(
  pairs: readonly Pair[],
  { keyOf, known, keysFile, source }: Told,
): Problem {
  const oldKeys = new Map([...known.keys].map(([key, id]) => [id, key]));
  const named = pairs.slice(0, 10).map(({ was, now }) => {
    const [before, after] = [oldKeys.get(was.sourcedId), keyOf.get(now.sourcedId)];
    return `${before ?? was.sourcedId} ${quoted(was.title)} → ${after ?? ''} ${quoted(now.title)}`;
  });
  const more = pairs.length > named.length ? `\n  and ${pairs.length - named.length} more` : '';
  const list = `\n  ${named.join('\n  ')}${more}`;
  const [are, count] = pairs.length === 1 ? ['is', '1 node'] : ['are', `${pairs.length} nodes`];
  const detail =
    known.keys.size > 0
      ? `${count} of an earlier import ${are} not in the source by key any more, and new ones are like them. A new id would part them from what students did:${list}`
      : `No import was made under the name ${source} yet, and ${count} of the manifests ${are} like what it would bring:${list}`;
  const name =
    known.keys.size > 0
      ? ' Where this is another file, `--source NAME` keeps its keys apart.'
      : ' If it was imported under another name, say so with `--source NAME`.';
  return problem('import/re-minted', {
    detail,
    hint: `\`--rekey\` says that they are the same and keeps their ids, \`--as-new\` that they are not.${name} To decide one by one, change keys in ${keysFile}.`,
  });
}
