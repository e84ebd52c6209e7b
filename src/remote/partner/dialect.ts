import { type Kind, kinds, plural } from '../../model/kind.ts';
import type { Collection, Dialect } from '../dialect.ts';
import { isAddOn, rowsInForce } from '../fact.ts';
import { collection, offered } from '../record/collection.ts';
import { compareRows, compareRules } from '../record/compare-rows.ts';
import { idsNotTaken } from '../record/ids.ts';
import { decode, encode, gist } from '../record/record.ts';
import { standardsNotTaken, standardsService } from '../standards.ts';
import { checkPlacements } from './check.ts';
import { type PartnerFacts, partnerFacts } from './facts.ts';
import { findings } from './findings.ts';
import { rowsFor } from './rows-for.ts';
import { partnerShape } from './shape.ts';

/** The Partner API as its rows of facts, corrected or not, describe it. */
export function partnerDialect(facts: PartnerFacts): Dialect {
  const shape = partnerShape(facts);
  const all: Readonly<Record<Kind, Collection>> = {
    course: of('course'),
    unit: of('unit'),
    lesson: of('lesson'),
    resource: of('resource'),
  };
  const standards = { lesson: facts['lesson.standards'], resource: facts['resource.standards'] };
  return {
    name: 'partner',
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
      lessonNamesCourse: facts['lesson.course'] !== '',
    },
    ...offered(kinds.map((kind) => all[kind])),
    collectionOf: (kind) => all[kind],
    kindIn: (collection) => kinds.find((kind) => kind === collection),
    gist: (collection, record) => {
      const kind = kinds.find((one) => one === collection);
      return kind && gist(kind, record, shape);
    },
    compose: (records) =>
      kinds.flatMap((kind) => (records.get(kind) ?? []).map((record) => ({ kind, record }))),
    partsOf: () => [],
    placementsOf: () => [],
    decode: (kind, record) => decode(kind, record, shape),
    encode: (write, now) => {
      const { kind, sourcedId } = write.entity;
      const record = encode(write, now, shape);
      return [{ method: 'PUT', collection: kind, sourcedId, record }];
    },
    standards,
    standardsService: standardsService(facts),
    check: (catalog) => [
      ...idsNotTaken(catalog, facts),
      ...checkPlacements(catalog, facts),
      ...standardsNotTaken(catalog, standards, {
        lesson: 'lesson.standards',
        resource: 'resource.standards',
      }),
    ],
    compareRows,
    rowsFor: (group, recordOf) => rowsFor(group, recordOf, facts),
    events: {
      coursePath: facts['event.course.path'],
      lessonPath: facts['event.lesson.path'],
      userPath: facts['event.user.path'],
      applicationPath: facts['event.application.path'],
      lessonAt: facts['event.lesson.at'],
      actor: facts['event.actor'],
      subjects: facts['event.subjects'],
      required: facts['event.required'],
      actions: facts['event.actions'],
      graded: facts['event.graded'],
      perPost: facts['event.perPost'],
      without: {
        course: facts['event.without.course'],
        knownCourse: facts['event.without.knownCourse'],
        lesson: facts['event.without.lesson'],
        knownLesson: facts['event.without.knownLesson'],
        subject: facts['event.without.subject'],
        student: facts['event.without.student'],
      },
    },
    table: rowsInForce(partnerFacts, facts),
    findings: (records) => findings(records, facts),
  };

  function of(kind: Kind): Collection {
    return collection({
      name: kind,
      called: plural[kind],
      path: facts[`${kind}.path`],
      isAddOn: isAddOn(partnerFacts[`${kind}.path`]),
      plural: facts[`${kind}.plural`],
      envelope: facts[`${kind}.envelope`],
      total: facts['list.total'],
    });
  }
}
