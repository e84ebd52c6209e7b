import { quoteShort } from '../../document/place.ts';
import { classify } from '../../identity/classify.ts';
import { keyAbove, snapshotOf } from '../../identity/compared-snapshot.ts';
import type { Snapshot, SnapshotNode } from '../../model/catalog.ts';
import { nodeKey } from '../../model/node.ts';
import { type Problem, problem } from '../../model/problem.ts';
import type { Identified, IdentifyContext } from './identify.ts';
import { importedSnapshot } from './imported.ts';
import type { ImportPlace } from './place.ts';

/** A node of an earlier import, and the new one that it may have become. */
interface ReusedPair {
  readonly was: SnapshotNode;
  readonly now: SnapshotNode;
}

/** New nodes that are like nodes which an earlier import wrote and this one does not name. */
export function pairsLikeGone(
  { imported, byTitle }: Identified,
  known: IdentifyContext,
  { catalog, workspace }: ImportPlace,
): ReusedPair[] {
  const ours = new Set(known.keys.values());
  const isNew = ours.size === 0;
  const before = new Map(
    [...snapshotOf(catalog)].filter(([, { sourcedId }]) => isNew || ours.has(sourcedId)),
  );
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
function inTheSamePlace(
  { before, after, byTitle }: Sides,
  paired: readonly ReusedPair[],
): ReusedPair[] {
  const known = new Set(paired.flatMap(({ was, now }) => [was.sourcedId, now.sourcedId]));
  const place = ({ kind, parent = '' }: SnapshotNode) => `${kind} ${parent}`;
  const gone = [...before.values()].filter(
    (node) => !after.has(nodeKey(node)) && !known.has(node.sourcedId),
  );
  const fresh = [...after.values()].filter(
    ({ sourcedId }) => byTitle.has(sourcedId) && !known.has(sourcedId),
  );
  const byPlace = Map.groupBy(gone, place);
  return [...Map.groupBy(fresh, place)].flatMap(([where, nodes]) => {
    const left = byPlace.get(where) ?? [];
    return nodes.flatMap((now, index): ReusedPair[] => {
      const was = left[index];
      return was ? [{ was, now }] : [];
    });
  });
}

/** What the refusal is told with. */
interface RefusalContext {
  readonly keyOf: ReadonlyMap<string, string>;
  readonly known: IdentifyContext;
  readonly keysFile: string;
  readonly source: string;
}

/** The refusal, with both sides of each pair and the ways through. */
export function remintedRefusal(
  pairs: readonly ReusedPair[],
  { keyOf, known, keysFile, source }: RefusalContext,
): Problem {
  const oldKeys = new Map([...known.keys].map(([key, id]) => [id, key]));
  const named = pairs.slice(0, 10).map(({ was, now }) => {
    const [before, after] = [oldKeys.get(was.sourcedId), keyOf.get(now.sourcedId)];
    return `${before ?? was.sourcedId} ${quoteShort(was.title)} → ${after ?? ''} ${quoteShort(now.title)}`;
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

/**
 * Nodes whose keys are known, while little else of them is: numbers that start at 1 in every file,
 * or the one name that some systems give all their exports. Their ids would go to other nodes.
 */
export function reusedKeys(
  { imported, byKey }: Identified,
  { catalog, workspace }: ImportPlace,
): ReusedPair[] {
  const before = snapshotOf(catalog);
  const after = importedSnapshot(imported, workspace.configFile);
  const inCourse = Map.groupBy(
    [...after].flatMap(([key, node]) => (node.kind !== 'course' && before.has(key) ? [node] : [])),
    (node) => courseOf(node, after),
  );
  return [...after.values()].flatMap((now): ReusedPair[] => {
    const was = before.get(nodeKey(now));
    if (!was || !byKey.has(now.sourcedId) || hasSameTitle(was, now)) return [];
    const isOther =
      now.kind === 'course'
        ? !isMostlyKnown(inCourse.get(now.sourcedId) ?? [], before)
        : now.kind === 'lesson' && courseOf(was, before) !== courseOf(now, after);
    return isOther ? [{ was, now }] : [];
  });
}

/** Whether at least half of what a course holds has the titles that it had. */
function isMostlyKnown(nodes: readonly SnapshotNode[], before: Snapshot): boolean {
  const same = nodes.filter((now) => {
    const was = before.get(nodeKey(now));
    return was && hasSameTitle(was, now);
  });
  return nodes.length > 0 && same.length * 2 >= nodes.length;
}

function hasSameTitle(was: SnapshotNode, now: SnapshotNode): boolean {
  return was.title.normalize('NFC') === now.title.normalize('NFC');
}

function courseOf(node: SnapshotNode, among: Snapshot): string | undefined {
  if (node.kind === 'course') return node.sourcedId;
  const above = keyAbove(node);
  const parent = above && among.get(above);
  return parent && courseOf(parent, among);
}

/** The refusal, with what each node was and would be. */
export function reusedRefusal(pairs: readonly ReusedPair[], source: string): Problem {
  const named = pairs
    .slice(0, 10)
    .map(
      ({ was, now }) =>
        `\n  ${now.kind} ${quoteShort(was.title)} → ${quoteShort(now.title)}  ${was.sourcedId}`,
    );
  const more = pairs.length > named.length ? `\n  and ${pairs.length - named.length} more` : '';
  const many = pairs.length === 1 ? 'A node' : `${pairs.length} nodes`;
  return problem('import/re-used', {
    detail: `${many} of ${source} would become others by their keys, and keep the ids:${named.join('')}${more}`,
    hint: 'Where this is another file, `--source NAME` keeps its keys apart. Where they are the same nodes, changed, say so with `--rekey`.',
  });
}
