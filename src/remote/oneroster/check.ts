import { type Catalog, fieldSpan } from '../../model/catalog.ts';
import { type Problem, problem } from '../../model/problem.ts';

/** Lessons that place one resource twice, which both placements would have one id for. */
export function checkPlacements({ nodes }: Catalog): Problem[] {
  return [...nodes].flatMap(([address, { entity, source }]) => {
    const placed = entity.kind === 'lesson' ? entity.fields['resources'] : undefined;
    const twice = Array.isArray(placed)
      ? placed.find((id, index) => placed.indexOf(id) !== index)
      : undefined;
    if (twice === undefined) return [];
    return [
      problem('dialect/placed-twice', {
        detail: `The lesson places ${JSON.stringify(twice)} more than once. In this dialect a lesson and a resource have one placement.`,
        hint: 'Name it once, or make another resource of it.',
        span: fieldSpan(source, 'resources'),
        address,
      }),
    ];
  });
}
