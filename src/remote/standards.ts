import { addressOf } from '../model/address.ts';
import { type Catalog, fieldSpan } from '../model/catalog.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { StandardsPaths, StandardsService } from '../model/standards.ts';

/** The service as the rows of a table have it; every dialect has them. */
export function standardsService(
  facts: Readonly<Record<`standard.${keyof StandardsService}`, string>>,
): StandardsService {
  return {
    path: facts['standard.path'],
    envelope: facts['standard.envelope'],
    id: facts['standard.id'],
  };
}

/** Standards that a platform takes none of; the names are those of the rows that would settle it. */
export function standardsNotTaken(
  { nodes }: Catalog,
  paths: StandardsPaths,
  rows: Readonly<Record<keyof StandardsPaths, string>>,
): Problem[] {
  return (['lesson', 'resource'] as const).flatMap((kind) => {
    if (paths[kind] !== '') return [];
    const listing = [...nodes.values()].filter(({ entity }) => {
      const standards = entity.kind === kind ? entity.fields['standards'] : undefined;
      return Array.isArray(standards) && standards.length > 0;
    });
    const [first] = listing;
    if (!first) return [];
    const { entity, source } = first;
    const number = listing.length === 1 ? `1 ${kind} lists` : `${listing.length} ${kind}s list`;
    return [
      problem('standards/not-taken', {
        detail: `${number} standards. No document says that this platform takes standards of a ${kind}, so they are not sent.`,
        hint: `Where it does, name the key in the row ${rows[kind]} under \`facts\` of the environment.`,
        span: fieldSpan(source, 'standards'),
        address: addressOf(entity.kind, entity.sourcedId),
      }),
    ];
  });
}
