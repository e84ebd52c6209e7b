import { type Address, addressOf, idIn } from '../model/address.ts';
import { type Catalog, type CatalogNode, fieldSpan } from '../model/catalog.ts';
import type { Json } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Problem, problem } from '../model/problem.ts';

/**
 * The ids and those of all nodes below them: here, and below them earlier if they are live and nowhere
 * now. A resource that is written in the manifest of a course goes with it.
 */
export function subtreeOf(
  ids: readonly string[],
  { nodes }: Catalog,
  earlier?: { readonly catalog: Catalog; readonly ledger: Ledger | undefined },
): readonly string[] {
  const all = new Set(ids);
  const above = parentsIn(nodes);
  // A parent stands before its children, so one pass finds every descendant.
  for (const [address, { entity }] of nodes) {
    const parent = above(address);
    if (parent && all.has(idIn(parent))) all.add(entity.sourcedId);
  }
  if (!earlier) return [...all];
  const here = new Set([...nodes.values()].map(({ entity }) => entity.sourcedId));
  const isLeft = (id: string) => !here.has(id) && earlier.ledger?.entries.get(id)?.state === 'live';
  return [...new Set([...all, ...subtreeOf(ids, earlier.catalog).filter(isLeft)])];
}

/** What each node hangs under; a resource in the manifest of a course hangs under the course. */
function parentsIn(nodes: Catalog['nodes']): (address: Address) => Address | undefined {
  const courses = new Map(
    [...nodes].flatMap(([address, { entity, source }]) =>
      entity.kind === 'course' ? [[source.file, address] as const] : [],
    ),
  );
  return (address) => {
    const node = nodes.get(address);
    if (node?.entity.kind !== 'resource') return node?.entity.parent;
    return courses.get(node.source.file);
  };
}

/** How nodes leave the manifests, and how it is said of them. */
const leaving = { retire: 'would retire', release: 'would be released' } as const;
export type Leaving = keyof typeof leaving;

/** What would hang in the air: children that stay, and nodes that name what goes. */
export function leftBehind(
  ids: ReadonlySet<string>,
  { nodes }: Catalog,
  as: Leaving = 'retire',
): Problem[] {
  const staying = [...nodes].filter(([, { entity }]) => !ids.has(entity.sourcedId));
  const above = parentsIn(nodes);
  const orphans = Map.groupBy(
    staying.filter(([address]) => ids.has(idIn(above(address) ?? address))),
    ([address]) => above(address),
  );
  return [
    ...[...orphans].flatMap(([parent, children]) =>
      parent ? [orphaned(parent, children, as)] : [],
    ),
    ...staying.flatMap(([address, node]) =>
      named(node).flatMap(([field, target]) =>
        ids.has(target) ? [stillNamed(address, node, { field, target, as })] : [],
      ),
    ),
  ];
}

const references: Readonly<Record<string, Kind>> = { resources: 'resource', prerequisites: 'unit' };

function named({ entity }: CatalogNode): (readonly [string, string])[] {
  return Object.keys(references).flatMap((field) => {
    const ids: Json | undefined = entity.fields[field];
    return Array.isArray(ids)
      ? ids.flatMap((id: Json) => (typeof id === 'string' ? [[field, id] as const] : []))
      : [];
  });
}

function orphaned(
  parent: Address,
  [first, ...others]: readonly (readonly [Address, CatalogNode])[],
  as: Leaving,
): Problem {
  const hanging = others.length === 0 ? 'hangs' : `and ${others.length} more hang`;
  return problem('retire/live-children', {
    detail: `"${first?.[0]}" ${hanging} under "${parent}", which ${leaving[as]}.`,
    hint: `Add --children to ${as} everything below as well, or move the children first.`,
    ...(first && { span: fieldSpan(first[1].source, 'sourcedId') }),
    address: parent,
  });
}

function stillNamed(
  address: Address,
  { source }: CatalogNode,
  { field, target, as }: { readonly field: string; readonly target: string; readonly as: Leaving },
): Problem {
  const what = addressOf(references[field] ?? 'resource', target);
  return problem('retire/still-named', {
    detail: `"${address}" names "${what}", which ${leaving[as]}, in its ${field}.`,
    hint: 'Take it out there first.',
    span: fieldSpan(source, field),
    address,
  });
}
