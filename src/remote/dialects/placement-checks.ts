import { type Catalog, fieldSpan } from '../../model/catalog.ts';
import { type Entity, idIn } from '../../model/node.ts';
import { placementName, placementsIn, resourcesIn } from '../../model/placements.ts';
import { type Problem, problem } from '../../model/problem.ts';
import { completionPlacement } from '../../model/sdk/values.ts';
import { placementId } from './placements.ts';
import { checkReaders, type ReaderModes } from './reader-checks.ts';

type InUnit = 'unclear' | 'shown' | 'hidden';

/** What of a catalog the platform would not keep, or its readers would not take. */
export function checkRecords(
  catalog: Catalog,
  rows: ReaderModes & { readonly 'componentResource.inUnit': InUnit },
): Problem[] {
  return [
    ...checkReaders(catalog, rows),
    ...placedTwice(catalog),
    ...placedInUnits(catalog, rows['componentResource.inUnit']),
  ];
}

/** Placements of a resource that stands in one place already, without an id that tells them apart. */
function placedTwice({ nodes }: Catalog): Problem[] {
  return [...nodes].flatMap(([address, { entity, source }]) => {
    const again = (placementsIn(entity.fields) ?? []).filter(
      ({ mark, said }) => mark !== undefined && said['sourcedId'] === undefined,
    );
    const [first] = again;
    if (!first) return [];
    const { resource, mark = '' } = first;
    const id = placementId(entity.sourcedId, placementName(resource, mark));
    return [
      problem('dialect/placed-twice', {
        detail: `The ${entity.kind} places ${JSON.stringify(resource)} more than once. Each placement is a record with an id here, and results of students belong to it.`,
        hint: `Name it once, or give the second placement its own permanent id: \`- { resource: ${JSON.stringify(resource)}, sourcedId: ${id} }\`.`,
        span: fieldSpan(source, 'resources'),
        address,
      }),
    ];
  });
}

/** What the official sync makes: students are to see nothing of it. */
function isCompletion({ fields, parent }: Entity): boolean {
  const wanted = parent && completionPlacement(idIn(parent));
  return (placementsIn(fields) ?? []).every(({ said }) => said['sourcedId'] === wanted);
}

/** Units that place resources themselves, of which reports contradict each other. */
function placedInUnits({ nodes }: Catalog, row: InUnit): Problem[] {
  const placing = [...nodes].filter(
    ([, { entity }]) =>
      entity.kind === 'unit' && resourcesIn(entity.fields).length > 0 && !isCompletion(entity),
  );
  const [first] = placing;
  if (!first || row === 'shown') return [];
  const [address, { source }] = first;
  const number = placing.length === 1 ? '1 unit places' : `${placing.length} units place`;
  const at = { span: fieldSpan(source, 'resources'), address };
  if (row === 'hidden') {
    return [
      problem('dialect/unit-hides', {
        detail: `${number} resources directly. According to the row componentResource.inUnit, students do not see them.`,
        hint: 'Place them in a lesson of the unit, or correct the row under `facts` of the environment.',
        ...at,
      }),
    ];
  }
  return [
    problem('dialect/unit-places', {
      detail: `${number} resources directly. Reports differ on whether students see them there.`,
      hint: 'Try it with one unit, or place them in a lesson. `facts: { componentResource.inUnit: shown }` in the environment turns this warning off.',
      ...at,
    }),
  ];
}
