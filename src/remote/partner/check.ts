import { addressOf } from '../../model/address.ts';
import { type Catalog, fieldSpan } from '../../model/catalog.ts';
import { type Problem, problem } from '../../model/problem.ts';
import type { PartnerFacts } from './facts.ts';

/** Lessons that place several resources where the platform is taken to hold one. */
export function checkPlacements(catalog: Catalog, facts: PartnerFacts): Problem[] {
  if (facts['lesson.resources.shape'] === 'list') return [];
  return [...catalog.nodes.values()].flatMap(({ entity, source }) => {
    const placed = entity.kind === 'lesson' ? entity.fields['resources'] : undefined;
    if (!Array.isArray(placed) || placed.length < 2) return [];
    return [
      problem('dialect/one-resource', {
        detail: `The lesson places ${placed.length} resources. The documents say no more than that lessons place resources, and this tool takes it to be one each.`,
        hint: 'Where the platform takes a list, write under the environment in the config:\n  facts: { lesson.resources: resources, lesson.resources.shape: list }',
        span: fieldSpan(source, 'resources'),
        address: addressOf(entity.kind, entity.sourcedId),
      }),
    ];
  });
}
