import type { DialectName } from '../../model/destination.ts';
import { type FactTable, type FactValues, rowsFrom, unverified } from '../dialects/facts.ts';
import { guide, overview } from '../dialects/partner-events.ts';

const both = rowsFrom(`${guide.source}; ${overview.source}`);

const partner = {
  'user.path': both.fact('/rostering/1.0/users', 'Collection of users.'),
  'class.path': overview.fact('/rostering/1.0/classes', 'Collection of classes.'),
  'enrollment.path': overview.fact('/rostering/1.0/enrollments', 'Collection of enrollments.'),
  'agent.path': overview.fact(
    '/rostering/1.0/students',
    'What `/STUDENT/agents/AGENT` follows if a guardian is linked.',
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
  'xp.path': both.fact('/xp/1.0/users', 'What `/STUDENT/entries` follows if XP is read.'),
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

const documented = rowsFrom('OpenAPI document');
const sdk = rowsFrom('official SDK');
const rostering = '/ims/oneroster/rostering/v1p2';
const gradebook = '/ims/oneroster/gradebook/v1p2';
const listKey = 'Key of the records in a list answer.';

const oneroster = {
  'user.path': documented.fact(`${rostering}/users/`, 'Collection of users.'),
  'class.path': documented.fact(`${rostering}/classes/`, 'Collection of classes.'),
  'enrollment.path': documented.fact(`${rostering}/enrollments/`, 'Collection of enrollments.'),
  'term.path': documented.fact(`${rostering}/terms/`, 'Collection of terms.'),
  'user.envelope': documented.fact('user', 'Key that wraps one user.'),
  'class.envelope': documented.fact('class', 'Key that wraps one class.'),
  'enrollment.envelope': documented.fact('enrollment', 'Key that wraps one enrollment.'),
  'class.terms': unverified.names(
    [],
    'Terms that a class for testing names. The document requires the list; empty: the first term that the platform shows, or none.',
  ),
  'term.plural': documented.fact('terms', listKey),
  'class.plural': documented.fact('classes', listKey),
  'class.course': documented.fact(
    'course.sourcedId',
    'The field of a class that names its course, by which open classes are counted.',
  ),
  'enrollment.plural': documented.fact('enrollments', listKey),
  'enrollment.class': documented.fact(
    'class.sourcedId',
    'The field of an enrollment that names its class.',
  ),
  'events.path': sdk.fact(
    '/caliper/event',
    'Where an envelope of events is sent, on the host that `caliper` of the environment names.',
  ),
  'events.sensor': unverified.fact(
    'https://rehearsal.example.org',
    'The address of the app that a rehearsal plays: each run has its activities below it, so its line items are those of no other app.',
  ),
  'events.records': sdk.fact(
    rostering,
    'What stands between base URL and `/users/ID` or `/courses/ID` in an event.',
  ),
  'lineItem.path': documented.fact(
    `${gradebook}/assessmentLineItems/`,
    'Collection of line items.',
  ),
  'lineItem.envelope': documented.fact('assessmentLineItem', 'Key that wraps one line item.'),
  'lineItem.plural': documented.fact('assessmentLineItems', listKey),
  'lineItem.prefix': sdk.fact(
    'caliper_',
    'What the id of the line item of an activity begins with; the SHA-256 of object.id, `_` and the id of the course follows. A comment of the SDK says that the service makes it so.',
  ),
  'lineItem.course': unverified.fact(
    'course.sourcedId',
    'The field of a line item that names its course, by which results are counted. The SDK writes it in that of course completion, and the document does not have it.',
  ),
  'lineItem.lesson': documented.fact(
    'component.sourcedId',
    'The field of a line item that names its lesson.',
  ),
  'lineItem.placement': documented.fact(
    'componentResource.sourcedId',
    'The field of a line item that names its placement; so of course completion in the SDK.',
  ),
  'results.path': documented.fact(`${gradebook}/assessmentResults/`, 'Collection of results.'),
  'results.envelope': documented.fact('assessmentResult', 'Key that wraps one result.'),
  'results.plural': documented.fact('assessmentResults', listKey),
  'results.lineItem': documented.fact(
    'assessmentLineItem.sourcedId',
    'The field of a result that names its line item, by which results are looked for and counted.',
  ),
  'results.student': documented.fact(
    'student.sourcedId',
    'The field of a result that names its student; the SDK looks for results by both.',
  ),
  'results.xp': unverified.fact(
    'metadata.xp',
    'The field of a result that holds its XP. A result without it counts as credited, of unknown XP.',
  ),
} as const;

/**
 * The assumptions about people and events, one row each, for each dialect. They are separate from the tables
 * of the dialects, since publishing needs none of them. The config corrects them in the same place, `facts`.
 */
export const classroomFacts = { partner, oneroster } as const satisfies Readonly<
  Record<DialectName, FactTable>
>;

type Values<D extends DialectName> = FactValues<(typeof classroomFacts)[D]> & {
  readonly dialect: D;
};
export type PartnerClassroom = Values<'partner'>;
export type OnerosterClassroom = Values<'oneroster'>;
/** The values in force of either dialect, told apart by `dialect`. */
export type ClassroomFacts = PartnerClassroom | OnerosterClassroom;

/** The values of a dialect's table without corrections. */
export function uncorrected(dialect: DialectName): ClassroomFacts {
  const rows = Object.entries(classroomFacts[dialect]).map(([row, { value }]) => [row, value]);
  // Each value comes from its own row.
  return { ...Object.fromEntries(rows), dialect } as ClassroomFacts;
}

/** The key in `metadata` under which a record names its rehearsal. */
export const mark = 'rehearsal';
