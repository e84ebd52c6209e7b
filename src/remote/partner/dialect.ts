import { isObject, type Json } from '../../model/json.ts';
import type { Dialect, Page } from '../dialect.ts';
import { rowsInForce } from '../fact.ts';
import { checkPlacements } from './check.ts';
import { type PartnerFacts, partnerFacts } from './facts.ts';
import { findings } from './findings.ts';
import { decode, encode } from './record.ts';
import { rowsFor } from './rows-for.ts';

/** The Partner API as its rows of facts, corrected or not, describe it. */
export function partnerDialect(facts: PartnerFacts): Dialect {
  return {
    name: 'partner',
    token: {
      path: facts['token.path'],
      auth: facts['token.auth'],
      scope: facts['token.scope'],
    },
    pageLimit: facts['list.limit'],
    filtersById: facts['list.filter'],
    rules: {
      setLike: facts[compareRows.setLike],
      asText: facts[compareRows.asText],
      trimmed: facts[compareRows.trimmed],
      caseless: facts[compareRows.caseless],
      asMoment: facts[compareRows.asMoment],
      ignored: facts[compareRows.ignored],
      lessonNamesCourse: facts['lesson.course'] !== '',
    },
    collectionPath: (kind) => facts[`${kind}.path`],
    page: (kind, answer) => pageOf(answer, facts[`${kind}.plural`], facts['list.total']),
    unwrap: (kind, answer) => unwrap(answer, facts[`${kind}.envelope`]),
    decode: (kind, record) => decode(kind, record, facts),
    encode: (write, now) => ({
      [facts[`${write.entity.kind}.envelope`]]: encode(write, now, facts),
    }),
    check: (catalog) => checkPlacements(catalog, facts),
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
    },
    table: rowsInForce(partnerFacts, facts),
    findings: (records) => findings(records, facts),
  };
}

const compareRows = {
  setLike: 'compare.sets',
  asText: 'compare.texts',
  trimmed: 'compare.blanks',
  caseless: 'compare.letters',
  asMoment: 'compare.dates',
  ignored: 'compare.ignored',
} as const satisfies Dialect['compareRows'];

function pageOf(answer: Json, plural: string, totalKey: string): Page | undefined {
  if (!isObject(answer)) return undefined;
  const records = answer[plural];
  const total = answer[totalKey];
  const limit = answer['limit'];
  if (!Array.isArray(records) || typeof total !== 'number') return undefined;
  return { records, total, ...(typeof limit === 'number' && { limit }) };
}

function unwrap(answer: Json, envelope: string) {
  const record = isObject(answer) ? answer[envelope] : undefined;
  return isObject(record) ? record : undefined;
}
