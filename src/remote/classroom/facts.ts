import { choice, type FactValues, fact, names, unverified } from '../dialects/facts.ts';
import { guide, overview } from '../dialects/partner-events.ts';

/**
 * What is taken to be so about people, events and what follows from them, one row a fact. Apart from
 * the tables of the dialects: publishing needs none of it. Corrected in the same place, `facts`.
 */
export const classroomFacts = {
  'user.path': fact('/rostering/1.0/users', `${guide}; ${overview}`, 'Collection of users.'),
  'class.path': fact('/rostering/1.0/classes', overview, 'Collection of classes.'),
  'enrollment.path': fact('/rostering/1.0/enrollments', overview, 'Collection of enrollments.'),
  'agent.path': fact(
    '/rostering/1.0/students',
    overview,
    'What `/STUDENT/agents/AGENT` follows where a guardian is linked.',
  ),
  'user.envelope': fact('user', guide, 'Key that wraps one user.'),
  'class.envelope': fact('class', unverified, 'Key that wraps one class; so on the sibling APIs.'),
  'enrollment.envelope': fact(
    'enrollment',
    unverified,
    'Key that wraps one enrollment; so on the sibling APIs.',
  ),
  'class.terms': names(
    [],
    unverified,
    'Terms that a class for testing names. The sibling API requires the list; of which terms a partner may use no document tells.',
  ),
  'events.path': fact('/events/1.0', guide, 'Where events are sent.'),
  'event.lesson': choice(
    ['assignable', 'extensions', 'both'],
    'reported by a client; the product overview says `extensions.lesson.id`',
    'Where an event names its lesson: as `object.assignable.id`, which is reported to work, as `extensions.lesson.id`, which is documented and reported to be refused with 400, or as both.',
  ),
  'xp.path': fact(
    '/xp/1.0/users',
    `${guide}; ${overview}`,
    'What `/STUDENT/entries` follows where XP is read.',
  ),
  'results.path': fact(
    '/gradebook/1.0/assessment-results',
    `${guide}; ${overview}`,
    'Collection of results.',
  ),
  'results.plural': fact(
    'assessmentResults',
    unverified,
    'Key of the results in a list answer; so on the sibling API.',
  ),
  'results.lesson': fact(
    'assessmentLineItem.sourcedId',
    unverified,
    'The field of a result that names its lesson, by which results are counted.',
  ),
  'class.plural': fact(
    'classes',
    unverified,
    'Key of the classes in a list answer; units document the form.',
  ),
  'class.course': fact(
    'course.sourcedId',
    unverified,
    'The field of a class that names its course, by which open classes are counted.',
  ),
  'enrollment.plural': fact(
    'enrollments',
    unverified,
    'Key of the enrollments in a list answer; units document the form.',
  ),
  'enrollment.class': fact(
    'class.sourcedId',
    guide,
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
