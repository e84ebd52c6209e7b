import type { EventForms } from '../../model/event-check.ts';

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
