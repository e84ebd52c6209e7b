import type { Dialect } from '../dialect.ts';
import { isAddOn, rowsInForce } from '../fact.ts';
import { collection, offered } from '../record/collection.ts';
import { compareRows, compareRules } from '../record/compare-rows.ts';
import { idsNotTaken } from '../record/ids.ts';
import { gist, linkedId } from '../record/record.ts';
import { standardsNotTaken, standardsService } from '../standards.ts';
import { checkPlacements } from './check.ts';
import { type OnerosterFacts, onerosterFacts } from './facts.ts';
import { findings } from './findings.ts';
import { placementId } from './placement-id.ts';
import { placementEntries, placements, placementsAmong } from './placements.ts';
import {
  type CollectionName,
  collectionFor,
  collectionNames,
  compose,
  decode,
  encode,
  kindOf,
  partsOf,
} from './record.ts';
import { rowsFor } from './rows-for.ts';
import { onerosterShape } from './shape.ts';

const called: Readonly<Record<CollectionName, string>> = {
  course: 'courses',
  courseComponent: 'components',
  componentResource: 'placements',
  resource: 'resources',
};

/** The BeyondAI OneRoster API as its rows of facts, corrected or not, describe it. */
export function onerosterDialect(
  facts: OnerosterFacts,
  given: (lesson: string, resource: string) => string | undefined,
): Dialect {
  const idOf = (lesson: string, resource: string) =>
    given(lesson, resource) ?? placementId(lesson, resource);
  const terms = { facts, shape: onerosterShape(facts), idOf };
  const of = (name: CollectionName) =>
    collection({
      name,
      called: called[name],
      path: facts[`${name}.path`],
      isAddOn: isAddOn(onerosterFacts[`${name}.path`]),
      plural: facts[`${name}.plural`],
      envelope: facts[`${name}.envelope`],
      total: facts['list.total'],
    });
  const standards = {
    lesson: facts['courseComponent.standards'],
    resource: facts['resource.standards'],
  };
  return {
    name: 'oneroster',
    token: {
      path: facts['token.path'],
      auth: facts['token.auth'],
      scope: facts['token.scope'],
    },
    pageLimit: facts['list.limit'],
    filtersById: facts['list.filter'],
    listsShow: facts['list.records'],
    serverOwned: facts['record.serverOwned'],
    rules: {
      ...compareRules(facts),
      dropped: facts['values.dropped'],
      lessonNamesCourse: true,
      apart: ['resources'],
    },
    ...offered(collectionNames.map(of)),
    collectionOf: (kind) => of(collectionFor[kind]),
    gist: (name, record) => {
      const kind = kindOf(name, record, terms);
      return kind && gist(kind, record, terms.shape);
    },
    partOf: (name, record) =>
      name === placements ? linkedId(record[facts['componentResource.component']]) : undefined,
    compose: (records) => compose(records, terms),
    partsOf,
    placementsOf: (lesson) => placementEntries(lesson, facts),
    placementsIn: (records) => placementsAmong(records.get(placements) ?? [], facts),
    decode: (kind, record) => decode(kind, record, terms),
    encode: (write, now) => encode(write, now, terms),
    standards,
    standardsService: standardsService(facts),
    check: (catalog) => [
      ...idsNotTaken(catalog, facts),
      ...checkPlacements(catalog),
      ...standardsNotTaken(catalog, standards, {
        lesson: 'courseComponent.standards',
        resource: 'resource.standards',
      }),
    ],
    compareRows,
    rowsFor: (group, recordOf) => rowsFor(group, recordOf, facts),
    table: rowsInForce(onerosterFacts, facts),
    findings: (records) => findings(records, facts),
  };
}
