import type { AbsentPart } from './api.ts';

const rostering = '/ims/oneroster/rostering/v1p2';
const gradebook = '/ims/oneroster/gradebook/v1p2';

/** What documents and official clients of the platform have, and the emulator has not. */
export const absentParts: readonly AbsentPart[] = [
  {
    paths: [`${rostering}/courses/structure`],
    method: 'POST',
    what: 'course structure from QTI tests: make components and placements one by one',
  },
  {
    paths: [
      `${rostering}/users/:user/credentials`,
      `${rostering}/users/:user/credentials/:credential/decrypt`,
    ],
    what: 'credentials of people: it keeps no passwords',
  },
  {
    paths: [
      ...[`${rostering}/users/:user/demographics`, `${rostering}/users/:user/agents`],
      ...[`${rostering}/users/:user/agentFor`, `${rostering}/users/:user/agents/:agent`],
    ],
    what: 'agents and demographics below one user: ask for the user, or for /demographics/',
  },
  {
    paths: [
      ...[`${gradebook}/lineItems/:lineItem/results`, `${gradebook}/classes/:class/lineItems`],
      ...[`${gradebook}/schools/:school/lineItems`, `${gradebook}/classes/:class/results`],
      `${gradebook}/classes/:class/academicSessions/:session/results`,
    ],
    method: 'POST',
    what: 'line items or results that are posted in lists: post each by itself',
  },
  {
    paths: [`${rostering}/terms/:term/gradingPeriods`],
    method: 'POST',
    what: 'grading periods that are posted below a term: post them to /gradingPeriods/',
  },
  { paths: ['/powerpath/*'], what: 'PowerPath: no lesson plans, no attempts and no questions' },
  {
    paths: ['/edubridge/*'],
    what: 'such part of EduBridge: of it there are enrollments and analytics of students',
  },
  {
    paths: [
      ...['/assessment-tests', '/assessment-tests/*', '/assessment-items', '/assessment-items/*'],
      ...['/stimuli', '/stimuli/*', '/validate', '/validate/*', '/lesson/*', '/qti/*'],
    ],
    what: 'QTI: no tests, no items and no stimuli',
  },
  {
    paths: ['/webhooks', '/webhooks/*', '/webhook-filters', '/webhook-filters/*'],
    what: 'webhooks',
  },
  { paths: ['/ims/clr/*'], what: 'credentials of learners (CLR)' },
  { paths: ['/ims/case/*'], what: 'such part of CASE: of it there are CFItems and CFDocuments' },
];
