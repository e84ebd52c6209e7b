import { choice, fact, names, unverified } from '../fact.ts';
import { guide, overview } from './sources.ts';

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
} as const;
