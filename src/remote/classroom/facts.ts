import { type FactValues, rowsFrom, unverified } from '../dialects/facts.ts';
import { guide, overview } from '../dialects/partner-events.ts';

const both = rowsFrom(`${guide.source}; ${overview.source}`);

/**
 * What is taken to be so about people, events and what follows from them, one row a fact. Apart from
 * the tables of the dialects: publishing needs none of it. Corrected in the same place, `facts`.
 */
export const classroomFacts = {
  'user.path': both.fact('/rostering/1.0/users', 'Collection of users.'),
  'class.path': overview.fact('/rostering/1.0/classes', 'Collection of classes.'),
  'enrollment.path': overview.fact('/rostering/1.0/enrollments', 'Collection of enrollments.'),
  'agent.path': overview.fact(
    '/rostering/1.0/students',
    'What `/STUDENT/agents/AGENT` follows where a guardian is linked.',
  ),
  'user.envelope': guide.fact('user', 'Key that wraps one user.'),
  'class.envelope': unverified.fact('class', 'Key that wraps one class; so on the sibling APIs.'),
  'enrollment.envelope': unverified.fact(
    'enrollment',
    'Key that wraps one enrollment; so on the sibling APIs.',
  ),
  'class.terms': unverified.names(
    [],
    'Terms that a class for testing names. The sibling API requires the list; of which terms a partner may use no document tells.',
  ),
  'events.path': guide.fact('/events/1.0', 'Where events are sent.'),
  'event.lesson': rowsFrom(`reported by a client; ${overview.source}`).choice(
    ['assignable', 'extensions', 'both'],
    'Where an event names its lesson: as `object.assignable.id`, which is reported to work, as `extensions.lesson.id`, which is documented and reported to be refused with 400, or as both.',
  ),
  'xp.path': both.fact('/xp/1.0/users', 'What `/STUDENT/entries` follows where XP is read.'),
  'results.path': both.fact('/gradebook/1.0/assessment-results', 'Collection of results.'),
  'results.plural': unverified.fact(
    'assessmentResults',
    'Key of the results in a list answer; so on the sibling API.',
  ),
  'results.lesson': unverified.fact(
    'assessmentLineItem.sourcedId',
    'The field of a result that names its lesson, by which results are counted.',
  ),
  'class.plural': unverified.fact(
    'classes',
    'Key of the classes in a list answer; units document the form.',
  ),
  'class.course': unverified.fact(
    'course.sourcedId',
    'The field of a class that names its course, by which open classes are counted.',
  ),
  'enrollment.plural': unverified.fact(
    'enrollments',
    'Key of the enrollments in a list answer; units document the form.',
  ),
  'enrollment.class': guide.fact(
    'class.sourcedId',
    'The field of an enrollment that names its class.',
  ),
} as const;

export type ClassroomFacts = FactValues<typeof classroomFacts>;

/** The table as it stands, without corrections. */
export const uncorrected: ClassroomFacts = Object.fromEntries(
  Object.entries(classroomFacts).map(([row, { value }]) => [row, value]),
  // Each value is that of its own row.
) as ClassroomFacts;

/** The key in `metadata` under which a record names its rehearsal. */
export const mark = 'rehearsal';
