import { sdkEvents } from '../../caliper/documented.ts';
import type { EventForms } from '../../model/event-check.ts';
import { type FactValues, rowsFrom, unverified } from './facts.ts';

const sdk = rowsFrom('official SDK');
const documented = sdkEvents;

/**
 * Assumptions about the events of apps on the official SDK: ActivityEvent and TimeSpentEvent of its own
 * profile, and three events about questions. The emulator uses the same values.
 */
export const sdkEventFacts = {
  'event.course.path': sdk.fact(
    documented.coursePath,
    'The path between base URL and sourcedId in object.course.id of an event.',
  ),
  'event.user.path': sdk.fact(
    documented.userPath,
    'The same for the student, who is the actor; its email is checked as well.',
  ),
  'event.subjects': sdk.names(documented.subjects, 'Values of object.subject.'),
  'event.context': sdk.fact(documented.context, 'What @context contains.'),
  'event.required': sdk.names(
    documented.required,
    'Keys that the models of the SDK require of every event.',
  ),
  'event.times': sdk.names(documented.times, 'Keys that hold a date and time.'),
  'event.actions': sdk.names(
    documented.actions,
    'The types of events that the SDK makes, each with its actions.',
  ),
  'event.results': sdk.names(
    documented.results,
    'The events that carry a result: its server looks for one under a line item whose id is made from object.id and the course.',
  ),
  'event.metrics': sdk.names(
    documented.metrics,
    'Metrics in generated.items, by the type of the event. Others are refused by the models of the SDK.',
  ),
  'event.entities': sdk.choice(
    ['either', 'objects'],
    'Whether actor and object may be a string, only their id, as in the events about questions.',
  ),
  'event.envelope': unverified.choice(
    ['whole', 'each'],
    'Whether one event that is rejected decides for all events of its envelope.',
  ),
  'event.envelope.required': sdk.names(
    documented.envelopeKeys,
    'Keys that an envelope has beside `data`, each a text; its client sends them all. An envelope without one of them is assumed to be rejected (400).',
  ),
  'event.without.process': sdk.choice(
    ['unclear', 'credited', 'recorded'],
    'What becomes of an ActivityEvent without `object.process`. The models of the SDK allow that; a comment in its server says that the service makes line items and results if it is true. With false it is recorded.',
  ),
  'event.without.course': sdk.choice(
    ['unclear', 'dropped', 'rejected', 'credited'],
    'What becomes of an ActivityEvent or TimeSpentEvent that names no course: the models allow it, and the line item is made from the course.',
  ),
  'event.without.knownCourse': unverified.choice(
    ['dropped', 'rejected', 'credited'],
    'The same if the course is none of the catalog, is retired, or is named twice and not the same.',
  ),
  'event.without.subject': sdk.choice(
    ['rejected', 'dropped', 'credited'],
    'The same with a subject that is not in event.subjects: the models of the SDK refuse it.',
  ),
  'event.without.student': unverified.choice(
    ['dropped', 'rejected', 'credited'],
    'The same if the actor is no student.',
  ),
  'lessonPlan.path': sdk.addOn(
    '/powerpath/lessonPlans/course',
    'What the id of a course and `/sync` follow if the lesson plans of its students are brought up to date, by POST.',
  ),
} as const;

/** The forms of events according to the rows in force. */
export function sdkEventForms(facts: FactValues<typeof sdkEventFacts>): EventForms {
  return eventForms(facts, sdkEvents);
}

/** The part of the event forms that each row holds. */
const fields = {
  'event.course.path': 'coursePath',
  'event.lesson.path': 'lessonPath',
  'event.lesson.at': 'lessonAt',
  'event.user.path': 'userPath',
  'event.application.path': 'applicationPath',
  'event.actor': 'actor',
  'event.actor.application': 'ofApplication',
  'event.subjects': 'subjects',
  'event.context': 'context',
  'event.required': 'required',
  'event.times': 'times',
  'event.actions': 'actions',
  'event.graded': 'graded',
  'event.results': 'results',
  'event.metrics': 'metrics',
  'event.entities': 'entities',
  'event.extensions': 'extensions',
  'event.extensions.others': 'otherExtensions',
  'event.perPost': 'perPost',
  'event.envelope': 'envelope',
  'event.envelope.required': 'envelopeKeys',
  'event.without.process': 'unprocessed',
} as const satisfies Readonly<Record<string, keyof EventForms>>;

const needs = [
  ...(['course', 'knownCourse', 'lesson', 'knownLesson', 'subject', 'student', 'score'] as const),
] satisfies readonly (keyof EventForms['without'])[];

/** The forms of events according to the rows in force; parts that no row holds are as documented. */
export function eventForms(facts: object, documented: EventForms): EventForms {
  const valuesOf = (pairs: readonly (readonly [string, string])[]) =>
    Object.fromEntries(
      pairs.flatMap(([row, key]) =>
        Object.hasOwn(facts, row) ? [[key, Reflect.get(facts, row)]] : [],
      ),
    );
  // Every value was checked against the type of its row.
  return {
    ...documented,
    ...valuesOf(Object.entries(fields)),
    without: {
      ...documented.without,
      ...valuesOf(needs.map((need) => [`event.without.${need}`, need])),
    },
  };
}
