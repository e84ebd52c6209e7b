import { addressOf } from '../../model/address.ts';
import { type Catalog, type CatalogNode, fieldSpan } from '../../model/catalog.ts';
import { type Problem, problem } from '../../model/problem.ts';
import type { PartnerFacts } from './facts.ts';

/** Lessons that place several resources where the platform is taken to hold one. */
export function checkPlacements(catalog: Catalog, facts: PartnerFacts): Problem[] {
  if (facts['lesson.resources.shape'] === 'list') return [];
  const several = [...catalog.nodes.values()].filter((node) => placedBy(node) > 1);
  return several.map((node) =>
    problem('dialect/one-resource', {
      detail: `The lesson places ${placedBy(node)} resources. The documents say no more than that lessons place resources, and this tool takes it to be one each.`,
      hint: 'Where the platform takes a list, write under the environment in the config:\n  facts: { lesson.resources: resources, lesson.resources.shape: list }',
      span: fieldSpan(node.source, 'resources'),
      address: addressOf('lesson', node.entity.sourcedId),
    }),
  );
}

function placedBy({ entity: { kind, fields } }: CatalogNode): number {
  const resources = kind === 'lesson' ? fields['resources'] : undefined;
  return Array.isArray(resources) ? resources.length : 0;
}
