import type { Catalog } from '../model/catalog.ts';

/** The orgs that courses name, course by course. */
export function orgsOf({ nodes }: Catalog): string[] {
  return [...nodes.values()].flatMap(({ entity }) => {
    const org = entity.kind === 'course' ? entity.fields['org'] : undefined;
    return typeof org === 'string' ? [org] : [];
  });
}
