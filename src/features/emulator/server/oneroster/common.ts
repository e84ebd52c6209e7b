import { type Collection, collectionAt } from '../collection.ts';
import type { FieldRules } from '../fields.ts';

/** The org that exists in every emulator; records without an org are shown in it. */
export const usualOrg = 'partner-sandbox';

export const rostering = '/ims/oneroster/rostering/v1p2';

const states = ['active', 'tobedeleted'] as const;

/** Fields of every record, as the catalog's records have them. */
export const common = {
  sourcedId: { is: 'name', neverNull: true },
  status: { is: 'word', words: states, required: true },
  title: { is: 'text', required: true },
  dateLastModified: { is: 'dateTime', neverNull: true },
  metadata: { is: 'object' },
} as const satisfies FieldRules;

/** Fields of records whose status may be left out. */
export const fieldsOfPeople = {
  sourcedId: { is: 'name', neverNull: true },
  status: { is: 'word', words: states, neverNull: true },
  dateLastModified: { is: 'dateTime', neverNull: true },
  metadata: { is: 'object' },
} as const satisfies FieldRules;

/** A collection whose records are made by POST, and whose list is found with and without a slash. */
export function listedAt(...[path, name, more]: Parameters<typeof collectionAt>): Collection {
  return collectionAt(path, name, { takesBothSlashes: true, made: 'by POST', ...more });
}

/** The types that a reference may give its target. */
export const linkTypes = [
  ...['academicSession', 'assessmentLineItem', 'category', 'class', 'course', 'demographics'],
  ...['enrollment', 'gradingPeriod', 'lineItem', 'org', 'resource', 'result', 'scoreScale'],
  ...['student', 'teacher', 'term', 'user', 'componentResource', 'courseComponent'],
] as const;
