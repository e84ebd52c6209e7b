import type { EventForms } from '../../model/event-forms.ts';
import { choice, type FactValues, fact, names, unverified } from './facts.ts';

/** The documents that rows of the table name as their source. */
export const guide = 'Partner API developer guide';
export const overview = 'Partner API product overview';
const reference = 'Partner API reference, events page';

/** Actions of one type of events: `SessionEvent LoggedIn`. */
function actionsOf(type: string, ...actions: readonly string[]): readonly string[] {
  return actions.map((action) => `${type} ${action}`);
}

/**
 * How Caliper events name what is in the catalog. The tool sends no events: it writes these forms for the
 * app that does, and checks that app's events against them.
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
      ...actionsOf('SessionEvent', 'LoggedIn', 'LoggedOut', 'TimedOut'),
      ...actionsOf('ViewEvent', 'Viewed'),
      ...actionsOf(
        'AssignableEvent',
        'Activated',
        'Deactivated',
        'Started',
        'Completed',
        'Submitted',
        'Reviewed',
      ),
      ...actionsOf('AssessmentItemEvent', 'Started', 'Skipped', 'Completed'),
      ...actionsOf('AssessmentEvent', 'Started', 'Paused', 'Resumed', 'Restarted', 'Submitted'),
      ...actionsOf('GradeEvent', 'Graded'),
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

/** The forms of events by the rows in force. */
export function eventForms(facts: FactValues<typeof eventFacts>): EventForms {
  return {
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
  };
}
