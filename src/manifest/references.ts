import { circlesAmong } from '../document/circles.ts';
import { quoteShort } from '../document/place.ts';
import { mostGuesses, nearest } from '../document/validate.ts';
import type { Json } from '../model/json.ts';
import { idKey, type Kind, nodeKeysOf } from '../model/node.ts';
import { resourceOfEntry } from '../model/placements.ts';
import { type Problem, problem } from '../model/problem.ts';
import {
  referenceLists,
  spanIn,
  type WrittenNode,
  writtenIdOf,
  writtenTitleOf,
} from './manifest.ts';

/** One entry of a list that names other nodes. */
interface NodeReference {
  readonly from: WrittenNode;
  readonly id: string;
  readonly kind: Kind;
  readonly path: readonly [string, number];
}

/**
 * The problems of lists that name other nodes: entries that name none of `targets`, and nodes that require
 * themselves, directly or through others. Without `targets` only the second is checked. The schema reports
 * entries that are not texts.
 */
export function checkReferences(
  nodes: readonly WrittenNode[],
  targets: readonly WrittenNode[] | undefined,
): Problem[] {
  const found: NodeReference[] = [];
  for (const from of nodes) {
    for (const [list, kind] of Object.entries(referenceLists[from.kind])) {
      const items = from.value[list];
      if (!Array.isArray(items)) continue;
      items.forEach((item: Json, index) => {
        const id = kind === 'resource' ? resourceOfEntry(item) : item;
        if (typeof id === 'string') found.push({ from, id, kind, path: [list, index] });
      });
    }
  }
  if (found.length === 0) return [];
  return [...(targets ? missingTargets(found, targets) : []), ...circlesIn(found, nodes)];
}

function missingTargets(
  references: readonly NodeReference[],
  nodes: readonly WrittenNode[],
): Problem[] {
  const known = new Map(
    nodes.flatMap((node) => {
      const id = writtenIdOf(node);
      return id === undefined ? [] : [[idKey(node.kind, id), node] as const];
    }),
  );
  const target = ({ id, kind }: NodeReference) => known.get(idKey(kind, id));
  const namesake = (id: string) =>
    nodeKeysOf(id)
      .map((key) => known.get(key))
      .find(Boolean);
  return references
    .filter((reference) => target(reference)?.kind !== reference.kind)
    .map((reference, index) => {
      const other = namesake(reference.id);
      const hint = other || index >= mostGuesses ? undefined : hintFor(reference, nodes);
      return missing(reference, other, hint);
    });
}

/** Authors sometimes name a node by its title. */
function hintFor({ id, kind }: NodeReference, nodes: readonly WrittenNode[]): string | undefined {
  const ofKind = nodes.filter((node) => node.kind === kind);
  const idsIn = (some: readonly WrittenNode[]) => some.flatMap((node) => writtenIdOf(node) ?? []);
  const titled = idsIn(ofKind.filter(({ value }) => value['title'] === id));
  if (titled.length > 0) {
    const ids = titled.slice(0, mostListed).map((one) => `"${one}"`);
    return `A list names nodes by their sourcedId. Write ${ids.join(' or ')}.`;
  }
  const near = nearest(id, idsIn(ofKind));
  if (near !== undefined) return `Did you mean "${near}"?`;
  const titles = ofKind.flatMap(({ value: { title } }) => (typeof title === 'string' ? title : []));
  const named = nearest(id, titles);
  if (named !== undefined) {
    return `A list names nodes by their sourcedId, and not by a title such as ${quoteShort(named)}.`;
  }
  // No id has a space, so this is the title of a resource that does not exist yet.
  return kind === 'resource' && /\s/.test(id)
    ? 'Write the resource in the list `resources` of a course, run `timeback-catalog fmt`, and write its sourcedId here.'
    : undefined;
}

function missing(
  { from, id, kind, path }: NodeReference,
  target: WrittenNode | undefined,
  hint: string | undefined,
): Problem {
  const what = target
    ? `is the ${writtenTitleOf(target)}, but a ${kind} is expected here`
    : `is not a ${kind} of the catalog`;
  return problem('reference/missing', {
    detail: `The ${writtenTitleOf(from)} names ${quoteShort(id)}, which ${what}.`,
    ...(hint !== undefined && { hint }),
    span: spanIn(from, path),
  });
}

/** The most nodes that a message names. */
const mostListed = 6;

function circlesIn(references: readonly NodeReference[], nodes: readonly WrittenNode[]): Problem[] {
  const before = Map.groupBy(
    references.filter(({ path: [list] }) => list === 'prerequisites'),
    ({ from }) => from,
  );
  if (before.size === 0) return [];
  const waiting = nodes.filter(({ kind }) => Object.hasOwn(referenceLists[kind], 'prerequisites'));
  const needs = new Map(waiting.map((node) => [writtenIdOf(node) ?? '', before.get(node) ?? []]));
  return circlesAmong(needs).map(circular);
}

function circular(circle: readonly NodeReference[]): Problem {
  const [first] = circle;
  const listed = circle.slice(0, mostListed).map(({ from }) => writtenTitleOf(from));
  const dots = circle.length > mostListed ? ['…'] : [];
  const end = first ? [writtenTitleOf(first.from)] : [];
  return problem('reference/circular', {
    detail: `Each of these waits for the next: ${[...listed, ...dots, ...end].join(' → ')}.`,
    ...(first && { span: spanIn(first.from, first.path) }),
  });
}
