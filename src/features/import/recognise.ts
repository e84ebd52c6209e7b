import { classify } from '../../identity/classify.ts';
import { comparisonOf, keyAbove, leavesOf, snapshotOf } from '../../identity/compared-snapshot.ts';
import { differInNumberOnly, isName } from '../../identity/content.ts';
import { isEvident, likeness } from '../../identity/pair.ts';
import type { Catalog, Snapshot, SnapshotNode } from '../../model/catalog.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../../model/json.ts';
import { idKey, kinds, nodeKey, nodeKeysOf } from '../../model/node.ts';
import { type Identified, type IdentifyContext, identify } from './identify.ts';
import { branchOf, importedSnapshot, type OutlineNode, type SourceOutline } from './imported.ts';
import { positionsIn } from './positions.ts';

/** A node of this catalog about which key and content in the source disagree. */
export interface Disagreement {
  readonly was: SnapshotNode;
  /** The node of the source with its key; absent if none has it. */
  readonly byKey?: SnapshotNode;
  /** The similar node of the source; absent if only a key or a place speaks for `byKey`. */
  readonly byContent?: SnapshotNode;
  /** `key`: its key belongs to another node now. `gone`: its key is missing in the source. */
  readonly because: 'key' | 'gone';
  /** The titles of the parents of the three nodes. */
  readonly below: {
    readonly was?: string | undefined;
    readonly byKey?: string | undefined;
    readonly byContent?: string | undefined;
  };
}

export interface Recognised {
  /** Ids by key if content agrees, new ones elsewhere. Worked out for those who want new ones. */
  readonly byKey: () => Identified;
  /** Ids by key or, if keys are missing or belong to other nodes, by content. */
  readonly byContent: Identified;
  readonly disagreements: readonly Disagreement[];
}

/** What is known about the catalog and the source when nodes are recognised. */
export interface RecogniseContext {
  readonly known: IdentifyContext;
  readonly catalog: Catalog;
  /** The name of the file for places in snapshots. */
  readonly file: string;
  /** Ids of nodes that were renamed: their keys or places are trusted. */
  readonly same: ReadonlySet<string>;
}

/** The most rounds, more than a chain of disagreements needs; nodes still in dispute then get new ids. */
const mostRounds = 12;

/**
 * Gives the nodes of a source their ids. A key is trusted if the content agrees: compared as between two
 * commits, the former content must not be under another key; and a key that is only a position, or belongs to
 * a whole course, needs similar content. An id whose key is contradicted goes to the node with its content; a
 * node without similar content gets a new id, never that of another node.
 */
export function recognise(
  outline: SourceOutline,
  { known: asAsked, catalog, file, same }: RecogniseContext,
): Recognised {
  const minted = new Map<string, string>();
  const mint = (name: string): string => {
    const id = minted.get(name) ?? asAsked.mint(name);
    minted.set(name, id);
    return id;
  };
  const known = { ...asAsked, mint };
  const nodes = outline.courses.flatMap(branchOf);
  /** Ids that this source gave to nodes. */
  const ours = new Set(known.keys.values());
  const before = writtenBefore(snapshotOf(catalog), ours);
  /** Keys and ids of the source that are only positions. */
  const positions = new Set([...positionKeys(nodes), ...positionKeys(formerNodes(before, known))]);
  const fieldsOf = spokenOf(nodes);
  const byKeys = identify(outline, known);
  const byContent = resolved(true);
  return { byKey: () => resolved(false), byContent, disagreements: disagreementsIn(byContent) };

  /** Distrusts keys that the content contradicts, until no contradiction is left. */
  function resolved(pairing: boolean): Identified {
    const distrusted = new Set<string>();
    const given = new Map<string, string>();
    const alone = new Set<string>();
    let identified = byKeys;
    for (let round = 0; round < mostRounds; round += 1) {
      const compared = compare(identified);
      const names = namesById(identified);
      const found = [...contradicted(compared, identified)].flatMap((id) => names.get(id) ?? []);
      for (const name of found) {
        // A node that content identified and content contradicts is similar to too much, so it gets no id by
        // content.
        if (given.delete(name)) alone.add(name);
        distrusted.add(name);
      }
      const pairs = found.length > 0 ? [] : pairsOf(compared, identified, pairing);
      const isPaired = pairs.filter(({ was, now }) => {
        const name = names.get(now.sourcedId);
        if (name === undefined || alone.has(name) || given.has(name)) return false;
        given.set(name, was.sourcedId);
        return true;
      });
      if (found.length === 0 && isPaired.length === 0) break;
      identified = identify(outline, { ...known, distrusted, byContent: given });
    }
    return identified;
  }

  function compare({ imported }: Identified): Compared {
    const reduced = (snapshot: Snapshot): Snapshot =>
      new Map(
        [...snapshot].map(([id, node]) => [
          id,
          { ...node, span: node.span, fields: fieldsOf(node) },
        ]),
      );
    const sides = { before: reduced(before), after: reduced(importedSnapshot(imported, file)) };
    return { ...sides, classified: classify(sides.before, sides.after) };
  }

  /** Nodes with missing keys, paired with similar nodes and with those of `--same`. */
  function pairsOf(compared: Compared, identified: Identified, pairing: boolean): readonly Pair[] {
    const said = inTheSamePlace(compared, identified).filter(({ was }) => same.has(was.sourcedId));
    if (!pairing) return said;
    const alike = remintedIn(compared);
    // Units of different courses often share names; only a whole course shows that the source has another
    // name.
    const counts = ours.size > 0 || alike.some(({ was }) => was.kind === 'course');
    return counts ? [...alike, ...said] : said;
  }

  /**
   * Pairs missing nodes of a parent with new ones there, in order, even if they are not similar: if titles
   * are the only keys, any other title may be the renamed node.
   */
  function inTheSamePlace(compared: Compared, { byTitle }: Identified): readonly Pair[] {
    const paired = new Set(
      remintedIn(compared).flatMap(({ was, now }) => [was.sourcedId, now.sourcedId]),
    );
    const place = ({ kind, parent = '' }: SnapshotNode) => `${kind} ${parent}`;
    const gone = [...compared.before.values()].filter(
      (node) =>
        ours.has(node.sourcedId) &&
        !compared.after.has(nodeKey(node)) &&
        !paired.has(node.sourcedId),
    );
    const fresh = [...compared.after.values()].filter(
      ({ sourcedId }) => byTitle.has(sourcedId) && !paired.has(sourcedId),
    );
    const byPlace = Map.groupBy(gone, place);
    return [...Map.groupBy(fresh, place)].flatMap(([where, group]) => {
      const left = byPlace.get(where) ?? [];
      return group.flatMap((now, index): Pair[] => {
        const was = left[index];
        return was ? [{ was, now }] : [];
      });
    });
  }

  /** Nodes of this catalog about which key and content disagree, or which only a place identifies. */
  function disagreementsIn(found: Identified): readonly Disagreement[] {
    const [namesByKey, byContents] = [namesById(byKeys), namesById(found)];
    const after = importedSnapshot(found.imported, file);
    const nodes = new Map(
      [...after.values()].map((node) => [byContents.get(node.sourcedId) ?? '', node]),
    );
    const disagreements = [...before.values()].flatMap((was): Disagreement[] => {
      const [key, content] = [namesByKey.get(was.sourcedId), byContents.get(was.sourcedId)];
      if (key === content || same.has(was.sourcedId)) return [];
      const [byKey, like] = [nodes.get(key ?? ''), nodes.get(content ?? '')];
      const because = byKey ? 'key' : 'gone';
      const below = {
        was: titleAbove(was, before),
        byKey: byKey && titleAbove(byKey, after),
        byContent: like && titleAbove(like, after),
      };
      return [{ was, because, ...(byKey && { byKey }), ...(like && { byContent: like }), below }];
    });
    const report = new Set(disagreements.map(({ was }) => was.sourcedId));
    const placed = inTheSamePlace(compare(found), found).filter(
      ({ was }) => !report.has(was.sourcedId) && !same.has(was.sourcedId),
    );
    return [
      ...disagreements,
      ...placed.map(
        ({ was, now }): Disagreement => ({ was, byKey: now, because: 'gone', below: {} }),
      ),
    ];
  }

  /** Ids that a key or an own id gave to a node which the content contradicts. */
  function contradicted(compared: Compared, identified: Identified): ReadonlySet<string> {
    const elsewhere = compared.classified.flatMap(({ refused, was, now, possibleMove }) => {
      const isRefused = refused === 'swapped' || refused === 'handed-on';
      const [from, to] = isRefused ? [was, now] : [possibleMove?.was, possibleMove?.now];
      const isSaid = !isRefused && same.has(from?.sourcedId ?? '');
      return from && to && !isSaid ? [from.sourcedId, to.sourcedId] : [];
    });
    const onBothSides = elsewhere.filter((id) =>
      nodeKeysOf(id).some((key) => compared.before.has(key) && compared.after.has(key)),
    );
    return new Set([...onBothSides, ...unlikeTheirKeys(compared, identified)]);
  }

  /** Ids of nodes whose key alone proves too little, and which are not similar to their former content. */
  function unlikeTheirKeys(compared: Compared, { foundBy }: Identified): string[] {
    const { before, after } = compared;
    const reminted = remintedIn(compared).map(
      ({ was, now }) => [nodeKey(was), nodeKey(now)] as const,
    );
    const comparison = comparisonOf(before, after, new Map(reminted));
    return [...after.values()].flatMap((now) => {
      const was = before.get(nodeKey(now));
      const found = foundBy.get(now.sourcedId);
      if (!was || found === undefined || same.has(now.sourcedId)) return [];
      const isWeak =
        positions.has(found) ||
        now.kind === 'course' ||
        (now.kind === 'lesson' && courseOf(was, before) !== courseOf(now, after));
      if (!isWeak || was.title === now.title || differInNumberOnly(was.title, now.title)) return [];
      return isEvident(likeness(was, now, comparison)) ? [] : [now.sourcedId];
    });
  }
}

function namesById({ keys }: Pick<Identified, 'keys'>): ReadonlyMap<string, string> {
  return new Map([...keys].map(([name, id]) => [id, name]));
}

interface Pair {
  readonly was: SnapshotNode;
  readonly now: SnapshotNode;
}

interface Compared {
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly classified: ReturnType<typeof classify>;
}

/** Nodes that lost their ids to similar nodes. */
function remintedIn({ classified }: Compared): readonly Pair[] {
  return classified.flatMap(({ refused, was, now }) =>
    refused === 're-minted' && was && now ? [{ was, now }] : [],
  );
}

function titleAbove(node: SnapshotNode, among: Snapshot): string | undefined {
  const above = keyAbove(node);
  return above && among.get(above)?.title;
}

/** Nodes that this source wrote, with all below and their resources; all nodes, if it wrote none. */
function writtenBefore(snapshot: Snapshot, ours: ReadonlySet<string>): Snapshot {
  const before = new Map(
    [...snapshot].filter(([, node]) => ours.size === 0 || isBelow(node, snapshot, ours)),
  );
  for (const { fields } of [...before.values()]) {
    const { resources } = fields;
    for (const id of Array.isArray(resources) ? resources : []) {
      const key = typeof id === 'string' ? idKey('resource', id) : undefined;
      const placed = key && snapshot.get(key);
      if (placed) before.set(key, placed);
    }
  }
  return before;
}

/** Whether this source wrote a node, or one above it. */
function isBelow(node: SnapshotNode, snapshot: Snapshot, ours: ReadonlySet<string>): boolean {
  if (ours.has(node.sourcedId)) return true;
  const key = keyAbove(node);
  const above = key && snapshot.get(key);
  return above !== undefined && isBelow(above, snapshot, ours);
}

type Keyed = Pick<OutlineNode, 'kind' | 'key' | 'ownId'>;

/** Nodes of the manifests under the keys that the source gave them, in the order of the manifests. */
function formerNodes(before: Snapshot, known: IdentifyContext): readonly Keyed[] {
  const names = namesById(known);
  return [...before.values()].flatMap(({ kind, sourcedId }) => {
    const name = names.get(sourcedId);
    return name === undefined ? [] : [{ kind, key: name.slice(kind.length + 1) }];
  });
}

/** Keys that are positions in a kind or overall: some systems number everything in one row. */
function positionKeys(nodes: readonly Keyed[]): ReadonlySet<string> {
  const groups = [nodes, ...kinds.map((kind) => nodes.filter((node) => node.kind === kind))];
  return new Set(
    groups.flatMap((group) => [
      ...positionsIn([...new Set(group.map(({ key }) => key))]),
      ...positionsIn([...new Set(group.flatMap(({ ownId }) => ownId ?? []))]),
    ]),
  );
}

/** Keeps the fields about which the source says something, without positions and keys. */
function spokenOf(nodes: readonly OutlineNode[]) {
  const paths = new Map(
    kinds.map((kind) => {
      const ofKind = nodes.filter((node) => node.kind === kind);
      const keys = new Set(ofKind.map(({ key }) => key).filter((key) => !isAddress(key)));
      const leaves = Map.groupBy(ofKind.flatMap(leavesOf), ({ path }) => path);
      const spoken = [...leaves].filter(([, found]) => {
        const [first] = found;
        if (!first || !isName(first)) return true;
        const values = [...new Set(found.map(({ value }) => String(parseJson(value))))];
        const positions = positionsIn(values);
        const isMute = (value: string) => positions.has(value) || keys.has(value);
        return values.filter(isMute).length * 2 < values.length;
      });
      return [kind, new Set(spoken.map(([path]) => path))] as const;
    }),
  );
  const only = (map: JsonObject, above: string, spoken: ReadonlySet<string>): JsonObject =>
    Object.fromEntries(
      Object.entries(map).flatMap(([key, value]): [string, Json][] => {
        const path = `${above}${key}`;
        if (path === 'title' || path === 'resources') return [[key, value]];
        if (isObject(value)) return [[key, only(value, `${path}.`, spoken)]];
        return spoken.has(path) ? [[key, value]] : [];
      }),
    );
  return ({ kind, fields }: SnapshotNode) => only(fields, '', paths.get(kind) ?? new Set());
}

/** Whether a key is an address, which says where the content is. */
function isAddress(key: string): boolean {
  return key.includes('://');
}

function courseOf(node: SnapshotNode, among: Snapshot): string | undefined {
  if (node.kind === 'course') return node.sourcedId;
  const above = keyAbove(node);
  const parent = above && among.get(above);
  return parent && courseOf(parent, among);
}
