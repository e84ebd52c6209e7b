import { isUuid } from '../../identity/shape.ts';
import { addressOf } from '../../model/address.ts';
import type { Catalog } from '../../model/catalog.ts';
import { type Problem, problem } from '../../model/problem.ts';

/** The rows that say which ids a platform takes. */
export interface IdFacts {
  readonly 'id.form': 'any' | 'uuid';
  readonly 'id.most': number;
}

/** The ids of a catalog that the platform is known not to take. */
export function idsNotTaken(
  { nodes }: Catalog,
  { 'id.form': form, 'id.most': most }: IdFacts,
): Problem[] {
  return [...nodes.values()].flatMap(({ entity: { kind, sourcedId }, source }) => {
    const isOther = form === 'uuid' && !isUuid(sourcedId);
    if (!isOther && sourcedId.length <= most) return [];
    const about = { span: source, address: addressOf(kind, sourcedId) };
    return [
      problem('dialect/id', {
        detail: isOther
          ? `The ${kind} has the id ${sourcedId}, and the platform takes UUIDs alone (row id.form).`
          : `The id of this ${kind} has ${sourcedId.length} characters, and the platform takes ${most} at most (row id.most).`,
        hint: 'Where the platform has it already, the row is wrong: correct it under `facts` of the environment. Give new nodes no id, and `timeback-catalog fmt` mints one.',
        ...about,
      }),
    ];
  });
}
