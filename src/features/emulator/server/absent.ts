import type { AbsentPart } from './api.ts';

const rostering = '/ims/oneroster/rostering/v1p2';
const gradebook = '/ims/oneroster/gradebook/v1p2';

/** What documents and official clients of the platform have, and the emulator does not. */
export const absentParts: readonly AbsentPart[] = [
  {
    paths: [`${rostering}/courses/structure`],
    method: 'POST',
    what: 'course structure from QTI tests',
    advice: 'Make components and placements one by one.',
  },
  {
    paths: [
      `${rostering}/users/:user/credentials`,
      `${rostering}/users/:user/credentials/:credential/decrypt`,
    ],
    what: 'credentials of users',
    advice: 'It keeps no passwords.',
  },
  {
    paths: [
      ...[`${rostering}/users/:user/demographics`, `${rostering}/users/:user/agents`],
      ...[`${rostering}/users/:user/agentFor`, `${rostering}/users/:user/agents/:agent`],
    ],
    what: 'agents and demographics below one user',
    advice: 'Ask for the user, or for /demographics/.',
  },
  {
    paths: [
      ...[`${gradebook}/lineItems/:lineItem/results`, `${gradebook}/classes/:class/lineItems`],
      ...[`${gradebook}/schools/:school/lineItems`, `${gradebook}/classes/:class/results`],
      `${gradebook}/classes/:class/academicSessions/:session/results`,
    ],
    method: 'POST',
    what: 'lists of line items or results in one request',
    advice: 'Post each by itself.',
  },
  {
    paths: [`${rostering}/terms/:term/gradingPeriods`],
    method: 'POST',
    what: 'way to post grading periods below a term',
    advice: 'Post them to /gradingPeriods/.',
  },
  {
    paths: ['/powerpath/*'],
    what: 'other part of PowerPath',
    advice: 'It keeps no lesson plans, attempts or questions.',
  },
  {
    paths: ['/edubridge/*'],
    what: 'other part of EduBridge',
    advice: 'It has enrollments and the analytics of students.',
  },
  {
    paths: [
      ...['/assessment-tests', '/assessment-tests/*', '/assessment-items', '/assessment-items/*'],
      ...['/stimuli', '/stimuli/*', '/validate', '/validate/*', '/lesson/*', '/qti/*'],
    ],
    what: 'QTI service',
    advice: 'It keeps no tests, items or stimuli.',
  },
  {
    paths: ['/webhooks', '/webhooks/*', '/webhook-filters', '/webhook-filters/*'],
    what: 'webhooks',
  },
  { paths: ['/ims/clr/*'], what: 'credentials of learners (CLR)' },
  {
    paths: ['/ims/case/*'],
    what: 'other part of CASE',
    advice: 'It has CFItems and CFDocuments.',
  },
];
