import type { EventForms } from '../../model/event-check.ts';
import { type FactValues, rowsFrom, unverified } from './facts.ts';

/** The developer guide as a source of rows. */
export const guide = rowsFrom('Partner API developer guide');
/** The product overview as a source of rows. */
export const overview = rowsFrom('Partner API product overview');
const reference = rowsFrom('Partner API reference, events page');

/** Actions of one type of events: `SessionEvent LoggedIn`. */
function actionsOf(type: string, ...actions: readonly string[]): readonly string[] {
  return actions.map((action) => `${type} ${action}`);
}

/**
 * How Caliper events name what is in the catalog. The tool sends no events: it writes these forms for the
 * app that does, and checks that app's events against them.
 */
export const eventFacts = {
  'event.course.path': guide.fact(
    '/rostering/1.0/courses',
    'What stands between base URL and sourcedId in extensions.course.id of an event.',
  ),
  'event.lesson.path': unverified.fact(
    '/rostering/1.0/lessons',
    'The same for a lesson. The form of the course, with the path under which lessons are published; a client of the live service reports that it works.',
  ),
  'event.lesson.at': unverified.choice(
    ['either', 'extensions.lesson.id', 'object.assignable.id'],
    'Where an event names its lesson. The product overview says extensions.lesson.id and that events without it are dropped; the example of the developer guide has no such key, and a client of the live service reports that the key is rejected (400) and that object.assignable.id works.',
  ),
  'event.user.path': guide.fact(
    '/rostering/1.0/users',
    'What stands between base URL and sourcedId where an event names a student.',
  ),
  'event.application.path': guide.fact(
    '/applications/1.0',
    'What stands between base URL and the sourcedId of the app in edApp.id.',
  ),
  'event.actor': unverified.choice(
    ['either', 'application', 'student'],
    `Who the actor of an event is. ${guide.source}: the app, and the student is object.assignee. ${overview.source}: the student.`,
  ),
  'event.subjects': unverified.names(
    [
      ...['Math', 'Reading', 'Language', 'Vocabulary', 'Writing', 'Science', 'Social Studies'],
      ...['FastMath', 'None', 'Other'],
    ],
    'Values of extensions.subject. The developer guide names the first three and writes "etc."; the others are from the configuration of a sibling.',
  ),
  'event.required': reference.names(
    ['@context', 'id', 'type', 'actor', 'action', 'object'],
    'Keys that every event has. One that lacks any is rejected (400).',
  ),
  'event.actions': reference.names(
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
    'The types of events, each with its actions. Any other is taken to be rejected (400).',
  ),
  'event.graded': guide.names(
    ['GradeEvent', 'AssessmentEvent', 'AssessmentItemEvent'],
    'Types that need extensions.subject and extensions.course.id.',
  ),
  'event.perPost': reference.fact(
    1,
    'The most events of one request, bare or in an envelope; what becomes of more is not documented.',
  ),
  'event.without.course': overview.choice(
    ['dropped', 'rejected'],
    'What becomes of a graded event without extensions.course.id. The developer guide calls the key required, and says 400 for what its schema does not allow.',
  ),
  'event.without.knownCourse': guide.choice(
    ['dropped', 'rejected', 'credited'],
    'The same where the course is none of the catalog: "rejected after acceptance", the 202 stands. That a retired course counts as one is unverified.',
  ),
  'event.without.lesson': overview.choice(
    ['dropped', 'rejected', 'credited'],
    'The same where a graded event names no lesson. The example of the developer guide names none of the catalog.',
  ),
  'event.without.knownLesson': unverified.choice(
    ['dropped', 'rejected', 'credited'],
    'The same where the lesson is none of the catalog, is retired, or is of another course.',
  ),
  'event.without.subject': unverified.choice(
    ['rejected', 'dropped', 'credited'],
    'The same without a subject, or with one that is not in event.subjects. The developer guide calls it a required enum.',
  ),
  'event.without.student': unverified.choice(
    ['dropped', 'rejected', 'credited'],
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
