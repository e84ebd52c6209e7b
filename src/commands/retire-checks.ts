import { type Address, addressOf, idIn } from '../model/address.ts';
import { type Catalog, type CatalogNode, fieldSpan } from '../model/catalog.ts';
import type { Json } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';
import { type Problem, problem } from '../model/problem.ts';

/** The ids and those of all nodes below them. */
export function subtreeOf(ids: readonly string[], { nodes }: Catalog): readonly string[] {
  const all = new Set(ids);
  // A parent stands before its children, so one pass finds every descendant.
  for (const { entity } of nodes.values()) {
    if (entity.parent && all.has(idIn(entity.parent))) all.add(entity.sourcedId);
  }
  return [...all];
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
  const orphans = Map.groupBy(
    staying.filter(([, { entity }]) => entity.parent && ids.has(idIn(entity.parent))),
    ([, { entity }]) => entity.parent,
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
