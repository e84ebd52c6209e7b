import type { JsonObject } from '../../src/model/json.ts';
import type { DialectName } from './dialects.ts';

const text = { type: 'string' };
const textOrNull = { type: ['string', 'null'] };
const textsOrNull = { type: ['array', 'null'], items: text };
const metadata = { type: ['object', 'null'], additionalProperties: true };
const link = { type: 'object', properties: { sourcedId: text }, required: ['sourcedId'] };
const linkOrNull = { ...link, type: ['object', 'null'] };
const place = { type: ['number', 'string', 'null'] };

/** What the documents name of every record, and what platforms do with it. */
const own = {
  sourcedId: text,
  status: { enum: ['active', 'active', 'tobedeleted', 'inactive'] },
  dateLastModified: { type: 'string', format: 'date-time' },
  title: text,
  metadata,
};

const course = {
  type: 'object',
  properties: {
    ...own,
    org: linkOrNull,
    courseCode: textOrNull,
    grades: { type: ['array', 'null'], items: { type: ['string', 'integer'] } },
    subjects: textsOrNull,
  },
  required: ['title'],
};

const resource = {
  type: 'object',
  properties: {
    ...own,
    vendorResourceId: text,
    roles: { type: 'array', items: { enum: ['primary', 'secondary'] } },
    importance: { enum: ['primary', 'secondary'] },
  },
  required: ['sourcedId', 'title'],
};

const component = {
  type: 'object',
  properties: {
    ...own,
    course: linkOrNull,
    parent: linkOrNull,
    courseComponent: linkOrNull,
    sortOrder: place,
    prerequisites: textsOrNull,
    unlockDate: text,
  },
  required: ['title'],
};

const placement = {
  type: 'object',
  properties: { ...own, courseComponent: linkOrNull, resource: linkOrNull, sortOrder: place },
  required: ['sourcedId'],
};

const unit = {
  type: 'object',
  properties: {
    ...own,
    course: { type: ['object', 'string', 'null'], properties: link.properties },
    parent: linkOrNull,
    sortOrder: place,
    prerequisites: textsOrNull,
  },
  required: ['title'],
};

const lesson = {
  type: 'object',
  properties: {
    ...own,
    course: linkOrNull,
    unit: linkOrNull,
    resource: { type: ['object', 'array', 'null'], properties: link.properties, items: link },
    sortOrder: place,
  },
  required: ['title'],
};

/** The records of each list, looser than any document has them: real platforms hold older ones. */
export const ownSchemas: Readonly<Record<DialectName, Readonly<Record<string, JsonObject>>>> = {
  partner: { course, unit, lesson, resource },
  oneroster: { course, courseComponent: component, componentResource: placement, resource },
};
