import { quoteShort } from '../../document/place.ts';
import { referenceLists } from '../../manifest/manifest.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { entriesWith, type Ledger } from '../../model/ledger.ts';
import { idKey, type Kind } from '../../model/node.ts';
import { sourcedIdFault } from '../../model/sourced-id.ts';
import { isTitle } from '../../model/text.ts';
import { type Account, nodeInWords } from './account.ts';
import {
  branchOf,
  type DroppedPart,
  type Imported,
  type ImportedNode,
  keyName,
  type LeftOut,
  leaveOut,
  type OutlineNode,
  placedOnlyIn,
  type SourceOutline,
} from './imported.ts';

/** What is known about ids before an outline is imported. */
export interface IdentifyContext {
  readonly present: ReadonlyMap<string, Kind>;
  readonly ledger?: Ledger;
  /** The ids that this source gave, by `kind key`. */
  readonly keys: ReadonlyMap<string, string>;
  /** Makes a new id for a node, given by `kind key`. */
  readonly mint: (name: string) => string;
  readonly untitled?: string;
  /** Whether nodes of the manifests with an id of the source count as nodes of the source. */
  readonly adopt: boolean;
  /** Ids that were found by content, by `kind key`; they come before all others. */
  readonly byContent?: ReadonlyMap<string, string>;
  /** Nodes, by `kind key`, whose key and own id belong to another node. */
  readonly distrusted?: ReadonlySet<string>;
}

export interface Identified {
  readonly imported: Imported;
  /** The ids of all imported nodes, by `kind key`. */
  readonly keys: ReadonlyMap<string, string>;
  /** Ids that no earlier import gave. */
  readonly fresh: ReadonlySet<string>;
  /** The ids of `fresh` that only a title identifies. */
  readonly byTitle: ReadonlySet<string>;
  /** For each id of an earlier import, the text by which the node was found: its own id or its key. */
  readonly foundBy: ReadonlyMap<string, string>;
  /** Nodes with ids that are in manifests and do not come from this source. */
  readonly notFromHere: readonly OutlineNode[];
  /** Nodes of the source that are imported. */
  readonly taken: readonly OutlineNode[];
  /** Nodes, and ids of nodes, that are not imported. */
  readonly dropped: readonly DroppedPart[];
  /** References to nodes that the source does not hold. */
  readonly unnamed: readonly LeftOut[];
}

/**
 * Gives every node of an outline its id: the id that it had (found by its own id or its key), otherwise the
 * id that the source gives, otherwise a new one. A key never loses its id.
 */
export function identify(outline: SourceOutline, known: IdentifyContext): Identified {
  const { ids, fresh, foundBy, notFromHere, unused } = idsFor(outline, known);
  const dropped = [...unused];
  const takenIn: OutlineNode[] = [];
  const unnamed: LeftOut[] = [];
  const keys = new Map<string, string>();
  const unplaced = placedOnlyIn(outline.courses, (node) => whyNot(node) !== undefined);
  const names = new Map<string, string>();
  for (const [node, id] of ids)
    if (whyNot(node) === undefined)
      for (const name of namesOf(node)) if (!names.has(name)) names.set(name, id);
  const inSource = new Set(
    [...outline.courses.flatMap(branchOf), ...(outline.omitted ?? [])].flatMap(namesOf),
  );
  const courses = outline.courses.flatMap((course) => take(course, course.key));
  const byTitle = new Set(
    [...ids].flatMap(([{ isKeyTitle }, id]) => (isKeyTitle && fresh.has(id) ? [id] : [])),
  );
  return {
    imported: { courses, resources: [] },
    ...{ keys, fresh, byTitle, foundBy, notFromHere, dropped, unnamed },
    taken: takenIn,
  };

  function take(node: OutlineNode, course: string): ImportedNode[] {
    const sourcedId = ids.get(node);
    if (sourcedId === undefined) return [];
    const why = unplaced.has(node) ? onlyThere : whyNot(node);
    if (why !== undefined) {
      dropped.push({ node, why });
      return [];
    }
    takenIn.push(node);
    keys.set(keyName(node), sourcedId);
    const taken = (inner: OutlineNode) => take(inner, course);
    const resources = node.resources.flatMap(taken);
    return [
      {
        kind: node.kind,
        sourcedId,
        fields: fieldsOf(node, course),
        children: node.children.flatMap(taken),
        resources,
        ...(node.emptied && { emptied: node.emptied }),
      },
    ];
  }

  function whyNot(node: OutlineNode): string | undefined {
    const sourcedId = ids.get(node);
    return sourcedId === undefined ? undefined : refusal(node, sourcedId, known);
  }

  function fieldsOf(node: OutlineNode, course: string): JsonObject {
    const { kind, fields, places } = node;
    const { title } = fields;
    const named: JsonObject = {
      ...fields,
      title: typeof title === 'string' && isTitle(title) ? title : (known.untitled ?? ''),
      ...(places.length > 0 && { resources: places }),
    };
    return Object.fromEntries(
      Object.entries(named).flatMap(([field, value]): [string, Json][] => {
        const listed = referenceLists[kind][field];
        if (!listed || !Array.isArray(value)) return [[field, value]];
        const ids = value.flatMap((entry: Json) =>
          entryWithId(entry, listed, { from: node, course }),
        );
        return ids.length > 0 ? [[field, ids]] : [];
      }),
    );
  }

  /**
   * Replaces a key by the id of its node, in an entry of a list of nodes. A unit of the same course comes first,
   * since its key holds that of the course.
   */
  function entryWithId(
    entry: Json,
    kind: Kind,
    { from, course }: { readonly from: OutlineNode; readonly course: string },
  ): Json[] {
    const named = isObject(entry) ? entry['resource'] : entry;
    const name = typeof named === 'string' ? named : '';
    const keys = [`${course}/${name}`, name].map((key) => keyName({ kind, key }));
    const [found] = keys.flatMap((key) => names.get(key) ?? []);
    const id = found ?? (known.present.get(name) === kind ? name : undefined);
    if (id !== undefined) return [isObject(entry) ? { ...entry, resource: id } : id];
    const what = typeof named === 'string' ? quoteShort(named) : 'without a name';
    const isSkipped = keys.some((key) => inSource.has(key));
    unnamed.push({
      what: `the ${kind} ${what} of ${nodeInWords(from)} at ${from.at}`,
      why: isSkipped ? `that ${kind} is skipped` : `the source has no such ${kind}`,
    });
    return [];
  }
}

/** The names under which lists may name a node: its key, and its id in the source. */
function namesOf({ kind, key, ownId = key }: OutlineNode): readonly string[] {
  return [key, ownId].map((one) => keyName({ kind, key: one }));
}

const onlyThere = 'the node that places it is skipped';

export interface SourceReport {
  readonly leftOut: readonly LeftOut[];
  /** How each part of the source ended; absent if its reader does not count. */
  readonly account?: Account;
}

/** Completes the account of a source, once it is known which of its nodes are imported. */
export function reportOn(
  { account, leftOut }: SourceOutline,
  { taken, dropped, unnamed }: Pick<Identified, 'taken' | 'dropped' | 'unnamed'>,
): SourceReport {
  const apart = dropped.flatMap((part) => leaveOut(part, account));
  account?.settle(taken);
  const result = account?.result();
  const counted = result?.leftOut.map(({ what, at, why }) => ({ what: `${what} at ${at}`, why }));
  return {
    leftOut: [...(counted ?? []), ...leftOut, ...apart, ...unnamed],
    ...(result && { account: result }),
  };
}

function refusal(
  { kind, fields: { title } }: OutlineNode,
  sourcedId: string,
  { ledger, untitled }: IdentifyContext,
): string | undefined {
  const { state, to } = ledger?.entries.get(idKey(kind, sourcedId)) ?? {};
  if (state === 'retired') return `the ${kind} was retired here, which is permanent`;
  if (state === 'released') return `the ${kind} was released to the catalog ${to}`;
  const hasTitle = typeof title === 'string' && isTitle(title);
  return hasTitle || untitled !== undefined
    ? undefined
    : 'it has no title; `--untitled TEXT` gives it one';
}

/** Assigns ids in rounds, the surest evidence first. */
function idsFor(outline: SourceOutline, known: IdentifyContext) {
  const nodes = outline.courses.flatMap(branchOf);
  const ids = new Map<OutlineNode, string>();
  const used = new Set<string>();
  const fresh = new Set<string>();
  const foundBy = new Map<string, string>();
  const notFromHere: OutlineNode[] = [];
  const unused: DroppedPart[] = [];
  const ours = new Set(known.keys.values());
  const give = (node: OutlineNode, id: string): void => {
    ids.set(node, id);
    used.add(id);
  };
  const isFree = (id: string | undefined): id is string => id !== undefined && !used.has(id);
  for (const node of nodes) {
    const id = known.byContent?.get(keyName(node));
    if (isFree(id)) give(node, id);
  }
  const trusted = nodes.filter((node) => known.distrusted?.has(keyName(node)) !== true);
  const byKey = (node: OutlineNode) => known.keys.get(keyName(node));
  const byOwnId = ({ kind, ownId = '' }: OutlineNode) =>
    ours.has(ownId) && kindOf(ownId, known) === kind ? ownId : undefined;
  // If the key leads to another id, the source changed the node's own id later.
  const byBoth = (node: OutlineNode) =>
    (byKey(node) ?? node.ownId) === node.ownId ? byOwnId(node) : undefined;
  for (const idOf of [byBoth, byKey, byOwnId]) {
    for (const node of trusted) {
      const id = ids.has(node) ? undefined : idOf(node);
      if (!isFree(id)) continue;
      give(node, id);
      foundBy.set(id, idOf === byKey ? node.key : id);
    }
  }
  for (const [node, id] of ids) {
    const { ownId } = node;
    if (ownId !== undefined && ownId !== id && !sourcedIdFault(ownId)) {
      unused.push({ node, field: 'sourcedId', why: stays });
    }
  }
  for (const node of nodes) {
    if (ids.has(node)) continue;
    const { ownId } = node;
    const fault = ownId === undefined ? undefined : faultOf(ownId, node, { known, used });
    if (ownId !== undefined && fault === undefined) {
      if (known.present.has(ownId) && !known.adopt) notFromHere.push(node);
      give(node, ownId);
      fresh.add(ownId);
      continue;
    }
    if (fault !== undefined) {
      unused.push({ node, field: 'sourcedId', why: fault });
    }
    const id = known.mint(keyName(node));
    give(node, id);
    fresh.add(id);
  }
  return { ids, fresh, foundBy, notFromHere, unused };
}

const stays = 'the node keeps its former id';

/** Why an id of the source cannot be used, so that a new one is generated; undefined if it can. */
function faultOf(
  id: string,
  node: OutlineNode,
  { known, used }: { readonly known: IdentifyContext; readonly used: ReadonlySet<string> },
): string | undefined {
  const { kind } = node;
  if (sourcedIdFault(id)) return 'it cannot be a sourcedId; the node got a new one, which stays';
  if (used.has(id)) return 'another node of the source has it; the node got a new one, which stays';
  const isDistrusted = known.distrusted?.has(keyName(node)) === true;
  if (isDistrusted && known.present.has(id)) {
    return 'it belongs to another node here; the node got a new one, which stays';
  }
  const taken = kindOf(id, known);
  if (taken === undefined || taken === kind) return undefined;
  return `it belongs to a ${taken} here; the node got a new one, which stays`;
}

function kindOf(id: string, { present, ledger }: IdentifyContext): Kind | undefined {
  return present.get(id) ?? entriesWith(ledger, id)[0]?.kind;
}
