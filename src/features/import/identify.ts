import type { JsonObject } from '../../model/json.ts';
import { entriesWith, type Ledger } from '../../model/ledger.ts';
import { idKey, type Kind } from '../../model/node.ts';
import { sourcedIdFault } from '../../model/sourced-id.ts';
import { isTitle } from '../../model/text.ts';
import type { Account } from './account.ts';
import {
  type DroppedPart,
  type Imported,
  type ImportedNode,
  type LeftOut,
  leaveOut,
  type OutlineNode,
  type SourceOutline,
} from './imported.ts';

/** Ids that are known before an outline is imported. */
export interface IdentifyContext {
  /** The nodes of the manifests. */
  readonly present: ReadonlyMap<string, Kind>;
  readonly ledger?: Ledger;
  /** Ids by `kind key` in this source. */
  readonly keys: ReadonlyMap<string, string>;
  readonly mint: () => string;
  readonly untitled?: string;
  /** Whether nodes of the manifests that have an id of the source count as nodes of the source. */
  readonly adopt: boolean;
}

export interface Identified {
  readonly imported: Imported;
  /** Ids of all imported nodes, by `kind key`. */
  readonly keys: ReadonlyMap<string, string>;
  /** Ids that no earlier import gave. */
  readonly fresh: ReadonlySet<string>;
  /** Those of `fresh` that only a title identifies. */
  readonly byTitle: ReadonlySet<string>;
  /** Ids of earlier imports that were found by key, not by an id of the source. */
  readonly byKey: ReadonlySet<string>;
  /** Nodes whose id stands in manifests that this source did not write. */
  readonly notFromHere: readonly OutlineNode[];
  /** Nodes of the source that are taken in. */
  readonly taken: readonly OutlineNode[];
  /** Nodes, and ids of nodes, that are not. */
  readonly dropped: readonly DroppedPart[];
}

export function keyName({ kind, key }: Pick<OutlineNode, 'kind' | 'key'>): string {
  return `${kind} ${key}`;
}

/**
 * Gives every node of an outline its id: the id it had (found by its own id or its key), else the
 * id that the source gives, else a new one. A key never loses its id.
 */
export function identify(outline: SourceOutline, known: IdentifyContext): Identified {
  const { ids, fresh, byKey, notFromHere, unused } = idsFor(outline, known);
  const dropped = [...unused];
  const taken: OutlineNode[] = [];
  const keys = new Map<string, string>();
  const courses = outline.courses.flatMap(take);
  const byTitle = new Set(
    [...ids].flatMap(([{ isKeyTitle }, id]) => (isKeyTitle && fresh.has(id) ? [id] : [])),
  );
  return {
    imported: { courses, resources: [] },
    ...{ keys, fresh, byTitle, byKey, notFromHere, taken, dropped },
  };

  function take(node: OutlineNode): ImportedNode[] {
    const sourcedId = ids.get(node);
    if (sourcedId === undefined) return [];
    const why = refusal(node, sourcedId, known);
    if (why !== undefined) {
      dropped.push({ node, why });
      return [];
    }
    taken.push(node);
    keys.set(keyName(node), sourcedId);
    const resources = node.resources.flatMap(take);
    return [
      {
        kind: node.kind,
        sourcedId,
        fields: fieldsOf(node),
        children: node.children.flatMap(take),
        resources,
      },
    ];
  }

  function fieldsOf({ fields, places }: OutlineNode): JsonObject {
    const { title } = fields;
    const resources = places.flatMap((key) => keys.get(keyName({ kind: 'resource', key })) ?? []);
    return {
      ...fields,
      title: typeof title === 'string' && isTitle(title) ? title : (known.untitled ?? ''),
      ...(resources.length > 0 && { resources }),
    };
  }
}

/** What a report says of a source. */
export interface Told {
  readonly leftOut: readonly LeftOut[];
  /** What became of everything that it holds, if its reader counts it. */
  readonly account?: Account;
}

/** Closes the account of a source once it is known which of its nodes are taken in. */
export function toldOf(
  { account, leftOut }: SourceOutline,
  { taken, dropped }: Pick<Identified, 'taken' | 'dropped'>,
): Told {
  const apart = dropped.flatMap((part) => leaveOut(part, account));
  account?.settle(taken);
  const result = account?.result();
  const counted = result?.leftOut.map(({ what, at, why }) => ({ what: `${what} at ${at}`, why }));
  return {
    leftOut: [...(counted ?? []), ...leftOut, ...apart],
    ...(result && { account: result }),
  };
}

function refusal(
  { kind, fields: { title } }: OutlineNode,
  sourcedId: string,
  { ledger, untitled }: IdentifyContext,
): string | undefined {
  const { state, to } = ledger?.entries.get(idKey(kind, sourcedId)) ?? {};
  if (state === 'retired') return `the ${kind} was retired here, which is for ever`;
  if (state === 'released') return `the ${kind} was released to the catalog ${to}`;
  const hasTitle = typeof title === 'string' && isTitle(title);
  return hasTitle || untitled !== undefined
    ? undefined
    : 'it has no title; `--untitled TEXT` gives it one';
}

/** Assigns ids in rounds, the surest evidence first. */
function idsFor(outline: SourceOutline, known: IdentifyContext) {
  const nodes = outline.courses.flatMap(all);
  const ids = new Map<OutlineNode, string>();
  const used = new Set<string>();
  const fresh = new Set<string>();
  const byKey = new Set<string>();
  const notFromHere: OutlineNode[] = [];
  const unused: DroppedPart[] = [];
  const ours = new Set(known.keys.values());
  const give = (node: OutlineNode, id: string): void => {
    ids.set(node, id);
    used.add(id);
  };
  for (const node of nodes) {
    const { ownId } = node;
    if (
      ownId !== undefined &&
      ours.has(ownId) &&
      !used.has(ownId) &&
      kindOf(ownId, known) === node.kind
    ) {
      give(node, ownId);
    }
  }
  for (const node of nodes) {
    const id = known.keys.get(keyName(node));
    if (ids.has(node) || id === undefined || used.has(id)) continue;
    give(node, id);
    byKey.add(id);
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
    const id = known.mint();
    give(node, id);
    fresh.add(id);
  }
  return { ids, fresh, byKey, notFromHere, unused };
}

const stays = 'the source gives it now, and the node had another before, which it keeps';

/** Why an id of the source cannot be used; a new one is minted instead. */
function faultOf(
  id: string,
  { kind }: OutlineNode,
  { known, used }: { readonly known: IdentifyContext; readonly used: ReadonlySet<string> },
): string | undefined {
  if (sourcedIdFault(id)) return 'it cannot be a sourcedId; a new one was minted, which stays';
  if (used.has(id)) return 'another node of the source has it; a new one was minted, which stays';
  const taken = kindOf(id, known);
  if (taken === undefined || taken === kind) return undefined;
  return `a ${taken} here has it; a new one was minted, which stays`;
}

function kindOf(id: string, { present, ledger }: IdentifyContext): Kind | undefined {
  return present.get(id) ?? entriesWith(ledger, id)[0]?.kind;
}

function all(node: OutlineNode): OutlineNode[] {
  return [node, ...node.children.flatMap(all), ...node.resources.flatMap(all)];
}
