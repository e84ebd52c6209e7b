import type { Environment } from '../../config/environment.ts';
import { placementsById } from '../../identity/placed-entries.ts';
import { type Catalog, type CatalogNode, fieldSpan } from '../../model/catalog.ts';
import { shellWord } from '../../model/id-commands.ts';
import type { Ledger } from '../../model/ledger.ts';
import { addressOf } from '../../model/node.ts';
import { type Problem, problem } from '../../model/problem.ts';
import { completionPlacement } from '../../model/sdk/values.ts';
import { firstFew } from '../../model/text.ts';

/** A course without the placement to which apps on the official SDK attach its completion. */
export interface Incomplete {
  readonly node: CatalogNode;
  /** The id of the placement that these apps look for. */
  readonly wanted: string;
}

/**
 * The courses that apps on the official SDK cannot mark as completed, on platforms that have them under the
 * ids of these environments; without one, under those of the manifests.
 */
export function coursesWithoutCompletion(
  catalog: Catalog,
  ledger: Ledger | undefined,
  environments: readonly Pick<Environment, 'otherIds'>[],
): readonly Incomplete[] {
  const placed = placementsById(catalog, ledger);
  return [...catalog.nodes].flatMap(([address, node]): Incomplete[] => {
    if (node.entity.kind !== 'course') return [];
    const own = node.entity.sourcedId;
    const there = environments.map(({ otherIds }) => otherIds?.get(address)?.id ?? own);
    const ids = there.length === 0 ? [own] : there;
    const wanted = ids.map(completionPlacement).find((id) => !placed.has(id));
    return wanted === undefined ? [] : [{ node, wanted }];
  });
}

/** One warning about all such courses in an environment; empty if there are none. */
export function completionProblems(
  incomplete: readonly Incomplete[],
  { name }: Pick<Environment, 'name'>,
): Problem[] {
  const [first] = incomplete;
  if (!first) return [];
  const { entity, source } = first.node;
  const address = addressOf(entity.kind, entity.sourcedId);
  const number = incomplete.length === 1 ? '1 course has' : `${incomplete.length} courses have`;
  const wanted = firstFew(
    incomplete.map((one) => one.wanted),
    3,
  );
  return [
    problem('dialect/no-completion', {
      detail: `${number} no placement where apps on the official SDK store the completion of a student: they look for ${wanted} on ${name}.`,
      hint: completionHint(first),
      span: fieldSpan(source),
      address,
    }),
  ];
}

/** The advice how a course gets its placement. */
export function completionHint({ node, wanted }: Incomplete): string {
  const { sourcedId } = node.entity;
  return wanted === completionPlacement(sourcedId)
    ? `\`timeback-catalog new unit "Completion" --for-sdk-apps --in ${shellWord(addressOf('course', sourcedId))}\` creates it. If you have no such app, there is nothing to do.`
    : `Place a resource in a unit of the course with that id: \`resources: [{ resource: ID, sourcedId: ${wanted} }]\`. If you have no such app, there is nothing to do.`;
}
