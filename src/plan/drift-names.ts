import { type Address, addressOf, idIn, parseAddress } from '../model/address.ts';
import { type Catalog, fieldSpan } from '../model/catalog.ts';
import type { NodeDrift } from '../model/drift.ts';
import type { Json } from '../model/json.ts';
import type { Ledger } from '../model/ledger.ts';
import type { ContextNode } from '../model/plan.ts';
import type { RemoteState } from '../model/remote.ts';
import type { Span } from '../model/span.ts';
import { contextNode } from './context.ts';

/** What happened to a node, before it is said which node that is. */
export type Found = Pick<NodeDrift, 'address' | 'action' | 'cause' | 'fields'>;

export interface Sources {
  readonly catalog: Catalog;
  readonly ledger?: Ledger;
  readonly server: RemoteState;
}

/** Adds what a reader needs to recognise a node: its title, its place, where it is written. */
export function located(found: Found, sources: Sources): NodeDrift {
  const { address, action, cause, fields } = found;
  const known = knownAs(address, sources);
  const source = sourceOf(found, sources);
  return {
    address,
    title: known?.title ?? '',
    ...(known?.parent && { parent: known.parent }),
    ...(source && { source }),
    action,
    cause,
    fields,
  };
}

/** A node as the manifests know it, else as the server holds it. */
function knownAs(address: Address, { catalog, server }: Sources) {
  return (catalog.nodes.get(address) ?? server.entities.get(address))?.entity;
}

/** A field that left the manifests has no line in them; its node has. */
function sourceOf(
  { address, fields: [first] }: Found,
  { catalog, ledger }: Sources,
): Span | undefined {
  const node = catalog.nodes.get(address);
  if (node) return fieldSpan(node.source, first?.of === 'field' ? first.path[0] : undefined);
  const entry = ledger?.entries.get(idIn(address));
  return entry && { file: entry.file, start: { line: entry.line, column: 1 } };
}

/** The nodes that are named beside others: what these hang, hung or should hang under. */
export function contextOf(
  nodes: readonly NodeDrift[],
  strangers: readonly ContextNode[],
  sources: Sources,
): ContextNode[] {
  const parents = [...nodes, ...strangers].map(({ parent }) => parent);
  const places = nodes.flatMap(({ fields }) =>
    fields
      .filter(({ of, path }) => of === 'place' && path[0] === 'parent')
      .flatMap(({ before, after, wanted }) => [before, after, wanted].map(asAddress)),
  );
  return [...new Set([...parents, ...places])].flatMap((address): ContextNode[] => {
    const known = address && knownAs(address, sources);
    if (!known) return [];
    return [contextNode(address, known)];
  });
}

function asAddress(value: Json | undefined): Address | undefined {
  const parsed = typeof value === 'string' ? parseAddress(value) : undefined;
  return parsed && addressOf(parsed.kind, parsed.sourcedId);
}
