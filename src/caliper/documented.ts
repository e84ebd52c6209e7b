import type { EventForms } from '../model/event-check.ts';

/** The pairs of a type and its actions: `SessionEvent LoggedIn`. */
function pairs(type: string, ...words: readonly string[]): readonly string[] {
  return words.map((word) => `${type} ${word}`);
}

/** The subjects of the official SDK. */
const subjects = [
  ...['Math', 'Reading', 'Language', 'Vocabulary', 'Writing', 'Science', 'Social Studies'],
  ...['FastMath', 'None', 'Other'],
];

/**
 * The forms of the Partner API's events: the rows `event.…` of its dialect without corrections. Facts on
 * which sources contradict each other are `unclear` or `either`.
 */
export const partnerEvents: EventForms = {
  coursePath: '/rostering/1.0/courses',
  lessonPath: '/rostering/1.0/lessons',
  userPath: '/rostering/1.0/users',
  applicationPath: '/applications/1.0',
  lessonAt: 'either',
  actor: 'byType',
  ofApplication: ['GradeEvent Graded', 'SessionEvent TimedOut'],
  subjects,
  context: 'caliper',
  required: ['@context', 'id', 'type', 'actor', 'action', 'object'],
  times: ['eventTime'],
  actions: [
    ...pairs('SessionEvent', 'LoggedIn', 'LoggedOut', 'TimedOut'),
    ...pairs('ViewEvent', 'Viewed'),
    ...pairs('AssignableEvent', 'Activated', 'Deactivated', 'Started', 'Completed'),
    ...pairs('AssignableEvent', 'Submitted', 'Reviewed'),
    ...pairs('AssessmentItemEvent', 'Started', 'Skipped', 'Completed'),
    ...pairs('AssessmentEvent', 'Started', 'Paused', 'Resumed', 'Restarted', 'Submitted'),
    ...pairs('GradeEvent', 'Graded'),
  ],
  activities: [],
  graded: ['GradeEvent', 'AssessmentEvent', 'AssessmentItemEvent'],
  results: ['GradeEvent Graded', 'AssessmentItemEvent Completed'],
  metrics: [],
  extensions: ['subject', 'course'],
  otherExtensions: 'unclear',
  entities: 'unclear',
  perPost: 1,
  envelope: 'whole',
  envelopeKeys: [],
  unprocessed: 'credited',
  without: {
    course: 'rejected',
    knownCourse: 'dropped',
    lesson: 'unclear',
    knownLesson: 'dropped',
    subject: 'rejected',
    student: 'dropped',
    score: 'dropped',
  },
};

/**
 * The forms of the official SDK's events: the rows `event.…` of the dialect oneroster without corrections.
 */
export const sdkEvents: EventForms = {
  coursePath: '/ims/oneroster/rostering/v1p2/courses',
  userPath: '/ims/oneroster/rostering/v1p2/users',
  lessonAt: 'either',
  actor: 'student',
  ofApplication: [],
  subjects,
  context: 'caliper',
  required: ['@context', 'id', 'type', 'actor', 'action', 'object', 'eventTime'],
  times: ['eventTime'],
  actions: [
    ...pairs('ActivityEvent', 'Completed'),
    ...pairs('TimeSpentEvent', 'SpentTime'),
    ...pairs('AssessmentItemEvent', 'Started', 'Completed'),
    ...pairs('GradeEvent', 'Graded'),
  ],
  activities: ['ActivityEvent', 'TimeSpentEvent'],
  graded: [],
  results: ['ActivityEvent Completed'],
  metrics: [
    ...pairs('ActivityEvent', 'xpEarned', 'totalQuestions', 'correctQuestions', 'masteredUnits'),
    ...pairs('TimeSpentEvent', 'active', 'inactive', 'waste', 'unknown', 'anti-pattern'),
  ],
  extensions: [],
  otherExtensions: 'ignored',
  entities: 'either',
  perPost: 0,
  envelope: 'whole',
  envelopeKeys: ['sensor', 'sendTime', 'dataVersion'],
  unprocessed: 'unclear',
  without: {
    course: 'unclear',
    knownCourse: 'dropped',
    lesson: 'credited',
    knownLesson: 'dropped',
    subject: 'rejected',
    student: 'dropped',
    score: 'credited',
  },
};

/** The base URLs of platforms in the documents. Events for a copy on this machine may also name these. */
export const documentedHosts: readonly string[] = [
  'https://api.alpha-1edtech.ai',
  'https://api.staging.alpha-1edtech.ai',
];

/** The base URL at which a documented platform takes events of the official SDK; otherwise undefined. */
export function eventHostOf(baseUrl: string): string | undefined {
  return documentedHosts.includes(baseUrl)
    ? baseUrl.replace('https://api.', 'https://caliper.')
    : undefined;
}
