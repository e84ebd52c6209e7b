import { choice, fact, names, unverified } from '../fact.ts';
import { guide, overview, reference } from './sources.ts';

/**
 * What Caliper events say about the catalog, and how. The tool sends none: it writes these forms for
 * the app that does, and holds that app's events against them.
 */
export const eventFacts = {
  'event.course.path': fact(
    '/rostering/1.0/courses',
    guide,
    'What stands between base URL and sourcedId in extensions.course.id of an event.',
  ),
  'event.lesson.path': fact(
    '/rostering/1.0/lessons',
    unverified,
    'The same for a lesson. The form of the course, with the path under which lessons are published; a client of the live service reports that it works.',
  ),
  'event.lesson.at': choice(
    ['either', 'extensions.lesson.id', 'object.assignable.id'],
    unverified,
    'Where an event names its lesson. The product overview says extensions.lesson.id and that events without it are dropped; the example of the developer guide has no such key, and a client of the live service reports that the key is rejected (400) and that object.assignable.id works.',
  ),
  'event.user.path': fact(
    '/rostering/1.0/users',
    guide,
    'What stands between base URL and sourcedId where an event names a student.',
  ),
  'event.application.path': fact(
    '/applications/1.0',
    guide,
    'What stands between base URL and the sourcedId of the app in edApp.id.',
  ),
  'event.actor': choice(
    ['either', 'application', 'student'],
    unverified,
    `Who the actor of an event is. ${guide}: the app, and the student is object.assignee. ${overview}: the student.`,
  ),
  'event.subjects': names(
    [
      ...['Math', 'Reading', 'Language', 'Vocabulary', 'Writing', 'Science', 'Social Studies'],
      ...['FastMath', 'None', 'Other'],
    ],
    unverified,
    'Values of extensions.subject. The developer guide names the first three and writes "etc."; the others are from the configuration of a sibling.',
  ),
  'event.required': names(
    ['@context', 'id', 'type', 'actor', 'action', 'object'],
    reference,
    'Keys that every event has. One that lacks any is rejected (400).',
  ),
  'event.actions': names(
    [
      'SessionEvent LoggedIn',
      'SessionEvent LoggedOut',
      'SessionEvent TimedOut',
      'ViewEvent Viewed',
      'AssignableEvent Activated',
      'AssignableEvent Deactivated',
      'AssignableEvent Started',
      'AssignableEvent Completed',
      'AssignableEvent Submitted',
      'AssignableEvent Reviewed',
      'AssessmentItemEvent Started',
      'AssessmentItemEvent Skipped',
      'AssessmentItemEvent Completed',
      'AssessmentEvent Started',
      'AssessmentEvent Paused',
      'AssessmentEvent Resumed',
      'AssessmentEvent Restarted',
      'AssessmentEvent Submitted',
      'GradeEvent Graded',
    ],
    reference,
    'The types of events, each with its actions. Any other is taken to be rejected (400).',
  ),
  'event.graded': names(
    ['GradeEvent', 'AssessmentEvent', 'AssessmentItemEvent'],
    guide,
    'Types that need extensions.subject and extensions.course.id.',
  ),
  'event.perPost': fact(
    1,
    reference,
    'The most events of one request, bare or in an envelope; what becomes of more is not documented.',
  ),
  'event.without.course': choice(
    ['dropped', 'rejected'],
    overview,
    'What becomes of a graded event without extensions.course.id. The developer guide calls the key required, and says 400 for what its schema does not allow.',
  ),
  'event.without.knownCourse': choice(
    ['dropped', 'rejected', 'credited'],
    guide,
    'The same where the course is none of the catalog: "rejected after acceptance", the 202 stands. That a retired course counts as one is unverified.',
  ),
  'event.without.lesson': choice(
    ['dropped', 'rejected', 'credited'],
    overview,
    'The same where a graded event names no lesson. The example of the developer guide names none of the catalog.',
  ),
  'event.without.knownLesson': choice(
    ['dropped', 'rejected', 'credited'],
    unverified,
    'The same where the lesson is none of the catalog, is retired, or is of another course.',
  ),
  'event.without.subject': choice(
    ['rejected', 'dropped', 'credited'],
    unverified,
    'The same without a subject, or with one that is not in event.subjects. The developer guide calls it a required enum.',
  ),
  'event.without.student': choice(
    ['dropped', 'rejected', 'credited'],
    unverified,
    'The same where neither actor nor object.assignee is a student. The developer guide says that one must exist.',
  ),
} as const;
