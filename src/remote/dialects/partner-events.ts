import { partnerEvents } from '../../caliper/documented.ts';
import { lessonPlaces } from '../../model/event-check.ts';
import { rowsFrom, unverified } from './facts.ts';

/** Makes rows whose source is the developer guide. */
export const guide = rowsFrom('Partner API developer guide');
/** Makes rows whose source is the product overview. */
export const overview = rowsFrom('Partner API product overview');
const reference = rowsFrom('Partner API reference, events page');

const documented = partnerEvents;

/**
 * How Caliper events name the nodes of a catalog. The tool sends no events: it writes these names for the app
 * that does, and checks that app's events against them. The emulator uses the same values.
 */
export const eventFacts = {
  'event.course.path': guide.fact(
    documented.coursePath,
    'The path between base URL and sourcedId in extensions.course.id of an event.',
  ),
  'event.lesson.path': unverified.fact(
    documented.lessonPath ?? '',
    'The same for a lesson. The form of the course, with the path under which lessons are published; a client of the live service reports that it works.',
  ),
  'event.lesson.at': unverified.choice(
    ['either', ...lessonPlaces],
    'Where an event names its lesson. The product overview says extensions.lesson.id and that events without it are dropped; the example of the developer guide has no such key, and a client of the live service reports that the key is rejected (400) and that object.assignable.id and object.assignable.isPartOf.id work. The others are where Caliper has room for it. either: all of them are read, and what the sources contradict each other about is doubtful.',
  ),
  'event.user.path': guide.fact(
    documented.userPath,
    'The path between base URL and sourcedId of a student in an event.',
  ),
  'event.application.path': guide.fact(
    documented.applicationPath ?? '',
    'The path between base URL and the sourcedId of the app in edApp.id.',
  ),
  'event.actor': reference.choice(
    ['byType', 'either', 'application', 'student'],
    `Who the actor of an event is. byType: the app in the events of event.actor.application, the student in the others. ${guide.source}: the app in a GradeEvent, and the student is object.assignee. ${overview.source}: the student. Another actor is reported as a note, and has no effect.`,
  ),
  'event.actor.application': reference.names(
    documented.ofApplication,
    'The events whose actor is the app: "SoftwareApplication for GradeEvent and TimedOut".',
  ),
  'event.subjects': rowsFrom('official SDK; Partner API developer guide').names(
    documented.subjects,
    'Values of extensions.subject. The developer guide names the first three and writes "etc."; all ten are those of the SDK.',
  ),
  'event.context': reference.fact(
    documented.context,
    'What @context contains; an event without it is rejected (400).',
  ),
  'event.required': reference.names(
    documented.required,
    'Keys that every event has. One that lacks any is rejected (400).',
  ),
  'event.times': unverified.names(
    documented.times,
    'Keys that hold a date and time, if they are given. Another value is assumed to be rejected (400).',
  ),
  'event.actions': reference.names(
    documented.actions,
    'The types of events, each with its actions. Any other is assumed to be rejected (400).',
  ),
  'event.graded': guide.names(
    documented.graded,
    'Types that need extensions.subject and extensions.course.id.',
  ),
  'event.results': reference.names(
    documented.results,
    'The events that can carry a result: a GradeEvent "creates assessment results", an AssessmentItemEvent is "processed when action is Completed; others acknowledged", an AssessmentEvent "records assessment lifecycle". That an AssessmentItemEvent gives a result if it has a score is unverified.',
  ),
  'event.entities': rowsFrom(`${reference.source}; official SDK`).choice(
    ['unclear', 'objects', 'either'],
    'Whether actor and object may be a string, only their id. The events page: "always a full entity object". The SDK writes a string as the object of the GradeEvent of a question. objects: a string is rejected (400).',
  ),
  'event.extensions': guide.names(
    documented.extensions,
    'Keys of extensions that no source speaks against.',
  ),
  'event.extensions.others': rowsFrom('Caliper 1.2; reported by a client').choice(
    ['unclear', 'rejected', 'ignored'],
    'What becomes of an event with other keys in extensions. Caliper leaves them open, and the product overview asks for one, `lesson`; a client of the live service reports 400 unrecognized_keys.',
  ),
  'event.perPost': reference.fact(
    documented.perPost,
    'The most events of one request, bare or in an envelope; what becomes of more is not documented. A client of the live service sends five in one envelope and reports five results.',
  ),
  'event.envelope': unverified.choice(
    ['whole', 'each'],
    'Whether one event that is rejected decides for all events of its envelope.',
  ),
  'event.without.course': rowsFrom(`${guide.source}; ${overview.source}`).choice(
    ['rejected', 'dropped'],
    'What becomes of an event of event.graded without extensions.course.id. The developer guide calls the key required, and says 400 for what its schema does not allow; the product overview says dropped. It is lost either way.',
  ),
  'event.without.knownCourse': guide.choice(
    ['dropped', 'rejected', 'credited'],
    'The same if the course is none of the catalog: "rejected after acceptance", the 202 stands. That a retired course counts as one is unverified.',
  ),
  'event.without.lesson': rowsFrom(`${overview.source}; ${guide.source}`).choice(
    ['unclear', 'dropped', 'rejected', 'credited'],
    'The same if an event that carries a result names no lesson. The product overview: dropped. The developer guide: its example names none, and XP is verified after it.',
  ),
  'event.without.knownLesson': unverified.choice(
    ['dropped', 'rejected', 'credited'],
    'The same if the lesson is none of the catalog, is retired, or is of another course.',
  ),
  'event.without.subject': guide.choice(
    ['rejected', 'dropped', 'credited'],
    'The same without a subject, or with one that is not in event.subjects: "required (enum …)". That the enum is checked is unverified.',
  ),
  'event.without.student': unverified.choice(
    ['dropped', 'rejected', 'credited'],
    'The same if neither actor nor object.assignee is a student. The developer guide says that one must exist.',
  ),
  'event.without.score': unverified.choice(
    ['dropped', 'rejected', 'credited'],
    'The same if generated.scoreGiven of a GradeEvent is missing or no number. credited: it is taken, and carries no result.',
  ),
} as const;
